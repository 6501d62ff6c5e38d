import type { WriteStream } from 'node:tty';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_EVERY_MS = 80;
const BAR_WIDTH = 24;

export interface StageTime {
  readonly stage: string;
  readonly durationMs: number;
}

/**
 * Shows what is being done: one line that moves in a terminal, plain lines when piped. Also keeps how long each stage took.
 */
export class Progress {
  readonly times: StageTime[] = [];
  #stage = '';
  #detail = '';
  #fraction: number | undefined;
  #startedAt = performance.now();
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: WriteStream | NodeJS.WriteStream) {}

  private get live(): boolean {
    return this.out.isTTY && process.env['TERM'] !== 'dumb';
  }

  /** Begins a stage; the one before has ended well. */
  begin(stage: string): void {
    this.end();
    this.#stage = stage;
    this.#detail = '';
    this.#fraction = undefined;
    this.#startedAt = performance.now();
    if (this.live) this.#timer = setInterval(() => this.draw(), FRAME_EVERY_MS);
    else this.out.write(`… ${stage}\n`);
  }

  /** What is happening within the stage. */
  show(detail: string, fraction?: number): void {
    if (detail === this.#detail && fraction === this.#fraction) return;
    this.#detail = detail;
    this.#fraction = fraction;
    if (!this.live)
      this.out.write(`    ${detail}${fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`}\n`);
  }

  /** Ends the stage well. */
  end(): void {
    if (this.#stage === '') return;
    const durationMs = performance.now() - this.#startedAt;
    this.times.push({ stage: this.#stage, durationMs });
    this.stopDrawing();
    this.out.write(`${this.live ? '\u001B[32m✓\u001B[0m' : '✓'} ${this.#stage} (${seconds(durationMs)})\n`);
    this.#stage = '';
  }

  /** Ends the stage badly. */
  fail(): void {
    if (this.#stage === '') return;
    this.stopDrawing();
    this.out.write(`${this.live ? '\u001B[31m✗\u001B[0m' : '✗'} ${this.#stage}\n`);
    this.#stage = '';
  }

  private draw(): void {
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const filled = Math.round((this.#fraction ?? 0) * BAR_WIDTH);
    const bar = this.#fraction === undefined ? '' : ` ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
    const line = `${FRAMES[this.#frame]} ${this.#stage}${bar} ${this.#detail}`;
    this.out.write(`\r\u001B[2K${line.slice(0, (this.out.columns || 80) - 1)}`);
  }

  private stopDrawing(): void {
    clearInterval(this.#timer);
    if (this.live) this.out.write('\r\u001B[2K');
  }
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
