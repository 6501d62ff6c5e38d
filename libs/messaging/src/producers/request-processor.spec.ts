import type { ServiceBusMessage } from '@azure/service-bus';
import { beforeEach, describe, expect, it } from 'vitest';
import { aProducer } from '#config/testing';
import { type ErrorCode, type OutboxMessage, ServiceError } from '#domain';
import { MemoryLogger } from '#observability/testing';
import { asReceivedMessage } from '../../testing/service-bus.ts';
import { type Reply, replyTo } from './replies.ts';
import { type ProducerMessage, type Rejection, type RequestHandler, RequestProcessor } from './request-processor.ts';

const PRODUCER = aProducer();
const QUEUE = 'requests-ivr';
const signal = new AbortController().signal;

let accept: (message: ProducerMessage) => Promise<undefined>;
let acceptedBefore: Reply | undefined;
let rejection: Rejection;
let isReplyQueueFull: boolean;
let isBrokerDown: boolean;
let sent: OutboxMessage[];
let putBack: ServiceBusMessage[];
let logger: MemoryLogger;
let processor: RequestProcessor;

beforeEach(() => {
  accept = () => Promise.resolve(undefined);
  acceptedBefore = undefined;
  rejection = 'rejected';
  isReplyQueueFull = false;
  isBrokerDown = false;
  sent = [];
  putBack = [];
  logger = new MemoryLogger();
  const handler: RequestHandler = {
    accept: (message) => accept(message),
    acceptedBefore: () => Promise.resolve(acceptedBefore),
    rejectionOf: () => rejection,
    reject: ({ requestId = 'none', correlationId = requestId }) =>
      replyTo(
        { producer: 'ivr', type: 'synthesis.request', requestId, correlationId },
        'request.rejected',
        { tenantId: PRODUCER.tenantId, subjectId: requestId },
        {},
      ),
  };
  const publisher = {
    publish: async (message: OutboxMessage) => {
      if (isReplyQueueFull) throw new ServiceError('dependency-unavailable', 'full');
      sent.push(message);
    },
    putBack: async (_: string, content: ServiceBusMessage) => {
      if (isBrokerDown) throw new ServiceError('dependency-unavailable', 'down');
      putBack.push(content);
    },
  };
  processor = new RequestProcessor([PRODUCER], handler, publisher, logger.asLogger);
});

const received = (changes: object = {}) =>
  asReceivedMessage({
    body: { text: 'Hello.' },
    subject: 'synthesis.request',
    messageId: 'order-1',
    correlationId: 'call-7',
    deliveryCount: 0,
    ...changes,
  });
const failing = (failure: unknown, as: Rejection) => {
  accept = async () => {
    throw failure;
  };
  rejection = as;
};
const process = (changes?: object) => processor.process(QUEUE, received(changes), signal);

