import { beforeEach, describe, expect, it } from 'vitest';
import { aProducer } from '#config/testing';
import type { Principal } from '#auth';
import { IdempotencyStore, RequestIds } from '#documents';
import { errorCodeOf, ServiceError } from '#domain';
import { anId, stub } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { MemoryContainer } from '#storage/testing';
import type { RefusedRequests } from '../audit/refused-requests.ts';
import { IdempotentRequests } from '../idempotency/idempotent-requests.ts';
import { AcceptProducerRequest, type ReceivedRequest } from './accept-producer-request.usecase.ts';
import { AcceptedBefore } from './accepted-before.ts';
import type { ProducerRequests } from './producer-requests.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OWNER = 'b0000000-0000-4000-8000-000000000002';
const REQUEST: ReceivedRequest = {
  producer: aProducer({ tenantId: TENANT, ownerId: OWNER }),
  type: 'synthesis.request',
  requestId: 'order-1',
  correlationId: 'call-7',
  body: { voiceId: anId('voice'), text: 'Hello.' },
};

let runs: { principal: Principal; body: unknown; id: string }[];
let refusals: string[];
let accept: AcceptProducerRequest;

beforeEach(() => {
  runs = [];
  refusals = [];
  const requests = stub<ProducerRequests>({
    execute: async (_: string, principal: Principal, body: unknown, ids: RequestIds) => {
      const id = ids.id('synthesis');
      runs.push({ principal, body, id });
      return { kind: 'synthesis', id, operationId: anId('operation') } as const;
    },
  });
  const keys = new IdempotencyStore(new MemoryContainer().asContainer);
  const idempotent = new IdempotentRequests(keys, new MemoryLogger().asLogger);
  const refused = stub<RefusedRequests>({ record: async (_: Principal, route: string) => void refusals.push(route) });
  accept = new AcceptProducerRequest(requests, idempotent, refused, new AcceptedBefore(keys, stub({})));
});

const execute = (changes: Partial<ReceivedRequest> = {}) => accept.execute({ ...REQUEST, ...changes });
const failure = async (changes: Partial<ReceivedRequest>) => {
  const error = await execute(changes).catch((thrown: unknown) => thrown);
  const pointers = error instanceof ServiceError ? error.fields.map(({ pointer }) => pointer) : [];
  return [errorCodeOf(error), ...pointers];
};

describe(AcceptProducerRequest.name, () => {
  it('acts on behalf of whom configuration names, and names the producer as the door', async () => {
    const { content, isRepeated } = await execute();
    expect(isRepeated).toBe(false);
    const [run] = runs;
    expect(run).toMatchObject({
      principal: {
        tenantId: TENANT,
        objectId: OWNER,
        roles: ['Voice.Synthesize'],
        producer: 'ivr',
        kind: 'application',
      },
      body: REQUEST.body,
    });
    expect(content).toMatchObject({
      operation: { id: anId('operation') },
      subject: { type: 'synthesis', id: run?.id, href: `/v1/syntheses/${run?.id}` },
    });
  });

  it('does a request once, and answers it again as the first time', async () => {
    const first = await execute();
    expect(await execute()).toEqual({ content: first.content, isRepeated: true });
    expect(runs).toHaveLength(1);
  });

  it('knows what it has accepted, and runs nothing to find out', async () => {
    expect(await accept.earlier(REQUEST)).toBeUndefined();
    const { content } = await execute();
    expect(await accept.earlier(REQUEST)).toEqual(content);
    expect(await accept.earlier({ ...REQUEST, body: {} })).toBeUndefined();
    expect(runs).toHaveLength(1);
  });

  it('refuses another request under the same id', async () => {
    await execute();
    expect(await failure({ body: { voiceId: anId('voice'), text: 'Else.' } })).toEqual(['idempotency-key-reused']);
  });

  it('refuses another type of request under the same id', async () => {
    await execute();
    const producer = { ...REQUEST.producer, requests: [...REQUEST.producer.requests, 'batch.request' as const] };
    expect(await failure({ producer, type: 'batch.request' })).toEqual(['idempotency-key-reused']);
    expect(runs).toHaveLength(1);
  });

  it.each([
    ['no type', { type: undefined }, ['invalid-request', 'message/subject']],
    ['an internal type', { type: 'synthesis.run' }, ['invalid-request', 'message/subject']],
  ])('refuses %s', async (_, changes, expected) => {
    expect(await failure(changes)).toEqual(expected);
    expect([runs, refusals]).toEqual([[], []]);
  });

  it.each([
    ['a type that it may not send', { type: 'batch.request' }, 'message/subject', 'POST /v1/batches'],
    ['another tenant', { body: { tenantId: OWNER } }, '/tenantId', 'POST /v1/syntheses'],
    ['another owner', { body: { ownerId: TENANT } }, '/ownerId', 'POST /v1/syntheses'],
  ])('refuses %s, and records it', async (_, changes, pointer, route) => {
    expect(await failure(changes)).toEqual(['forbidden', pointer]);
    expect([runs, refusals]).toEqual([[], [route]]);
  });

  it.each([
    ['would replace a prototype', '{"voiceId":"v","text":"a","__proto__":{"tenantId":"b"}}'],
    ['would replace that of a constructor', '{"voiceId":"v","text":"a","constructor":{"prototype":{"tenantId":"b"}}}'],
    ['is nested too deeply', `${'['.repeat(2_000)}${']'.repeat(2_000)}`],
  ])('refuses a body that %s, also one that may be a repeated request', async (_, json) => {
    const body: unknown = JSON.parse(json);
    expect(await failure({ body })).toEqual(['invalid-request', '']);
    expect(await accept.earlier({ ...REQUEST, body }).catch(errorCodeOf)).toBe('invalid-request');
    expect([runs, refusals]).toEqual([[], []]);
    expect(Reflect.get({}, 'tenantId')).toBeUndefined();
  });
});
