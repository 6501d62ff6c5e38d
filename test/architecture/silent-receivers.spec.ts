import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { describe, expect, test, vi } from 'vitest';
import { ConsumerHost, createMessage, MessagePublisher } from '#messaging';
import type { Logger } from '#observability';
import { configOf } from '../../apps/sandbox/src/service-bus/config.fixture.ts';
import type { FaultEffect } from '../../apps/sandbox/src/faults/fault-plan.ts';
import { type Fixture, startFixture } from '../../apps/sandbox/src/service-bus/service-bus.fixture.ts';
import type { FaultOperation } from '../../apps/sandbox/src/service-bus/wire/link-host.ts';

/** A fiftieth of what production waits: ten minutes are twelve seconds. */
const SCALE = 50;
const TIMES = {
  silentMs: 30_000 / SCALE,
  lookEveryMs: 20_000 / SCALE,
  confirmMs: 10_000 / SCALE,
  firstBackoffMs: 30_000 / SCALE,
  maxBackoffMs: 600_000 / SCALE,
  // The machine that answers is not fifty times as fast.
  peekTimeoutMs: 1_000,
  openTimeoutMs: 1_000,
};
const TEN_MINUTES_MS = 600_000 / SCALE;
const QUEUE = 'maintenance';
const PATIENCE = { timeout: 50_000, interval: 50 };
/** As in production, so that what the SDK does for as long as it is told to is known. */
const RETRIES = { retryOptions: { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5_000, timeoutInMs: 10_000 } };

interface Worker {
  readonly host: ConsumerHost;
  readonly handled: string[];
  readonly reopened: string[];
}

/** Less than the minute for which the SDK waits by itself. */
const RECOVERY_MS = 30_000;
const CHECK_MS = 1_400;

const empty = { active: 0, locked: 0, deadLetter: 0, expiredLocks: 0 };

/** As a health check learns it. */
function brokenFor(host: ConsumerHost): Promise<readonly string[]> {
  const told = host.broken(AbortSignal.timeout(CHECK_MS)).then((broken) => [...broken.keys()]);
  return Promise.race([told, delay(CHECK_MS, [QUEUE])]);
}

/** A broker with one queue, its workers, and what they hold. */
class Rig {
  readonly hosts: ConsumerHost[] = [];
  /** Ids of messages that are held until they are let go. */
  readonly held = new Map<string, PromiseWithResolvers<void>>();

  private constructor(readonly fixture: Fixture) {}

  static async start(): Promise<Rig> {
    return new Rig(await startFixture(configOf({ [QUEUE]: { LockDuration: 'PT5S', MaxDeliveryCount: 10 } })));
  }

  async close(): Promise<void> {
    for (const { resolve } of this.held.values()) resolve();
    await Promise.all(this.hosts.map((host) => host.stop(0)));
    await this.fixture.close();
  }

  startWorker(): Worker {
    const [handled, reopened]: [string[], string[]] = [[], []];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: (fields: { finding?: string }) => void (fields.finding !== undefined && reopened.push(fields.finding)),
    } as unknown as Logger;
    const processor = {
      process: async (_queue: string, message: ServiceBusReceivedMessage) => {
        handled.push(String(message.messageId));
        await this.held.get(String(message.messageId))?.promise;
        return { kind: 'complete' };
      },
    } as never;
    const host = new ConsumerHost(() => this.fixture.connect(RETRIES), processor, logger, { times: TIMES });
    host.start([QUEUE]);
    this.hosts.push(host);
    return { host, handled, reopened };
  }

  hold(id: string): void {
    this.held.set(id, Promise.withResolvers<void>());
  }

  letGo(id: string): void {
    this.held.get(id)?.resolve();
  }

  send(...ids: string[]): Promise<void> {
    return this.sender().sendMessages(ids.map((messageId) => ({ body: {}, messageId })));
  }

  /** On a connection of its own. */
  sender() {
    return this.fixture.connect().createSender(QUEUE);
  }

  counts() {
    return this.fixture.bus.queues().find(({ name }) => name === QUEUE);
  }

  /** The link is there, and the one on which peeks are answered. */
  async startReceiving(id: string): Promise<Worker> {
    const worker = this.startWorker();
    await worker.host.broken();
    await this.send(id);
    await vi.waitFor(() => expect(worker.handled).toEqual([id]), PATIENCE);
    return worker;
  }
}

