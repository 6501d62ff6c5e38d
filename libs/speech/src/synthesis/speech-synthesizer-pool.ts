import { setTimeout as delay } from 'node:timers/promises';
import { ProviderError, type ProviderErrorCode } from '#domain';
import { recordMetric } from '#observability';
import { type SpeechLogger, silentLogger } from '../logger.ts';
import { type SpeechAuth, speechAuth, type SpeechAuthOptions } from '../provider/speech-auth.ts';
import { recordProviderCall } from '../provider/provider-calls.ts';
import { ActiveTurn, type SpeakRequest, type SpeechSummary, type SpeechTurn } from './speech-turn.ts';
import { checkSsmlSize } from '../ssml/ssml-writer.ts';
import { SynthesizerConnection } from './synthesizer-connection.ts';
import type { TurnLimits } from './turn-deadlines.ts';
import { WebsocketEndpoints } from './websocket-endpoint.ts';

export interface SpeechSynthesizerPoolOptions extends SpeechAuthOptions {
  /**
   * Where to connect, `wss://{name}.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1`. With exactly this path, or none,
   * the service is asked first where that is (`WebsocketEndpoint`); any other path is connected to as it is.
   */
  readonly websocketUrl: string | URL;
  /** Most connections at the same time, and so most turns. */
  readonly size: number;
  /** Connections that `warmUp` opens and that are kept open after that. 0 if not given. */
  readonly warmConnections?: number;
  /**
   * How often a turn is tried, as long as no audio of it has come, when its connection was lost, its token refused or the service
   * throttled it. 1 if not given: never again.
   */
  readonly attempts?: number;
  /** Limits of one turn; what is not given is 15 s, 15 s, 5 min, 60 s. */
  readonly limits?: Partial<TurnLimits>;
  /** Token, redirect and handshake together. */
  readonly connectTimeoutMs?: number;
  /** How long a turn waits for a free connection before it is `provider-throttled`. */
  readonly acquireTimeoutMs?: number;
  /** A connection is used no longer than this; earlier when its token is about to expire. */
  readonly maxConnectionAgeMs?: number;
  /** An idle connection is closed after this, except for the warm ones. */
  readonly maxIdleMs?: number;
  /** How often idle connections are looked after (expiry, ping). */
  readonly healthCheckMs?: number;
  /** Audio of one turn that waits to be read before the connection is slowed down. */
  readonly bufferBytes?: number;
  readonly logger?: SpeechLogger;
}

const DEFAULT_LIMITS: TurnLimits = {
  firstAudioMs: 15_000,
  progressMs: 15_000,
  totalMs: 300_000,
  stalledReaderMs: 60_000,
};

const DEFAULTS = {
  warmConnections: 0,
  attempts: 1,
  connectTimeoutMs: 10_000,
  acquireTimeoutMs: 30_000,
  // The service ends a connection whose token has expired, after 25 to 30 minutes in reports (js#78, js#203).
  maxConnectionAgeMs: 25 * 60_000,
  // Load balancers of Azure forget a silent connection after 4 minutes.
  maxIdleMs: 3 * 60_000,
  healthCheckMs: 30_000,
  // 87 s of 24 kHz 16-bit mono.
  bufferBytes: 4 * 1024 * 1024,
};

const SYNTHESIS = { provider: 'speech', operation: 'synthesis' } as const;
const PING_TIMEOUT_MS = 5000;
/** In how many steps the idle connections are looked after. */
const CHECKS = 4;
/** Before the second attempt; twice that before each further one, and any part of it. */
const RETRY_AFTER_MS: Partial<Record<ProviderErrorCode, number>> = {
  // Mostly a connection that had died unnoticed: another one will do.
  'provider-unavailable': 20,
  // A token that has expired: the next attempt gets another one.
  'provider-unauthorized': 20,
  'provider-throttled': 250,
};

export interface SpeechSynthesizerPoolStats {
  /** Connections that exist: being opened, idle, speaking, being closed. Never more than `size`. */
  readonly connections: number;
  readonly idle: number;
  /** Turns that wait for a connection. */
  readonly waiting: number;
  /** Turns whose audio was longer or shorter, by more than 100 ms, than the service said. */
  readonly durationDifferences: number;
}

