import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { describe, expect, it } from 'vitest';
import { type OutboxMessage, ProviderError, ServiceError } from '#domain';
import { createLogger } from '#observability';
import { MemoryLogger, RecordedMetrics } from '#observability/testing';
import { createMessage } from './message.ts';
import { DONE, type HandlerOutcome, type MessageHandler } from './message-handler.ts';
import { MessageProcessor } from './message-processor.ts';
import { EMAIL_REPORT, MESSAGE_TYPES, MESSAGES, type MessageType } from './message-table.ts';

const SUBJECT = { tenantId: 'tenant', subjectId: 'vce_1', data: {} };
const NEVER = new AbortController().signal;

class ScriptedHandler implements MessageHandler {
  readonly handled: string[] = [];
  readonly givenUp: string[] = [];

  constructor(
    readonly type: MessageType,
    private readonly act: () => Promise<HandlerOutcome>,
  ) {}

  handle({ id }: { id: string }): Promise<HandlerOutcome> {
    this.handled.push(id);
    return this.act();
  }

  onFailed(_: unknown, error: ServiceError): Promise<void> {
    this.givenUp.push(error.code);
    return Promise.resolve();
  }
}

function processorWith(
  act: () => Promise<HandlerOutcome>,
  publish?: () => Promise<void>,
  failing: MessageType = 'voice.create',
) {
  const published: OutboxMessage[] = [];
  const handler = new ScriptedHandler(failing, act);
  const others = MESSAGE_TYPES.filter((type) => type !== failing).map(
    (type) => new ScriptedHandler(type, () => Promise.resolve(DONE)),
  );
  const handlers = [handler, ...others];
  const publisher = {
    publish: async (message: OutboxMessage) => {
      await publish?.();
      published.push(message);
    },
  };
  const logger = createLogger({ level: 'silent', service: 'test' });
  return {
    processor: new MessageProcessor({ get: (type) => handlers.find((each) => each.type === type) }, publisher, logger),
    handler,
    published,
  };
}

function received(body: unknown): ServiceBusReceivedMessage {
  return { body, messageId: 'm' } as ServiceBusReceivedMessage;
}

const voiceCreate = () => ({ ...createMessage('voice.create', SUBJECT) });