const it = test.extend<{ rig: Rig }>({
  // oxlint-disable-next-line no-empty-pattern
  rig: async ({}, use) => {
    const rig = await Rig.start();
    await use(rig);
    await rig.close();
  },
});

// They wait, each for a broker of its own, and need next to no processor.
describe.concurrent('a worker whose receiver has stopped delivering', { timeout: 120_000 }, () => {
  it.for<[string, RegExp, (rig: Rig) => unknown]>([
    ['a link that has fallen silent', /^silent-link$/, ({ fixture }) => fixture.bus.silenceLinks()],
    [
      'a connection that has become a black hole',
      /^silent-connection$/,
      ({ fixture }) => fixture.bus.silenceConnections(),
    ],
    [
      'a connection that broke while the SDK closed a link of it',
      /^silent/,
      async ({ fixture }) => {
        fixture.bus.dropLinks();
        await turn();
        fixture.bus.dropConnections();
      },
    ],
  ])('gets messages again after %s, and settles what it is working on', async ([, finding, breaking], { rig }) => {
    rig.hold('held');
    const worker = await rig.startReceiving('held');
    await breaking(rig);
    await rig.send('next', 'after');
    await vi.waitFor(() => expect(worker.handled).toEqual(['held', 'next', 'after']), PATIENCE);
    expect(worker.reopened[0]).toMatch(finding);
    rig.letGo('held');
    await vi.waitFor(() => expect(rig.counts()).toMatchObject(empty), PATIENCE);
    expect(worker.handled).toEqual(['held', 'next', 'after']);
    expect(worker.host.stuck).toEqual([]);
  });

  it('opens receivers without success while another worker holds a message for ten minutes, and restarts and doubles nothing', async ({
    rig,
  }) => {
    rig.hold('held');
    const holder = await rig.startReceiving('held');
    const other = rig.startWorker();
    await other.host.broken();
    const until = Date.now() + TEN_MINUTES_MS;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), PATIENCE);
    // The first after 40 s, then after 30 s, 60 s, 120 s …
    expect(other.reopened.length).toBeGreaterThanOrEqual(2);
    expect(other.reopened.length).toBeLessThanOrEqual(6);
    expect(holder.reopened).toEqual([]);
    expect([...holder.host.stuck, ...other.host.stuck]).toEqual([]);
    rig.letGo('held');
    await vi.waitFor(() => expect(rig.counts()).toMatchObject(empty), PATIENCE);
    await rig.send('next');
    await vi.waitFor(() => expect(rig.counts()).toMatchObject(empty), PATIENCE);
    expect([...holder.handled, ...other.handled].toSorted()).toEqual(['held', 'next']);
  });

  it('is stuck when no new receiver gets in three times in a row while peeks are answered, until one does', async ({
    rig,
  }) => {
    const worker = await rig.startReceiving('first');
    await vi.waitFor(() => expect(rig.counts()).toMatchObject(empty), PATIENCE);
    // By a link of its own, which is there before the fault.
    const sender = rig.sender();
    await sender.createMessageBatch();
    const effect = { kind: 'error', code: 'amqp:not-allowed' } as const;
    rig.fixture.faults.add({ service: 'service-bus', operation: 'attach', subject: QUEUE, effect, times: 1_000 });
    rig.fixture.bus.silenceLinks();
    await sender.sendMessages({ body: {}, messageId: 'beside' });
    await vi.waitFor(() => expect(worker.host.stuck).toEqual([QUEUE]), PATIENCE);
    rig.fixture.faults.clear();
    await vi.waitFor(() => expect(worker.handled).toEqual(['first', 'beside']), PATIENCE);
    expect(worker.host.stuck).toEqual([]);
  });

  it('is not stuck while the broker is down', async ({ rig }) => {
    const worker = await rig.startReceiving('first');
    await vi.waitFor(() => expect(rig.counts()).toMatchObject(empty), PATIENCE);
    rig.fixture.bus.silenceLinks();
    await rig.send('next');
    await rig.fixture.bus.stopListening();
    const until = Date.now() + 20 * TIMES.lookEveryMs;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), PATIENCE);
    expect(worker.host.stuck).toEqual([]);
    await rig.fixture.bus.startListening();
    await vi.waitFor(() => expect(worker.handled).toEqual(['first', 'next']), PATIENCE);
    expect(worker.host.stuck).toEqual([]);
  });

  it.for<[string, FaultOperation, FaultEffect]>([
    ['let no connection in', 'connect', { kind: 'error', status: 403 }],
    ['was slower than anybody waits', 'connect', { kind: 'hang' }],
    ['let no link in', 'attach', { kind: 'error', status: 403 }],
  ])(
    'tells that it cannot receive, and receives again without being restarted, after Service Bus %s',
    async ([, operation, effect], { rig }) => {
      const worker = await rig.startReceiving('first');
      await vi.waitFor(() => expect(rig.counts()).toMatchObject(empty), PATIENCE);
      const broken = () => brokenFor(worker.host);
      rig.fixture.faults.add({ service: 'service-bus', operation, effect, times: 1_000_000 });
      rig.fixture.bus.dropConnections();
      await vi.waitFor(async () => expect(await broken()).toEqual([QUEUE]), { timeout: 5_000, interval: 50 });
      rig.fixture.faults.clear();
      // No message waits: nothing but the health check and the watch finds out.
      await vi.waitFor(async () => expect(await broken()).toEqual([]), { timeout: RECOVERY_MS, interval: 50 });
      await rig.send('next');
      await vi.waitFor(() => expect(worker.handled).toEqual(['first', 'next']), PATIENCE);
      expect(worker.host.stuck).toEqual([]);
    },
  );

  it('asks an empty queue rarely, and opens nothing', async ({ rig }) => {
    const worker = await rig.startReceiving('first');
    await vi.waitFor(() => expect(rig.counts()).toMatchObject(empty));
    rig.fixture.faults.observe();
    const looks = 10;
    const until = Date.now() + looks * TIMES.lookEveryMs;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), PATIENCE);
    const calls = rig.fixture.faults.endObserving().map(({ operation }) => operation);
    expect(calls.filter((operation) => operation !== 'management')).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(looks + 1);
    expect(worker.reopened).toEqual([]);
  });
});