interface FailedAttempt {
  readonly error: unknown;
  readonly reachedService: boolean;
  readonly closed: Promise<void> | undefined;
}

interface Waiter {
  readonly deploymentId: string | undefined;
  readonly resolve: (connection: SynthesizerConnection) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Speaks SSML over pooled WebSocket connections of the Speech SDK: one turn at a time on each, reused while they are young and
 * healthy, closed when a turn fails, is canceled or hangs. A turn is repeated only if asked for and only before its first audio.
 */
export class SpeechSynthesizerPool {
  private readonly options: typeof DEFAULTS & { readonly size: number };
  private readonly limits: TurnLimits;
  private readonly url: URL;
  private readonly endpoints: WebsocketEndpoints;
  private readonly auth: SpeechAuth;
  private readonly logger: SpeechLogger;
  private readonly members = new Set<SynthesizerConnection>();
  /** Used last comes last. */
  private readonly idle: SynthesizerConnection[] = [];
  private readonly waiters: Waiter[] = [];
  private readonly turns = new Set<ActiveTurn>();
  private keepWarm = 0;
  private durationDifferences = 0;
  private healthTimer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(options: SpeechSynthesizerPoolOptions) {
    if (!Number.isInteger(options.size) || options.size < 1)
      throw new RangeError('A pool needs at least one connection');
    this.url = new URL(options.websocketUrl);
    if (!/^wss?:$/v.test(this.url.protocol)) throw new TypeError('The Speech SDK connects to a ws(s) URL');
    this.endpoints = new WebsocketEndpoints(this.url);
    this.auth = speechAuth(options);
    this.logger = options.logger ?? silentLogger;
    this.limits = given(DEFAULT_LIMITS, options.limits ?? {});
    this.options = { ...given(DEFAULTS, options), size: options.size };
  }

  /** Starts to speak at once, or as soon as a connection is free. Does not throw: all errors come through the turn. */
  speak(request: SpeakRequest): SpeechTurn {
    const turn = new ActiveTurn(request, given(this.limits, request.limits ?? {}), this.options.bufferBytes);
    this.turns.add(turn);
    void this.drive(turn).finally(() => this.turns.delete(turn));
    return turn;
  }

  /** Opens the warm connections and keeps them open until `close`. @throws ProviderError when the first attempt fails. */
  async warmUp(): Promise<void> {
    this.assertOpen();
    this.keepWarm = Math.min(this.options.warmConnections, this.options.size);
    await this.topUp();
  }

  stats(): SpeechSynthesizerPoolStats {
    const { durationDifferences } = this;
    return {
      connections: this.members.size,
      idle: this.idle.length,
      waiting: this.waiters.length,
      durationDifferences,
    };
  }

  /** Ends every turn with `provider-unavailable` and closes all sockets; resolves when they are gone. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.healthTimer);
    for (const turn of this.turns) turn.cancel(poolClosed());
    for (const waiter of this.waiters.splice(0)) waiter.reject(poolClosed());
    await Promise.all([...this.members].map(async (member) => await this.discard(member)));
  }

  private async drive(turn: ActiveTurn): Promise<void> {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt++) {
      const failed = await this.attempt(turn);
      if (failed === undefined) return;
      const waitMs = attempt < this.options.attempts ? repeatAfterMs(turn, failed, attempt) : undefined;
      // All attempts together have as long for the first audio as one has.
      const leftMs = turn.limits.firstAudioMs - (performance.now() - startedAt);
      const repeat = waitMs !== undefined && waitMs < leftMs;
      if (!repeat) turn.fail(failed.error);
      await failed.closed;
      if (!repeat) return;
      this.logger.debug({ code: codeOf(failed.error), attempt }, 'Turn repeated');
      await delay(waitMs, undefined, { signal: turn.signal }).catch(() => {});
    }
  }

  /** @returns how it failed, if it did; `closed` when the connection that it failed on is gone. */
  private async attempt(turn: ActiveTurn): Promise<FailedAttempt | undefined> {
    let member: SynthesizerConnection | undefined;
    try {
      checkSsmlSize(turn.request.ssml);
      turn.signal.throwIfAborted();
      const connection = await this.acquire(turn.signal, turn.request.deploymentId);
      member = connection;
      turn.acquired();
      await recordProviderCall(SYNTHESIS, () => this.speakOn(connection, turn), turn.signal);
      const summary = turn.succeed();
      recordRealTimeFactor(summary);
      this.logger.debug({ ...summary.timings, audioBytes: summary.audioBytes, turn: member.turns }, 'Turn completed');
      this.release(member);
      return undefined;
    } catch (error) {
      if (member === undefined) return { error, reachedService: false, closed: undefined };
      const code = codeOf(error);
      this.logger.debug({ code, receivedBytes: turn.receivedBytes, turn: member.turns }, 'Turn failed');
      if (code === 'provider-unauthorized' && this.auth.kind === 'token') this.auth.tokens.forget();
      // What is left of the turn must not come up in the next one.
      return { error, reachedService: true, closed: this.discard(member) };
    }
  }