describe(MessageProcessor.name, () => {
  it('completes what was handled', async () => {
    const { processor, handler } = processorWith(() => Promise.resolve(DONE));
    expect(await processor.process('voice-enrollment', received(voiceCreate()), NEVER)).toEqual({ kind: 'complete' });
    expect(handler.handled).toEqual(['vce_1:voice.create:1']);
  });

  it('schedules the next attempt of what has to wait, without counting a failure', async () => {
    const { processor, published } = processorWith(() => Promise.resolve({ retryAfterMs: 60_000 }));
    const message = { ...voiceCreate(), id: 'vce_1:voice.create:4', attempt: 4, failures: 2 };
    expect(await processor.process('voice-enrollment', received(message), NEVER)).toEqual({ kind: 'complete' });
    expect(published).toMatchObject([{ id: 'vce_1:voice.create:5', attempt: 5, failures: 0 }]);
    expect(Date.parse(published[0]?.scheduledFor ?? '') - Date.now()).toBeGreaterThan(50_000);
  });

  it('schedules a copy with a new id after a transient failure, and counts it', async () => {
    const { processor, published, handler } = processorWith(() =>
      Promise.reject(new ProviderError('provider-throttled', 'slow down', { retryAfterMs: 30_000 })),
    );
    expect(await processor.process('voice-enrollment', received(voiceCreate()), NEVER)).toEqual({ kind: 'complete' });
    expect(published).toMatchObject([{ id: 'vce_1:voice.create:2', failures: 1 }]);
    expect(Date.parse(published[0]?.scheduledFor ?? '') - Date.now()).toBeGreaterThan(25_000);
    expect(handler.givenUp).toEqual([]);
  });

  it('dead-letters what failed too often, after its subject was told', async () => {
    const { processor, published, handler } = processorWith(() =>
      Promise.reject(new ProviderError('provider-unavailable', 'down')),
    );
    const settlement = await processor.process('voice-enrollment', received({ ...voiceCreate(), failures: 7 }), NEVER);
    expect(settlement).toMatchObject({ kind: 'dead-letter', reason: 'attempts-exhausted' });
    expect(settlement).toHaveProperty('description', expect.stringContaining('provider-unavailable'));
    expect(handler.givenUp).toEqual(['attempts-exhausted']);
    expect(published).toEqual([]);
  });

  it('leaves nothing in the dead-letter queue of a report that contains an address', async () => {
    const report = (subject: string) => ({
      specversion: '1.0',
      id: '00000000-0000-0000-0000-000000000001',
      source: '/subscriptions/s/resourceGroups/g/providers/microsoft.communication/communicationservices/c',
      type: EMAIL_REPORT,
      subject,
      time: '2026-11-22T10:00:01.1234567Z',
      data: { sender: 'voice@example.com', recipient: 'ada@example.com', messageId: 'm', status: 'Bounced' },
    });
    const { processor } = processorWith(
      () => Promise.reject(new ServiceError('invalid-message', 'no')),
      undefined,
      EMAIL_REPORT,
    );
    const subject = 'sender/voice@example.com/message/m';
    expect(await processor.process('notifications', received(report(subject)), NEVER)).toEqual({ kind: 'complete' });
    // One that fits no schema.
    const unreadable = { ...report(subject), data: { recipient: 'ada@example.com' } };
    expect(await processor.process('notifications', received(unreadable), NEVER)).toEqual({ kind: 'complete' });
    const other = { type: 'constructor', data: {} };
    expect(await processor.process('notifications', received(other), NEVER)).toMatchObject({ kind: 'dead-letter' });
  });

  it('completes what can never succeed, after its subject was told why', async () => {
    const { processor, handler } = processorWith(() => Promise.reject(new ProviderError('provider-rejected', 'no')));
    expect(await processor.process('voice-enrollment', received(voiceCreate()), NEVER)).toEqual({ kind: 'complete' });
    expect(handler.givenUp).toEqual(['provider-rejected']);
  });

  it('keeps a message whose failure cannot be recorded, under its lock, and abandons it after a pause', async () => {
    const pause = new AbortController();
    let attempts = 0;
    const { processor } = processorWith(
      () => Promise.reject(new ProviderError('provider-unavailable', 'down')),
      () => {
        attempts += 1;
        // The second attempt is the last before the pause; the test does not wait for its end.
        if (attempts === 2) pause.abort();
        return Promise.reject(new ServiceError('dependency-unavailable', 'no broker'));
      },
    );
    const message = received(voiceCreate());
    expect(await processor.process('voice-enrollment', message, pause.signal)).toEqual({ kind: 'abandon' });
    expect(attempts).toBe(2);
  });

  it.each(['document-too-large', 'document-refused'] as const)(
    'dead-letters a message whose failure the database will never take: %s',
    async (code) => {
      const { processor, handler, published } = processorWith(() => Promise.reject(new ServiceError(code, 'no')));
      handler.onFailed = () => Promise.reject(new ServiceError(code, 'no'));
      const settlement = await processor.process('voice-enrollment', received(voiceCreate()), NEVER);
      expect(settlement).toMatchObject({ kind: 'dead-letter', reason: code });
      expect(published).toEqual([]);
    },
  );

  it('brings a message back later when its subject cannot be marked as failed', async () => {
    const { processor, handler, published } = processorWith(() =>
      Promise.reject(new ProviderError('provider-rejected', 'no')),
    );
    handler.onFailed = () => Promise.reject(new ServiceError('dependency-unavailable', 'no database'));
    expect(await processor.process('voice-enrollment', received(voiceCreate()), NEVER)).toEqual({ kind: 'complete' });
    expect(published).toMatchObject([{ id: 'vce_1:voice.create:2', failures: 0 }]);
    expect(Date.parse(published[0]?.scheduledFor ?? '') - Date.now()).toBeGreaterThan(600_000);
  });

  it('fails a message that repeatedly crashed its worker, before the broker dead-letters it silently', async () => {
    const { processor, handler } = processorWith(() => Promise.resolve(DONE));
    const message = { ...received(voiceCreate()), deliveryCount: 8 };
    expect(await processor.process('voice-enrollment', message, NEVER)).toMatchObject({
      kind: 'dead-letter',
      reason: 'attempts-exhausted',
    });
    expect(handler).toMatchObject({ handled: [], givenUp: ['attempts-exhausted'] });
  });

  it('handles a message again at once when it lost the race for an ETag, and does not count that', async () => {
    let lost = 2;
    const { processor, handler, published } = processorWith(() =>
      lost-- > 0 ? Promise.reject(new ServiceError('etag-mismatch', 'changed')) : Promise.resolve(DONE),
    );
    expect(await processor.process('voice-enrollment', received(voiceCreate()), NEVER)).toEqual({ kind: 'complete' });
    expect(handler.handled).toHaveLength(3);
    expect(published).toEqual([]);
  });

  it('logs and dead-letters what has failed of a handler that leaves nothing undone', async () => {
    const logger = new MemoryLogger();
    const away = new Error('away');
    const handler: MessageHandler = { handle: () => Promise.reject(away) };
    const processor = new MessageProcessor(
      { get: () => handler },
      { publish: () => Promise.resolve() },
      logger.asLogger,
    );
    const message = { ...createMessage('usage.roll', SUBJECT), failures: MESSAGES['usage.roll'].maxFailures };
    const settlement = await processor.process('maintenance', received(message), NEVER);
    expect(settlement).toMatchObject({ kind: 'dead-letter', reason: 'attempts-exhausted' });
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ err: away }) as unknown }),
    );
  });

  it('calls onFailed again at once when its subject has changed', async () => {
    const { processor, handler } = processorWith(() => Promise.reject(new ServiceError('provider-rejected', 'no')));
    let lost = 2;
    handler.onFailed = (_, error) => {
      handler.givenUp.push(error.code);
      return lost-- > 0 ? Promise.reject(new ServiceError('etag-mismatch', 'changed')) : Promise.resolve();
    };
    expect(await processor.process('voice-enrollment', received(voiceCreate()), NEVER)).toEqual({ kind: 'complete' });
    expect([handler.handled.length, handler.givenUp.length]).toEqual([1, 3]);
  });

  it('abandons what the shutdown interrupted', async () => {
    const { processor, published } = processorWith(() => Promise.reject(new Error('aborted')));
    const aborted = AbortSignal.abort();
    expect(await processor.process('voice-enrollment', received(voiceCreate()), aborted)).toEqual({ kind: 'abandon' });
    expect(published).toEqual([]);
  });

  it.each([
    ['an unknown type', { ...voiceCreate(), type: 'voice.explode' }],
    ['a missing tenant', { ...voiceCreate(), tenantId: undefined }],
    ['data that does not fit', { ...voiceCreate(), data: { text: 'secret' } }],
    ['text that is not JSON', Buffer.from('{"type":')],
    ['a message of another queue', { ...createMessage('synthesis.run', SUBJECT) }],
    ['no object at all', 42],
  ])('dead-letters %s at once and shows none of its values', async (_, body) => {
    const { processor, handler } = processorWith(() => Promise.resolve(DONE));
    const settlement = await processor.process('voice-enrollment', received(body), NEVER);
    expect(settlement).toMatchObject({ kind: 'dead-letter', reason: 'invalid-message' });
    expect(JSON.stringify(settlement)).not.toContain('secret');
    expect(handler.handled).toEqual([]);
  });

  it('looks five times within about a minute for something that it does not find, then dead-letters the message', async () => {
    const { processor, published } = processorWith(() =>
      Promise.reject(new ServiceError('unknown-subject', 'The voice does not exist.')),
    );
    let message: OutboxMessage = { ...voiceCreate(), failures: 3 };
    let waitedMs = 0;
    for (let misses = 1; misses <= 5; misses++) {
      const sentAt = Date.now();
      expect(await processor.process('voice-enrollment', received(message), NEVER)).toEqual({ kind: 'complete' });
      expect(published.at(-1)).toMatchObject({ id: `vce_1:voice.create:${misses + 1}`, misses, failures: 3 });
      message = published.at(-1) ?? message;
      waitedMs += Date.parse(message.scheduledFor ?? '') - sentAt;
    }
    expect(waitedMs).toBeGreaterThan(55_000);
    expect(waitedMs).toBeLessThan(80_000);
    expect(await processor.process('voice-enrollment', received(message), NEVER)).toMatchObject({
      kind: 'dead-letter',
      reason: 'unknown-subject',
    });
    expect(published).toHaveLength(5);
  });

  it('counts again how often a subject is not found once it was', async () => {
    const { processor, published } = processorWith(() => Promise.resolve({ retryAfterMs: 1000 }));
    await processor.process('voice-enrollment', received({ ...voiceCreate(), misses: 4 }), NEVER);
    expect(published[0]?.misses).toBeUndefined();
  });

  it('dead-letters what is unreadable, however large it is, with a reason that the broker takes', async () => {
    const { processor, handler } = processorWith(() => Promise.resolve(DONE));
    const large = 'x'.repeat(300_000);
    const bodies = [
      large,
      Buffer.from(`{"type":"${large}`),
      { type: large },
      { ...voiceCreate(), data: { [large]: 1 } },
      { ...voiceCreate(), [large]: 1, tenantId: undefined },
      { ...voiceCreate(), type: 'audit.append', data: { details: { [large]: {} } } },
      Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, large])),
    ];
    for (const body of bodies) {
      const settlement = await processor.process('voice-enrollment', received(body), NEVER);
      expect(settlement).toMatchObject({ kind: 'dead-letter', reason: 'invalid-message' });
      expect(JSON.stringify(settlement).length).toBeLessThan(2_000);
    }
    expect(handler.handled).toEqual([]);
  });

  it('continues the trace of the message in what handling it causes', async () => {
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    let caused: OutboxMessage | undefined;
    const { processor, published } = processorWith(() => {
      caused = createMessage('voice.poll', SUBJECT);
      return Promise.resolve({ retryAfterMs: 1 });
    });
    await processor.process('voice-enrollment', received({ ...voiceCreate(), traceparent }), NEVER);
    expect(caused?.traceparent).toMatch(new RegExp(`^00-${'ab'.repeat(16)}-(?!${'cd'.repeat(8)})[0-9a-f]{16}-01$`));
    expect(published[0]?.traceparent).toBe(traceparent);
  });

  it('gives the next message the data with which the work goes on', async () => {
    const { processor, published } = processorWith(() =>
      Promise.resolve({ retryAfterMs: 0, data: { after: 'vce_2' } }),
    );
    await processor.process('voice-enrollment', received(voiceCreate()), NEVER);
    expect(published).toMatchObject([{ id: 'vce_1:voice.create:2', data: { after: 'vce_2' } }]);
  });
});