describe.concurrent('a publisher whose connection the SDK cannot repair', () => {
  it('sends by a new one', { timeout: 120_000 }, async () => {
    const fixture = await startFixture(configOf({ [QUEUE]: {} }));
    const retryOptions = { maxRetries: 0, retryDelayInMs: 10, timeoutInMs: 1_000 };
    const publisher = new MessagePublisher(() => fixture.connect({ retryOptions }));
    const type = 'dead-letters.count';
    const publish = () => publisher.publish(createMessage(type, { tenantId: 'system', subjectId: type, data: {} }));
    await publish();
    fixture.bus.dropLinks();
    await turn();
    fixture.bus.dropConnections();
    await vi.waitFor(publish, { timeout: 60_000, interval: 100 });
    await publisher.close();
    await fixture.close();
  });

  it.for<[string, (fixture: Fixture) => Promise<void>]>([
    ['broke while the SDK closed a link of it', () => Promise.resolve()],
    [
      'was refused, and a message was on its way',
      async ({ faults }) => {
        const effect = { kind: 'error', status: 403 } as const;
        faults.add({ service: 'service-bus', operation: 'connect', effect, times: 1_000_000 });
      },
    ],
  ])(
    'answers health checks again, though nobody sends, after its connection %s',
    { timeout: 120_000 },
    async ([, refuse]) => {
      const fixture = await startFixture(configOf({ [QUEUE]: {} }));
      const publisher = new MessagePublisher(() => fixture.connect(RETRIES));
      const ping = () => publisher.ping(QUEUE, AbortSignal.timeout(CHECK_MS));
      await ping();
      await refuse(fixture);
      fixture.bus.dropLinks();
      await turn();
      fixture.bus.dropConnections();
      // It holds the connection until the SDK has waited for a minute.
      const type = 'dead-letters.count';
      const sending = publisher.publish(createMessage(type, { tenantId: 'system', subjectId: type, data: {} }));
      sending.catch(() => undefined);
      await vi.waitFor(() => expect(ping()).rejects.toMatchObject({ code: 'dependency-unavailable' }), PATIENCE);
      fixture.faults.clear();
      await vi.waitFor(ping, { timeout: RECOVERY_MS, interval: 100 });
      await publisher.close();
      await fixture.close();
    },
  );
});
