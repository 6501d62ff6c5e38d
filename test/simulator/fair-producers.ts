import { setTimeout as delay } from 'node:timers/promises';
import { aConfig, aProducer } from '#config/testing';
import { ProducerLimits } from '#documents';
import { stub } from '#domain/testing';
import type { AcceptProducerRequest, ReceivedRequest } from '#intake';
import { Consumers, type MessageHandlers, MessagePublisher, requestQueueOf } from '#messaging';
import { forgetUnansweredCloses } from '#messaging/testing';
import type { Activity } from '#observability';
import { MemoryLogger } from '#observability/testing';
import { MemoryContainer } from '#storage/testing';
import { HandleRequests } from '../../apps/worker/src/producers/handle-requests.service.ts';
import { Random } from '../support/random.ts';
import { SimulatedBus } from './bus.ts';
import { Faults } from './faults.ts';
import { installVirtualRuntime } from './virtual-runtime.ts';
import { processContext, SimulatedProcess, START, World } from './world.ts';

/** A request is read and written with so many calls of Cosmos DB, each of which takes 1 to 30 ms. */
const CALLS = 3;
/** The worker's thread is busy with each request for so long: one producer alone keeps it busy for two thirds of the time. */
const BUSY_MS = 5;
const NAMES = ['flood', 'other'];
const HOUR_MS = 3_600_000;
/** Longer than a limit keeps what it has taken: a window, and the lease of a slice. */
const REST_MS = 10 * 60_000;

export interface Flood {
  readonly seed: number;
  /** Requests that a producer sends at once, and another at the same time. */
  readonly flood: number;
  readonly others: number;
  /** Of each of them. */
  readonly perMinute: number;
}

/** How long after they were sent the requests of the other producer were accepted, ms; and how many of the flood were, until then. */
export interface Acceptances {
  readonly othersMs: readonly number[];
  readonly flood: number;
}

/** One worker with two producers: the consumers, the handler and the limits of the product, on a virtual clock. */
export async function acceptancesOf({ seed, flood, others, perMinute }: Flood): Promise<Acceptances> {
  return inWorld(seed, perMinute, async (worker) => {
    worker.send('flood', flood);
    worker.send('other', others);
    await worker.run(HOUR_MS, () => worker.accepted('other').length === others);
    return { othersMs: worker.accepted('other'), flood: worker.accepted('flood').length };
  });
}

export interface Silence {
  /** Requests that were accepted before the hour. */
  readonly acceptedBefore: number;
  /** What the worker asked of Service Bus and Cosmos DB in the hour. */
  readonly messages: number;
  readonly cosmosCalls: number;
}

/** An hour in which no producer sends anything. @param before requests, long before it */
export async function hourOfSilence(before: number): Promise<Silence> {
  return inWorld(1, 1_000, async (worker) => {
    worker.send('other', before);
    await worker.run(REST_MS);
    const { messages, cosmosCalls } = worker;
    const acceptedBefore = worker.accepted('other').length;
    await worker.run(HOUR_MS);
    return { acceptedBefore, messages: worker.messages - messages, cosmosCalls: worker.cosmosCalls - cosmosCalls };
  });
}

async function inWorld<T>(seed: number, perMinute: number, run: (worker: Worker) => Promise<T>): Promise<T> {
  const world = new World(new Random(seed), new Faults(new Random(seed), []));
  const restore = installVirtualRuntime(() => world);
  try {
    return await run(new Worker(world, perMinute));
  } finally {
    restore();
    forgetUnansweredCloses();
  }
}

/** Accepting a request takes the time of its calls, and that of the one thread that all requests share. */
class Worker {
  readonly #bus: SimulatedBus;
  readonly #container = new MemoryContainer();
  readonly #accepted = new Map<string, number[]>(NAMES.map((name) => [name, []]));
  #sent = 0;

  constructor(
    private readonly world: World,
    perMinute: number,
  ) {
    this.#bus = new SimulatedBus(world, undefined);
    const process = new SimulatedProcess('worker-0', 'worker', 0);
    const producers = NAMES.map((name) => aProducer({ name, limits: { synthesis: perMinute } }));
    const config = { ...aConfig(), producers, workerQueues: producers.map(requestQueueOf) };
    const thread = new Thread(world);
    const accepting = stub<AcceptProducerRequest>({
      execute: async ({ producer: { name } }: ReceivedRequest) => {
        for (let call = 0; call < CALLS; call += 1) await world.call(process, 'cosmos', () => undefined);
        await thread.work(BUSY_MS);
        this.#accepted.get(name)?.push(world.now - START);
        return { content: {}, isRepeated: false };
      },
    });
    const connect = () => this.#bus.clientOf(process);
    const consumers = new Consumers(
      config,
      connect,
      new MessagePublisher(connect),
      stub<MessageHandlers>({}),
      new MemoryLogger().asLogger,
      stub<Activity>({ note: () => undefined }),
      new HandleRequests(accepting, new ProducerLimits(this.#container.asContainer, config)),
    );
    world.within(process, 0, () => processContext.run(process, () => consumers.onApplicationBootstrap()));
  }

  /** When requests of a producer were accepted, ms after the start, in order. */
  accepted(name: string): readonly number[] {
    return this.#accepted.get(name) ?? [];
  }

  /** That the broker has taken. */
  get messages(): number {
    return this.#bus.taken;
  }

  get cosmosCalls(): number {
    return this.#container.calls;
  }

  send(name: string, count: number): void {
    for (let number = 0; number < count; number += 1) {
      const properties = { subject: 'synthesis.request' };
      this.#bus.enqueue(requestQueueOf({ name }), `${name}-${this.#sent++}`, '{}', this.world.now, { properties });
    }
  }

  run(durationMs: number, isOver = () => false): Promise<void> {
    return this.world.run(this.world.now + durationMs, isOver);
  }
}

/** What does one thing at a time. */
class Thread {
  #freeAt = START;

  constructor(private readonly world: World) {}

  async work(ms: number): Promise<void> {
    this.#freeAt = Math.max(this.#freeAt, this.world.now) + ms;
    await delay(this.#freeAt - this.world.now);
  }
}