  private async speakOn(connection: SynthesizerConnection, turn: ActiveTurn): Promise<void> {
    if (!connection.isOpen) await connection.open(this.options.connectTimeoutMs, turn.signal);
    await turn.speakOn(connection).finally(() => this.noteDuration(turn));
  }

  private noteDuration({ durationDifferenceMs, receivedBytes }: ActiveTurn): void {
    if (durationDifferenceMs === undefined) return;
    this.durationDifferences += 1;
    const noted = { durationDifferenceMs, receivedBytes, turns: this.durationDifferences };
    this.logger.warn(noted, 'The duration reported by Azure AI Speech differs from that of its audio');
  }

  private async acquire(signal: AbortSignal, deploymentId: string | undefined): Promise<SynthesizerConnection> {
    this.assertOpen();
    const member = this.takeIdle(deploymentId) ?? this.add(deploymentId);
    if (member !== undefined) return member;
    return await new Promise((resolve, reject) => {
      const settled = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        const index = this.waiters.indexOf(waiter);
        if (index >= 0) this.waiters.splice(index, 1);
      };
      const waiter: Waiter = {
        deploymentId,
        resolve: (connection) => {
          settled();
          resolve(connection);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      const { acquireTimeoutMs, size } = this.options;
      const timer = setTimeout(() => {
        const detail = `All ${size} connections to Azure AI Speech were in use for ${acquireTimeoutMs} ms`;
        waiter.reject(new ProviderError('provider-throttled', detail));
      }, acquireTimeoutMs);
      const onAbort = (): void => waiter.reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiters.push(waiter);
      // What is idle speaks by another endpoint: its slot is free when it is closed.
      const other = this.idle[0];
      if (other !== undefined) void this.discard(other);
    });
  }

  private takeIdle(deploymentId: string | undefined): SynthesizerConnection | undefined {
    for (;;) {
      const index = this.idle.findLastIndex((each) => each.deploymentId === deploymentId);
      const [member] = index < 0 ? [] : this.idle.splice(index, 1);
      if (member === undefined || !this.isWorn(member)) return member;
      void this.discard(member);
    }
  }

  private add(deploymentId?: string): SynthesizerConnection | undefined {
    if (this.members.size >= this.options.size) return undefined;
    const member = new SynthesizerConnection(this.url, this.endpoints.of(deploymentId), this.auth, deploymentId);
    member.onLost = () => void this.discard(member);
    this.members.add(member);
    this.healthTimer ??= setInterval(() => void this.lookAfter(), this.options.healthCheckMs).unref();
    return member;
  }

  private release(member: SynthesizerConnection): void {
    if (this.closed || !member.isOpen || this.isWorn(member)) {
      void this.discard(member);
      return;
    }
    const waiter = this.waiters[0];
    if (waiter === undefined) this.idle.push(member);
    else if (waiter.deploymentId === member.deploymentId) waiter.resolve(member);
    // The turn that waits longest comes first, with a connection to its own endpoint.
    else void this.discard(member);
  }

  /** Closes a connection. Its slot is free when its socket is gone, so that there are never more sockets than `size`. */
  private async discard(member: SynthesizerConnection): Promise<void> {
    const index = this.idle.indexOf(member);
    if (index >= 0) this.idle.splice(index, 1);
    await member.close();
    if (!this.members.delete(member) || this.closed) return;
    const waiter = this.waiters[0];
    const replacement = waiter === undefined ? undefined : this.add(waiter.deploymentId);
    if (replacement !== undefined) waiter?.resolve(replacement);
  }

  /** Whether a connection should not be used for another turn. */
  private isWorn(member: SynthesizerConnection): boolean {
    return (
      !member.isOpen ||
      Date.now() >= member.expiresAt(this.options.maxConnectionAgeMs) ||
      Date.now() - member.lastUsedAt >= this.options.maxIdleMs
    );
  }

  /** Closes idle connections that are worn or do not answer a ping, and opens warm ones again. */
  private async lookAfter(): Promise<void> {
    // One that has spoken since the last time is alive. Of the others, some at a time: turns that come meanwhile need connections too.
    const silentSince = Date.now() - this.options.healthCheckMs;
    const due = this.idle.filter((member) => this.isWorn(member) || member.lastUsedAt <= silentSince);
    const some = Math.ceil(due.length / CHECKS);
    for (let at = 0; at < due.length; at += some) {
      await Promise.all(due.slice(at, at + some).map(async (member) => await this.check(member)));
    }
    try {
      await this.topUp();
    } catch (error) {
      this.logger.warn({ code: codeOf(error) }, 'No warm connection to Azure AI Speech');
    }
  }

  private async check(member: SynthesizerConnection): Promise<void> {
    const index = this.idle.indexOf(member);
    if (index < 0) return;
    // Taken out while it is looked at: nobody speaks on a connection that may be dead.
    this.idle.splice(index, 1);
    if (!this.isWorn(member) && (await member.ping(PING_TIMEOUT_MS))) this.release(member);
    else await this.discard(member);
  }

  private async topUp(): Promise<void> {
    const opening: Promise<void>[] = [];
    while (!this.closed && this.members.size < this.keepWarm) {
      const member = this.add();
      if (member === undefined) break;
      opening.push(this.openIdle(member));
    }
    await Promise.all(opening);
  }

  private async openIdle(member: SynthesizerConnection): Promise<void> {
    try {
      await member.open(this.options.connectTimeoutMs);
    } catch (error) {
      await this.discard(member);
      throw error;
    }
    this.release(member);
  }

  private assertOpen(): void {
    if (this.closed) throw poolClosed();
  }
}

/** How long to wait before the turn is retried; `undefined` when that cannot help, or the listener would notice. */
function repeatAfterMs(
  turn: ActiveTurn,
  { error, reachedService }: FailedAttempt,
  attempt: number,
): number | undefined {
  if (!reachedService || turn.receivedBytes > 0 || turn.signal.aborted) return undefined;
  const code = codeOf(error);
  const base = code === undefined ? undefined : RETRY_AFTER_MS[code];
  return base === undefined ? undefined : Math.random() * base * 2 ** attempt;
}

function recordRealTimeFactor({ audioDurationMs = 0, timings }: SpeechSummary): void {
  if (audioDurationMs <= 0) return;
  recordMetric('voice.speech.real_time_factor', (timings.totalMs - timings.connectedMs) / audioDurationMs, {});
}

function codeOf(error: unknown): ProviderErrorCode | undefined {
  return error instanceof ProviderError ? (error.code as ProviderErrorCode) : undefined;
}

function poolClosed(): ProviderError {
  return new ProviderError('provider-unavailable', 'The connections to Azure AI Speech are being closed');
}

/** The defaults, replaced by what was given. */
function given<T extends object>(defaults: T, options: object): T {
  const known = Object.entries(options).filter(([name, value]) => name in defaults && value !== undefined);
  return { ...defaults, ...Object.fromEntries(known) };
}