describe('what is recorded of a message', () => {
  const handled = async (act: () => Promise<HandlerOutcome>, changes: object = {}) => {
    using recorded = new RecordedMetrics();
    const { processor } = processorWith(act);
    await processor.process('voice-enrollment', received({ ...voiceCreate(), ...changes }), NEVER);
    const [one] = recorded.of('messaging.process.duration');
    return { ...one?.attributes, deadLettered: recorded.of('voice.messages.dead_lettered') };
  };
  const queue = { 'messaging.destination.name': 'voice-enrollment' };
  const base = { 'messaging.system': 'servicebus', ...queue, 'voice.message.type': 'voice.create' };

  it('is its duration, and its result with the code of the error', async () => {
    const fails = (error: Error) => async (): Promise<HandlerOutcome> => {
      throw error;
    };
    expect(await handled(() => Promise.resolve(DONE))).toEqual({
      ...base,
      'voice.message.outcome': 'completed',
      deadLettered: [],
    });
    expect(await handled(fails(new ProviderError('provider-throttled', 'slow down')))).toEqual({
      ...base,
      'voice.message.outcome': 'retried',
      'error.type': 'provider-throttled',
      deadLettered: [],
    });
    expect(await handled(fails(new ProviderError('provider-rejected', 'bad')))).toMatchObject({
      'voice.message.outcome': 'completed',
      'error.type': 'provider-rejected',
    });
    expect(await handled(fails(new ProviderError('provider-unavailable', 'down')), { failures: 7 })).toMatchObject({
      'voice.message.outcome': 'dead-lettered',
      'error.type': 'attempts-exhausted',
      deadLettered: [{ value: 1, attributes: { ...queue, 'error.type': 'attempts-exhausted' } }],
    });
  });

  it('counts a message that cannot be read as dead-lettered', async () => {
    using recorded = new RecordedMetrics();
    const { processor } = processorWith(() => Promise.resolve(DONE));
    await processor.process('voice-enrollment', received({ type: 'no.such-type' }), NEVER);
    expect(recorded.of('voice.messages.dead_lettered')).toEqual([
      { value: 1, attributes: { ...queue, 'error.type': 'invalid-message' } },
    ]);
  });
});
