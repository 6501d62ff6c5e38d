import { minStalledAfterMs } from '#documents';
import { SINGLE_WORKER_APP } from '#messaging';
import { IDLE_LOOK_EVERY_MS, SLOT_MS } from '../../apps/api/src/ticks/tick-table.ts';
import { START_SECONDS } from '../../scripts/cost/estimate.ts';
import { SimulatedClients } from '../simulator/clients.ts';
import { calmWorld, withVirtualRuntime } from '../simulator/simulate.ts';
import { SimulatedSystem } from '../simulator/system.ts';
import { START, type World } from '../simulator/world.ts';
import { Autoscaler } from './autoscaler.ts';

const HOUR_MS = 3_600_000;
/** Azure may refuse the voice: what was lost was found all the same. */
const ENDED: ReadonlySet<unknown> = new Set(['succeeded', 'ready', 'failed']);
/** For a sweep, and for the work that it finds. */
const HANDLING_MS = 60_000;
/** From a message to the worker that handles it, when there is none. */
const WAKE_MS = (SINGLE_WORKER_APP.pollingSeconds + START_SECONDS) * 1_000 + HANDLING_MS;

/** How long something that was lost stayed so, and the longest that it may. */
export interface Found {
  /** Undefined: not at all. */
  readonly afterMs: number | undefined;
  readonly boundMs: number;
}

export interface Idle {
  /** Of the time. */
  readonly upShare: number;
  readonly wakes: number;
  /** Put on queues. */
  readonly messages: number;
  readonly lostOutboxRow: Found | undefined;
  readonly lostPoll: Found | undefined;
  readonly errors: readonly string[];
}

interface Lost {
  readonly documentId: string;
  readonly lostAt: number;
  foundAt?: number;
}

export interface IdleOptions {
  readonly hours: number;
  /** Loses the message of one job before it was sent, and that of another after it was. */
  readonly loses: boolean;
  readonly seed?: number;
}

/** Of a world in which the enrollment gets as far as the poll that is lost. */
const DEFAULT_SEED = 3;

class IdleRun {
  readonly #world: World;
  readonly #system: SimulatedSystem;
  readonly #clients: SimulatedClients;
  readonly #scaler = new Autoscaler(SINGLE_WORKER_APP);
  readonly #errors: string[] = [];
  readonly #workers: (() => void)[] = [];
  #starting = 0;
  #wakes = 0;
  #row: Lost | undefined;
  #poll: Lost | undefined;

  constructor(private readonly options: IdleOptions) {
    this.#world = calmWorld(options.seed ?? DEFAULT_SEED);
    this.#system = new SimulatedSystem(this.#world, undefined, (_at, _process, fields, message) => {
      const { err } = (fields ?? {}) as { err?: unknown };
      if (err instanceof Error) this.#errors.push(`${String(message)}: ${err.message}`);
    });
    this.#clients = new SimulatedClients(this.#system);
  }

  async run(): Promise<Idle> {
    const { hours, loses } = this.options;
    this.#system.startWithoutWorkers();
    this.#clients.seedVoice();
    if (loses) {
      // Not at a time that a look or a sweep is near.
      this.#world.after(3.2 * HOUR_MS, () => this.loseOutboxRow());
      this.#world.after(9.4 * HOUR_MS, () => this.losePoll());
    }
    this.second(0);
    await this.#world.run(START + hours * HOUR_MS, () => false);
    this.#system.stop();
    const { lostOutboxRow, lostPoll } = this.found();
    return {
      upShare: this.#scaler.upSeconds / (hours * 3_600),
      wakes: this.#wakes,
      messages: this.#system.bus.taken,
      lostOutboxRow,
      lostPoll,
      errors: this.#errors,
    };
  }

  private found(): Pick<Idle, 'lostOutboxRow' | 'lostPoll'> {
    const foundOf = (lost: Lost | undefined, boundMs: number): Found | undefined =>
      lost && { afterMs: lost.foundAt === undefined ? undefined : lost.foundAt - lost.lostAt, boundMs };
    return {
      lostOutboxRow: foundOf(this.#row, IDLE_LOOK_EVERY_MS + WAKE_MS),
      lostPoll: foundOf(this.#poll, minStalledAfterMs('voice', undefined) + SLOT_MS + WAKE_MS),
    };
  }

  private second(second: number): void {
    const before = this.#scaler.replicas;
    this.#scaler.tick(second, (queue) => this.#system.bus.active(queue));
    if (before === 0 && this.#scaler.replicas > 0) this.#wakes++;
    while (this.#workers.length + this.#starting < this.#scaler.replicas) {
      this.#starting++;
      this.#world.after(START_SECONDS * 1_000, () => {
        this.#starting--;
        this.#workers.push(this.#system.addWorker());
      });
    }
    while (this.#workers.length > this.#scaler.replicas) this.#workers.pop()?.();
    for (const lost of [this.#row, this.#poll]) {
      if (lost && lost.foundAt === undefined && ENDED.has(this.statusOf(lost.documentId))) {
        lost.foundAt = this.#world.now;
      }
    }
    this.#world.after(1_000, () => this.second(second + 1));
  }

  /** An API that commits a synthesis, cannot publish it, and is scaled in: nobody who is left knows of it. */
  private loseOutboxRow(): void {
    const { bus, apis } = this.#system;
    this.#system.addApi((api) => {
      const others = apis.splice(0, apis.length, api);
      bus.down = true;
      this.#clients.start('synthesis', 'lost-row');
      this.once(
        () => this.#clients.accepted.length === 1,
        () => {
          this.#row = { lostAt: this.#world.now, documentId: this.#clients.accepted[0]?.subjectId ?? '' };
          apis.splice(0, apis.length, ...others);
          api.process.kill();
          bus.down = false;
        },
      );
    });
  }

  /** The broker loses the poll of a voice after it took it, as nothing but a mistake can make it. */
  private losePoll(): void {
    const { bus } = this.#system;
    bus.loses = (body) => {
      const { type, subjectId } = JSON.parse(body) as { type: string; subjectId: string };
      if (type !== 'voice.poll') return false;
      this.#poll = { lostAt: this.#world.now, documentId: subjectId };
      bus.loses = () => false;
      return true;
    };
    this.enrollUntilPolled(1);
  }

  /** Azure refuses some consents: then nothing is ever polled, and somebody else enrolls. */
  private enrollUntilPolled(attempt: number): void {
    const before = this.#clients.accepted.length;
    this.#clients.start('enrollment', `lost-poll-${attempt}`);
    const hasEnded = (): boolean => ENDED.has(this.statusOf(this.#clients.accepted[before]?.subjectId));
    this.once(
      () => this.#poll !== undefined || hasEnded(),
      () => {
        if (this.#poll === undefined) this.enrollUntilPolled(attempt + 1);
      },
    );
  }

  private statusOf(documentId: string | undefined): unknown {
    return this.#system.database.data.stored.get(documentId ?? '')?.['status'];
  }

  private once(isTime: () => boolean, run: () => void): void {
    this.#world.after(100, () => (isTime() ? run() : this.once(isTime, run)));
  }
}

/** A deployment that nobody asks for anything, with the product's own clock, sweeps and handlers, and a worker that is there when KEDA wants it. */
export function simulateIdle(options: IdleOptions): Promise<Idle> {
  return withVirtualRuntime(() => new IdleRun(options).run());
}
