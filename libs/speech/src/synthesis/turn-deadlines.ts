import { ProviderError } from '#domain';

/** Limits of one turn, in milliseconds. The Speech SDK has none of its own. */
export interface TurnLimits {
  /** From the request to the first audio. */
  readonly firstAudioMs: number;
  /** Between two frames of the service, after the first audio. */
  readonly progressMs: number;
  /** The whole turn, without the time in which the reader was too slow. */
  readonly totalMs: number;
  /** How long a reader may leave a full buffer alone. It may drain it as slowly as it likes, as long as it takes something. */
  readonly stalledReaderMs: number;
}

/** The clocks of one turn. They stand still while the turn is paused because its reader is slow; then the reader's own clock runs. */
export class TurnDeadlines {
  private phase: 'first-audio' | 'progress' = 'first-audio';
  private paused = false;
  private phaseTimer: NodeJS.Timeout | undefined;
  private totalTimer: NodeJS.Timeout | undefined;
  private totalLeftMs: number;
  private resumedAt = 0;

  constructor(
    private readonly limits: TurnLimits,
    private readonly onExpired: (error: Error) => void,
  ) {
    this.totalLeftMs = limits.totalMs;
  }

  start(): void {
    this.startPhase();
    this.startTotal();
  }

  onAudio(): void {
    if (this.phase === 'progress') return;
    this.phase = 'progress';
    if (!this.paused) this.startPhase();
  }

  onActivity(): void {
    if (this.phase === 'progress' && !this.paused) this.phaseTimer?.refresh();
  }

  /** The reader took something: one that is slow, at the pace of the speech for example, is not one that has stopped. */
  onRead(): void {
    if (this.paused) this.phaseTimer?.refresh();
  }

  pause(): void {
    this.clear();
    this.paused = true;
    this.totalLeftMs -= performance.now() - this.resumedAt;
    this.phaseTimer = setTimeout(() => {
      this.onExpired(new Error(`The audio was not read for ${this.limits.stalledReaderMs} ms`));
    }, this.limits.stalledReaderMs);
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.startPhase();
    this.startTotal();
  }

  stop(): void {
    this.clear();
    // A reader may drain the buffer after the service has ended: nothing is left to be timed.
    this.paused = false;
  }

  private clear(): void {
    clearTimeout(this.phaseTimer);
    clearTimeout(this.totalTimer);
  }

  private startPhase(): void {
    clearTimeout(this.phaseTimer);
    const [ms, what] =
      this.phase === 'first-audio'
        ? [this.limits.firstAudioMs, 'sent no audio']
        : [this.limits.progressMs, 'stopped in the middle of the audio'];
    this.phaseTimer = setTimeout(() => this.expire(`Azure AI Speech ${what} for ${ms} ms`), ms);
  }

  private startTotal(): void {
    this.resumedAt = performance.now();
    this.totalTimer = setTimeout(
      () => this.expire(`Azure AI Speech did not finish within ${this.limits.totalMs} ms`),
      Math.max(0, this.totalLeftMs),
    );
  }

  private expire(detail: string): void {
    this.onExpired(new ProviderError('provider-timeout', detail));
  }
}
