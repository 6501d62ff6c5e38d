import { describe, expect, it } from 'vitest';
import { aProducer } from '#config/testing';
import type { ProducerLimits } from '#documents';
import { type ErrorCode, errorCodeOf, ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { AcceptProducerRequest, ReceivedRequest } from '#intake';
import type { ProducerMessage } from '#messaging';
import { HandleRequests } from './handle-requests.service.ts';

const MESSAGE: ProducerMessage = {
  producer: aProducer(),
  type: 'synthesis.request',
  requestId: 'order-1',
  correlationId: 'call-7',
  body: () => ({ text: 'Hello.' }),
};
const signal = new AbortController().signal;

interface Handler {
  readonly handler: HandleRequests;
  readonly seen: ReceivedRequest[];
  /** What the limits have counted. */
  readonly counted: string[];
}

function handlerOf(isRepeated: boolean, limited?: ServiceError): Handler {
  const seen: ReceivedRequest[] = [];
  const counted: string[] = [];
  const limits = stub<ProducerLimits>({
    enter: async ({ name }: { name: string }, tier: string) => {
      counted.push(`${name} ${tier}`);
      if (limited) throw limited;
    },
  });
  const accepting = stub<AcceptProducerRequest>({
    execute: async (request: ReceivedRequest) => {
      seen.push(request);
      return { content: { subject: { id: 'syn_1' } }, isRepeated };
    },
    earlier: () => Promise.resolve(isRepeated ? { subject: { id: 'syn_1' } } : undefined),
  });
  return { handler: new HandleRequests(accepting, limits), seen, counted };
}

describe(HandleRequests.name, () => {
  it('leaves the answer to the outbox, and gives it again to who repeats a request', async () => {
    const first = handlerOf(false);
    expect(await first.handler.accept(MESSAGE, signal)).toBeUndefined();
    expect(first.seen).toMatchObject([{ requestId: 'order-1', correlationId: 'call-7', body: { text: 'Hello.' } }]);
    expect(await handlerOf(true).handler.accept(MESSAGE, signal)).toMatchObject({
      type: 'request.accepted',
      data: {
        producer: 'ivr',
        correlationId: 'call-7',
        body: { request: 'synthesis.request', requestId: 'order-1', subject: { id: 'syn_1' } },
      },
    });
  });

  it('answers again what was accepted before, without another run', async () => {
    expect(await handlerOf(false).handler.acceptedBefore(MESSAGE, signal)).toBeUndefined();
    const { handler, seen } = handlerOf(true);
    expect(await handler.acceptedBefore(MESSAGE, signal)).toMatchObject({
      type: 'request.accepted',
      data: { body: { requestId: 'order-1', subject: { id: 'syn_1' } } },
    });
    expect(seen).toEqual([]);
  });

  it('wants a message id, and answers by the correlation id where there is none', async () => {
    const { handler, seen } = handlerOf(false);
    const message = { ...MESSAGE, requestId: undefined };
    const error = await handler.accept(message, signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'idempotency-key-required', fields: [{ pointer: 'message/messageId' }] });
    expect(seen).toEqual([]);
    expect(handler.reject(message, error)?.data.correlationId).toBe('call-7');
    expect(handler.reject({ ...message, correlationId: undefined }, error)).toBeUndefined();
  });

  it('counts a request before it looks at it', async () => {
    const { handler, seen, counted } = handlerOf(false, new ServiceError('rate-limited', 'slow down'));
    expect(await handler.accept(MESSAGE, signal).catch(errorCodeOf)).toBe('rate-limited');
    expect([counted, seen]).toEqual([['ivr synthesis'], []]);
  });

  it('counts a request before it looks for its earlier answer', async () => {
    const { handler, counted } = handlerOf(true, new ServiceError('rate-limited', 'slow down'));
    expect(await handler.acceptedBefore(MESSAGE, signal).catch(errorCodeOf)).toBe('rate-limited');
    expect(counted).toEqual(['ivr synthesis']);
  });

  it.each<[string, Partial<ProducerMessage>, string]>([
    ['has no message id', { requestId: undefined }, 'ivr synthesis'],
    ['has no type', { type: undefined }, 'ivr default'],
    ['has a type that does not exist', { type: 'constructor' }, 'ivr default'],
    ['may not be sent', { type: 'voice.request' }, 'ivr training'],
    [
      'is not JSON',
      {
        body: () => {
          throw new ServiceError('invalid-request', 'No.');
        },
      },
      'ivr synthesis',
    ],
  ])('counts what will be refused too: a request that %s', async (_, changes, expected) => {
    const { handler, seen, counted } = handlerOf(false, new ServiceError('rate-limited', 'slow down'));
    expect(await handler.accept({ ...MESSAGE, ...changes }, signal).catch(errorCodeOf)).toBe('rate-limited');
    expect([counted, seen]).toEqual([[expected], []]);
  });

  it('answers with the problem document of the API', () => {
    const fields = [{ pointer: '/text', code: 'too-big', detail: 'is too long' }];
    const { handler } = handlerOf(false);
    expect(handler.reject(MESSAGE, new ServiceError('invalid-request', 'No.', { fields }))?.data.body).toEqual({
      request: 'synthesis.request',
      requestId: 'order-1',
      problem: {
        type: '/errors/invalid-request',
        title: 'The request is invalid',
        status: 400,
        detail: 'No.',
        instance: 'requests-ivr',
        code: 'invalid-request',
        requestId: 'order-1',
        retryable: false,
        errors: fields,
      },
    });
  });

  it('says nothing of what nobody expected', () => {
    const reply = handlerOf(false).handler.reject({ ...MESSAGE, type: 'sing' }, new Error('secret'));
    expect(reply?.data.body).toMatchObject({ request: 'unknown', problem: { code: 'internal', status: 500 } });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });

  it.each<[ErrorCode, string]>([
    ['invalid-request', 'dead-lettered'],
    ['forbidden', 'dead-lettered'],
    ['idempotency-key-required', 'dead-lettered'],
    ['unknown-reference', 'rejected'],
    ['consent-revoked', 'rejected'],
    ['voice-not-ready', 'rejected'],
    ['budget-exhausted', 'rejected'],
    ['idempotency-key-reused', 'rejected'],
    ['rate-limited', 'later'],
    ['idempotency-in-progress', 'later'],
    ['dependency-unavailable', 'later'],
    ['provider-throttled', 'later'],
    ['internal', 'later'],
  ])('ends %s as %s', (code, expected) => {
    expect(handlerOf(false).handler.rejectionOf(new ServiceError(code, 'No.'))).toBe(expected);
  });

  it('retries what nobody expected', () => {
    expect(handlerOf(false).handler.rejectionOf(new TypeError('a bug'))).toBe('later');
  });
});
