import { AsyncLocalStorage } from 'node:async_hooks';
import type { UUID } from 'node:crypto';
import { currentContext } from '#observability';
import { EventQueue, type ScheduledEvent } from './event-queue.ts';
import type { Faults, FaultKind } from './faults.ts';
import { Random } from '../support/random.ts';

export const START = Date.parse('2026-11-22T00:00:00.000Z');

/** One run of a deployable: killed, it never comes back; a new one takes its place. */
export class SimulatedProcess {
  alive = true;
  pausedUntil = 0;
  /** Its clock is wrong by this. */
  readonly clockErrorMs: number;
  /** Its disk. */
  readonly files = new Map<string, Buffer>();
  directories = 0;
  onKilled: (() => void)[] = [];

  constructor(
    readonly name: string,
    readonly role: 'api' | 'worker' | 'client',
    clockErrorMs: number,
  ) {
    this.clockErrorMs = clockErrorMs;
  }

  kill(): void {
    if (!this.alive) return;
    this.alive = false;
    this.files.clear();
    for (const react of this.onKilled.splice(0)) react();
  }
}

/** The process whose code runs. */
export const processContext = new AsyncLocalStorage<SimulatedProcess>();

/** How a call can go wrong. */
export interface CallFaults<R> {
  /** Nothing happens, and the caller gets this error. */
  readonly fails?: readonly (readonly [FaultKind, () => Error])[];
  /** It takes effect, and the caller gets this error. */
  readonly answerLost?: readonly [FaultKind, () => Error];
  /** It takes effect, and what the caller gets is the answer to the second time it was sent. */
  readonly sentTwice?: FaultKind;
  /** How long it takes when nothing is wrong, in milliseconds. */
  readonly latencyMs?: readonly [number, number];
  readonly effectful?: (answer: R) => void;
}

const MAX_CALL_MS = 8_000;

export interface KillPoint {
  /** Counts the calls of workers, from 0. */
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** Everything that the simulated processes share: time, what happens when, and the order in which they get their turns. */
export class World {
  now = START;
  readonly #events = new EventQueue();
  /** Calls of workers, by name, when they are to be listed. */
  readonly points: string[] = [];
  listPoints = false;
  killPoint: KillPoint | undefined;
  #workerCalls = 0;
  #started: Promise<void> = Promise.resolve();
  /** Whether a process is starting: the names that Nest draws for its modules are no part of what happens here. */
  isStarting = false;
  /** Apart from `random`: how many ids are made shifts nothing else. */
  readonly #ids = new Random(0, 'ids');
  events = 0;
  /** Told of every call, when it takes effect. */
  trace: ((process: SimulatedProcess, point: string, subjectId: string | undefined) => void) | undefined;

  constructor(
    readonly random: Random,
    readonly faults: Faults,
  ) {}

  nextUuid(): UUID {
    const hex = Array.from({ length: 32 }, () => this.#ids.whole(0, 15).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Calls `run` after a while, no matter what happens to any process. */
  after(delayMs: number, run: () => void): ScheduledEvent {
    return this.#events.add(this.now + Math.max(0, delayMs), run);
  }

  /** Calls `run` within a process after a while, unless it is dead by then. */
  within(process: SimulatedProcess, delayMs: number, run: () => void): ScheduledEvent {
    return this.after(delayMs, () => this.deliver(process, run));
  }

  /** Starts something before anything else happens: one after another, in no time. */
  startNow(start: () => Promise<void>): void {
    this.#started = this.startAfter(this.#started, start);
  }

  /**
   * A call over the network: a point where others get their turn, where it can fail in each way, and where its process can die. The
   * effect happens at one moment between question and answer, and may outlive the process that asked.
   */
  call<R>(process: SimulatedProcess, point: string, effect: () => R, faults: CallFaults<R> = {}): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const dies = this.deathOf(process, point);
      if (dies === 'before') {
        process.kill();
        return;
      }
      const [from, to] = faults.latencyMs ?? [1, 30];
      const slow = this.faults.strikes('slow-call');
      // Never sooner than the call takes: audio cannot arrive before it is spoken.
      const latencyMs = slow ? Math.max(from, this.random.between(200, MAX_CALL_MS)) : this.random.between(from, to);
      const subjectId = this.trace && currentContext().subjectId;
      const arrives = this.random.chance(0.5);
      this.after(latencyMs, () => {
        this.trace?.(process, point, subjectId);
        // What was sent before its sender died may still arrive.
        if (!process.alive && !arrives) return;
        let answer: () => void;
        try {
          answer = this.outcome(effect, faults, resolve, reject);
        } catch (error) {
          answer = () => reject(error);
        }
        if (dies === 'after') process.kill();
        this.deliver(process, answer);
      });
      if (this.faults.strikes('process-stalls')) {
        process.pausedUntil = this.now + latencyMs + this.random.between(1_000, 150_000);
      }
    });
  }

  /** Runs until `isOver`, or until the virtual time `until`. */
  async run(until: number, isOver: () => boolean): Promise<void> {
    for (;;) {
      await this.#started;
      await turnOver();
      if (isOver()) return;
      const event = this.#events.next();
      if (!event) return;
      if (event.at > until) {
        this.now = until;
        this.#events.add(event.at, event.run);
        return;
      }
      this.now = Math.max(this.now, event.at);
      this.events++;
      event.run();
    }
  }

  private async startAfter(earlier: Promise<void>, start: () => Promise<void>): Promise<void> {
    await earlier;
    this.isStarting = true;
    await start();
    this.isStarting = false;
  }

  private outcome<R>(
    effect: () => R,
    faults: CallFaults<R>,
    resolve: (answer: R) => void,
    reject: (error: Error) => void,
  ): () => void {
    for (const [kind, error] of faults.fails ?? []) {
      if (this.faults.strikes(kind)) return () => reject(error());
    }
    const answer = effect();
    faults.effectful?.(answer);
    const { answerLost, sentTwice } = faults;
    if (answerLost && this.faults.strikes(answerLost[0])) return () => reject(answerLost[1]());
    if (sentTwice && this.faults.strikes(sentTwice)) {
      const second = effect();
      return () => resolve(second);
    }
    return () => resolve(answer);
  }

  private deliver(process: SimulatedProcess, run: () => void): void {
    if (!process.alive) return;
    if (process.pausedUntil > this.now) this.#events.add(process.pausedUntil, () => this.deliver(process, run));
    else run();
  }

  private deathOf(process: SimulatedProcess, point: string): 'before' | 'after' | undefined {
    if (process.role === 'client') return undefined;
    if (process.role === 'worker') {
      const call = this.#workerCalls++;
      if (this.listPoints) this.points.push(point);
      if (this.killPoint?.call === call) return this.killPoint.when;
    }
    if (!this.faults.strikes(process.role === 'worker' ? 'kill-worker' : 'kill-api')) return undefined;
    return this.random.chance(0.5) ? 'before' : 'after';
  }
}

const realSetImmediate = setImmediate;

/** Resolves when all code that can run without anything happening has run. */
function turnOver(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve));
}