describe(RequestProcessor.name, () => {
  it('completes what was accepted: its reply is in the outbox of what it has made', async () => {
    const seen: unknown[] = [];
    accept = async (message) => void seen.push({ ...message, body: message.body() });
    expect(await process()).toEqual({ kind: 'complete' });
    expect(seen).toEqual([
      {
        producer: PRODUCER,
        type: 'synthesis.request',
        requestId: 'order-1',
        correlationId: 'call-7',
        body: { text: 'Hello.' },
      },
    ]);
    expect([sent, putBack]).toEqual([[], []]);
  });

  it('correlates by the message id where there is no other', async () => {
    const seen: unknown[] = [];
    accept = async ({ correlationId }) => void seen.push(correlationId);
    await process({ correlationId: undefined });
    expect(seen).toEqual(['order-1']);
  });

  it('bounds the ids that a sender chooses', async () => {
    const seen: unknown[] = [];
    accept = async ({ requestId, correlationId }) => void seen.push([requestId, correlationId]);
    const id = 'i'.repeat(128);
    await process({ correlationId: `${id}i`, applicationProperties: { 'voice-request-id': `${id}i` } });
    await process({ correlationId: id, applicationProperties: { 'voice-request-id': id } });
    expect(seen).toEqual([
      ['order-1', id],
      [id, id],
    ]);
  });

  it('answers what it rejects, and dead-letters mistakes with code and pointer, without values', async () => {
    const fields = [{ pointer: '/text', code: 'too-big', detail: 'is "secret"' }];
    failing(new ServiceError('invalid-request', 'The text is "secret".', { fields }), 'dead-lettered');
    expect(await process()).toEqual({
      kind: 'dead-letter',
      reason: 'invalid-request',
      description: 'The request is invalid; /text (too-big)',
    });
    failing(new ServiceError('unknown-reference', 'no such voice'), 'rejected');
    expect(await process()).toEqual({ kind: 'complete' });
    expect(sent.map(({ type }) => type)).toEqual(['request.rejected', 'request.rejected']);
  });

  it('logs and dead-letters no text of a request that is wrong, and tells an internal failure in full', async () => {
    const fields = [
      { pointer: `/items/${'n'.repeat(300)}`, code: 'unknown-field', detail: 'is "secret"' },
      { pointer: '/text', code: 'too-big', detail: 'is "secret"' },
    ];
    failing(new ServiceError('invalid-request', 'The text is "secret".', { fields }), 'dead-lettered');
    expect(await process()).toMatchObject({
      description: `The request is invalid; /items/${'n'.repeat(100)} (unknown-field); /text (too-big)`,
    });
    expect(logger.lines.at(-1)?.fields).toEqual({ code: 'invalid-request', fieldCodes: ['unknown-field', 'too-big'] });
    expect(JSON.stringify(logger.lines)).not.toContain('secret');
    const failure = new ServiceError('dependency-unavailable', 'no database');
    failing(failure, 'later');
    await process({ applicationProperties: { 'voice-failures': 11 } });
    expect(logger.lines.at(-1)?.fields).toEqual({ err: failure });
  });

  it('says that a body is not JSON, or too deep', async () => {
    accept = async (message) => void message.body();
    rejection = 'dead-lettered';
    expect(await process({ body: Buffer.from('{') })).toMatchObject({
      reason: 'invalid-request',
      description: 'The request is invalid; the body (invalid-json)',
    });
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(await process({ body: deep })).toMatchObject({
      reason: 'invalid-request',
      description: 'The request is invalid; the body (too-big)',
    });
  });

  it('puts back what its limit does not allow yet, with all that it said, until the limit allows it', async () => {
    failing(new ServiceError('rate-limited', 'slow down', { retryAfterMs: 8_000 }), 'later');
    const before = Date.now();
    expect(await process({ applicationProperties: { traceparent: 'tp' } })).toEqual({ kind: 'complete' });
    const [copy] = putBack;
    expect(copy).toMatchObject({
      body: { text: 'Hello.' },
      subject: 'synthesis.request',
      correlationId: 'call-7',
      applicationProperties: {
        traceparent: 'tp',
        'voice-request-id': 'order-1',
        'voice-attempt': 2,
        'voice-failures': 0,
      },
    });
    expect(Number(copy?.scheduledEnqueueTimeUtc) - before).toBeGreaterThanOrEqual(8_000);
    expect(sent).toEqual([]);
    const requestIds: unknown[] = [];
    accept = async ({ requestId }) => void requestIds.push(requestId);
    await process({ ...copy });
    expect(requestIds).toEqual(['order-1']);
    expect(String(copy?.messageId)).toMatch(/:2$/);
  });

  it('retries internal failures, and rejects the request when they do not end', async () => {
    failing(new ServiceError('dependency-unavailable', 'no database'), 'later');
    await process();
    expect(putBack[0]?.applicationProperties).toMatchObject({ 'voice-failures': 1, 'voice-attempt': 2 });
    expect(await process({ applicationProperties: { 'voice-failures': 11 } })).toMatchObject({
      kind: 'dead-letter',
      reason: 'dependency-unavailable',
    });
    expect(sent.map(({ type }) => type)).toEqual(['request.rejected']);
  });

  it('puts back the body that it received, whatever its handler has made of it', async () => {
    accept = async (message) => {
      delete (message.body() as { style?: null }).style;
      throw new ServiceError('dependency-unavailable', 'no database');
    };
    rejection = 'later';
    await process({ body: { text: 'Hello.', style: null, items: [{ text: 'Hi.', style: null }] } });
    expect(putBack[0]?.body).toEqual({ text: 'Hello.', style: null, items: [{ text: 'Hi.', style: null }] });
  });

  it('answers a request that took its worker down, and dead-letters it before the broker does', async () => {
    expect(await process({ deliveryCount: 8 })).toMatchObject({ kind: 'dead-letter', reason: 'attempts-exhausted' });
    expect(sent).toHaveLength(1);
  });

  it('does not reject a request that took its worker down after it was accepted', async () => {
    let runs = 0;
    accept = async () => void (runs += 1);
    const answered = { producer: 'ivr', type: 'speech.cancel', requestId: 'order-1', correlationId: 'call-7' } as const;
    const about = { tenantId: PRODUCER.tenantId, subjectId: 'order-1' };
    acceptedBefore = replyTo(answered, 'request.accepted', about, {});
    expect(await process({ deliveryCount: 8 })).toEqual({ kind: 'complete' });
    expect([runs, sent.map(({ type }) => type)]).toEqual([0, ['request.accepted']]);
  });

  it('puts back what it cannot answer, for a day', async () => {
    failing(new ServiceError('unknown-reference', 'no such voice'), 'rejected');
    isReplyQueueFull = true;
    expect(await process()).toEqual({ kind: 'complete' });
    expect(putBack).toHaveLength(1);
    const since = Date.now() - 24 * 3_600_000;
    expect(await process({ applicationProperties: { 'voice-since': since } })).toEqual({ kind: 'complete' });
    expect(putBack).toHaveLength(1);
    await process({ applicationProperties: { 'voice-since': Date.now() + 3_600_000 } });
    expect(putBack[1]?.applicationProperties?.['voice-since']).toBeLessThanOrEqual(Date.now());
  });

  it('does not run a request again that took its worker down, when it was put back because its reply could not be sent', async () => {
    let runs = 0;
    accept = async () => void (runs += 1);
    isReplyQueueFull = true;
    expect(await process({ deliveryCount: 8 })).toEqual({ kind: 'complete' });
    const copies = [putBack[0]];
    for (let copy = 0; copy < 3; copy += 1) {
      expect(await process({ ...copies.at(-1), deliveryCount: 0 })).toEqual({ kind: 'complete' });
      copies.push(putBack.at(-1));
    }
    isReplyQueueFull = false;
    expect(await process({ ...copies.at(-1), deliveryCount: 0 })).toMatchObject({ reason: 'attempts-exhausted' });
    expect([runs, sent.map(({ type }) => type)]).toEqual([0, ['request.rejected']]);
  });

  it('runs a request again that was put back for its limit, however often', async () => {
    failing(new ServiceError('rate-limited', 'slow down', { retryAfterMs: 1 }), 'later');
    await process();
    for (let round = 0; round < 10; round += 1) await process({ ...putBack.at(-1), deliveryCount: 0 });
    let runs = 0;
    accept = async () => void (runs += 1);
    expect(await process({ ...putBack.at(-1), deliveryCount: 0 })).toEqual({ kind: 'complete' });
    expect(runs).toBe(1);
  });

  it.each<ErrorCode>(['idempotency-in-progress', 'rate-limited', 'dependency-unavailable'])(
    'ends a request that takes its worker down with each copy, which is put back at its second delivery: %s',
    async (code) => {
      failing(new ServiceError(code, 'not yet', { retryAfterMs: 1 }), 'later');
      let copy: object = {};
      // The first delivery of each copy ends with its worker: it has no settlement.
      for (let crashes = 1; crashes < 8; crashes += 1) {
        expect(await process({ ...copy, deliveryCount: 1 })).toEqual({ kind: 'complete' });
        copy = { ...putBack.at(-1) };
      }
      expect([putBack.length, sent]).toEqual([7, []]);
      let runs = 0;
      accept = async () => void (runs += 1);
      const settlement = await process({ ...copy, deliveryCount: 1 });
      expect(settlement).toMatchObject({ kind: 'dead-letter', reason: 'attempts-exhausted' });
      expect([runs, sent.map(({ type }) => type)]).toEqual([0, ['request.rejected']]);
    },
  );

  it.each([8, Number.MAX_SAFE_INTEGER])('keeps %i deliveries that a sender has set', async (deliveries) => {
    isReplyQueueFull = true;
    let runs = 0;
    accept = async () => void (runs += 1);
    await process({ deliveryCount: 1, applicationProperties: { 'voice-deliveries': deliveries } });
    for (let round = 0; round < 3; round += 1) await process({ ...putBack.at(-1), deliveryCount: 1 });
    expect([putBack.length, runs]).toEqual([4, 0]);
  });

  it('puts two messages under one id back as two, and the same message twice as one', async () => {
    failing(new ServiceError('rate-limited', 'slow down', { retryAfterMs: 1 }), 'later');
    for (const sequenceNumber of [7, 7, 8]) await process({ sequenceNumber });
    const [first, again, other] = putBack.map(({ messageId }) => messageId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('leaves a request on its queue when it can neither be accepted nor put back', async () => {
    failing(new ServiceError('rate-limited', 'slow down', { retryAfterMs: 1 }), 'later');
    isBrokerDown = true;
    const stopped = new AbortController();
    const settlement = processor.process(QUEUE, received(), stopped.signal);
    stopped.abort();
    expect(await settlement).toEqual({ kind: 'abandon' });
  });
});
