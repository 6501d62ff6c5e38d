import { beforeEach, describe, expect, it } from 'vitest';
import { aProducer } from '#config/testing';
import { IdempotencyStore, type ProducerLimits, type RequestIds } from '#documents';
import { type OutboxMessage, ServiceError } from '#domain';
import { anId, stub } from '#domain/testing';
import { AcceptProducerRequest, IdempotentRequests, type ProducerRequests } from '#intake';
import { type MessagePublisher, RequestProcessor } from '#messaging';
import { asReceivedMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { MemoryContainer } from '#storage/testing';
import { HandleRequests } from './handle-requests.service.ts';

type PutBack = Parameters<MessagePublisher['putBack']>[1];

const QUEUE = 'requests-ivr';
const signal = new AbortController().signal;
const ORIGINAL = {
  body: { voiceId: anId('voice'), text: 'Hello.' },
  subject: 'synthesis.request',
  messageId: 'order-1',
  sequenceNumber: 7,
};

let isLimited: boolean;
let runs: string[];
/** How often an earlier answer was looked for. */
let lookUps: number;
let replies: OutboxMessage[];
let putBack: PutBack[];
let processor: RequestProcessor;

beforeEach(() => {
  isLimited = true;
  runs = [];
  lookUps = 0;
  replies = [];
  putBack = [];
  const logger = new MemoryLogger().asLogger;
  const keys = new IdempotencyStore(new MemoryContainer().asContainer);
  const requests = stub<ProducerRequests>({
    execute: async (_: string, __: unknown, ___: unknown, ids: RequestIds) => {
      const id = ids.id('synthesis');
      runs.push(id);
      return { kind: 'synthesis', id, operationId: anId('operation') } as const;
    },
  });
  const before = stub<ConstructorParameters<typeof AcceptProducerRequest>[3]>({
    find: async () => {
      lookUps += 1;
      return undefined;
    },
  });
  const accepting = new AcceptProducerRequest(requests, new IdempotentRequests(keys, logger), stub({}), before);
  const limits = stub<ProducerLimits>({
    enter: async () => {
      if (isLimited) throw new ServiceError('rate-limited', 'slow down', { retryAfterMs: 1 });
    },
  });
  processor = new RequestProcessor(
    [aProducer()],
    new HandleRequests(accepting, limits),
    {
      publish: async (message: OutboxMessage) => void replies.push(message),
      putBack: async (_: string, copy: PutBack) => void putBack.push(copy),
    },
    logger,
  );
});

const receive = (message: object) => processor.process(QUEUE, asReceivedMessage(message), signal);

describe('requests that were put back for their limit', () => {
  it('are done once, by the id that their producer gave, also where each copy is delivered', async () => {
    // The worker died before it completed the message, and the broker has dropped no copy.
    await receive(ORIGINAL);
    await receive(ORIGINAL);
    await receive({ ...putBack.at(-1), sequenceNumber: 8 });
    expect([putBack.length, runs]).toEqual([3, []]);
    isLimited = false;
    for (const [index, copy] of putBack.entries()) {
      expect(await receive({ ...copy, sequenceNumber: 20 + index })).toEqual({ kind: 'complete' });
    }
    await receive(ORIGINAL);
    expect(runs).toHaveLength(1);
    const answers = replies.map(({ id, data }) => [id, Reflect.get(Object(data['body']), 'requestId')]);
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(answers[0]?.[1]).toBe('order-1');
  });

  it('are told from another request under the same id, which is rejected', async () => {
    await receive(ORIGINAL);
    await receive({ ...ORIGINAL, sequenceNumber: 9, body: { ...ORIGINAL.body, text: 'Else.' } });
    expect(new Set(putBack.map(({ messageId }) => messageId)).size).toBe(2);
    isLimited = false;
    for (const [index, copy] of putBack.entries()) await receive({ ...copy, sequenceNumber: 20 + index });
    expect(runs).toHaveLength(1);
    expect(replies.map(({ type }) => type)).toEqual(['request.rejected']);
    expect(replies[0]?.data).toMatchObject({ body: { problem: { code: 'idempotency-key-reused' } } });
  });
});

describe('requests whose sender has set what a worker notes in them', () => {
  it.each([
    ['voice-request-id', 'order-2'],
    ['voice-attempt', 1_000],
    ['voice-failures', 0],
    ['voice-failures', 1_000],
    ['voice-deliveries', 7],
    ['voice-deliveries', 8],
    ['voice-deliveries', Number.MAX_SAFE_INTEGER],
    ['voice-since', 0],
    ['voice-since', 8.64e15],
  ])('are not run, looked up or answered before their limit allows it: %s = %s', async (name, value) => {
    let message: object = { ...ORIGINAL, applicationProperties: { [name]: value } };
    for (let round = 1; round <= 3; round += 1) {
      expect(await receive({ ...message, sequenceNumber: round })).toEqual({ kind: 'complete' });
      expect([putBack.length, replies, runs, lookUps]).toEqual([round, [], [], 0]);
      message = { ...putBack.at(-1) };
    }
    isLimited = false;
    await receive({ ...message, sequenceNumber: 20 });
    expect(putBack).toHaveLength(3);
    expect(runs.length + replies.length).toBe(1);
  });
});
