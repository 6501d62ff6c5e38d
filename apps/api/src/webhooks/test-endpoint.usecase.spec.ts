import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type WebhookEndpoint } from '#domain';
import { anEndpoint, anId, stub, TENANT } from '#domain/testing';
import type { AuditTrail } from '#intake';
import { continueTrace, runInContext, traceFields } from '#observability';
import { TestEndpoint } from './test-endpoint.usecase.ts';

const ENDPOINT = anId('webhookEndpoint');

let documents: TestDocuments;
let test: TestEndpoint;
let audited: object[];

beforeEach(() => {
  documents = new TestDocuments();
  audited = [];
  const recordFirst = (_: unknown, event: object) => Promise.resolve(void audited.push(event));
  test = new TestEndpoint(documents.store, documents.commit, stub<AuditTrail>({ recordFirst }));
});

const given = (changes: Partial<WebhookEndpoint> = {}) => documents.store.create(anEndpoint(changes));
const execute = (ids = RequestIds.once()) => test.execute(aPrincipal(), ENDPOINT, ids);

describe(TestEndpoint.name, () => {
  it('sends a test event to one endpoint, whatever events it has chosen, as one more delivery', async () => {
    await given({ events: ['voice.ready'] });
    const trace = traceFields(continueTrace(undefined));
    const delivery = await runInContext(trace, () => execute());
    expect(delivery).toMatchObject({
      status: 'pending',
      endpointId: ENDPOINT,
      event: 'webhook-endpoint.test',
      traceparent: trace.traceparent,
    });
    expect(JSON.parse(delivery.payload)).toEqual({
      type: 'webhook-endpoint.test',
      timestamp: expect.any(String) as string,
      data: {
        type: 'webhook-endpoint',
        id: ENDPOINT,
        status: 'enabled',
        href: `/v1/webhook-endpoints/${ENDPOINT}`,
      },
    });
    await expect
      .poll(() => documents.published)
      .toMatchObject([{ type: 'webhook.deliver', subjectId: delivery.id, data: { attempt: 1 } }]);
    expect(audited).toEqual([
      {
        action: 'webhook-endpoint.test',
        subject: { kind: 'webhook-endpoint', id: ENDPOINT },
        details: { delivery: delivery.id },
        eventId: `test:${delivery.id}`,
      },
    ]);
  });

  it('makes one delivery of a request that is repeated', async () => {
    await given();
    const ids = RequestIds.once();
    const [first, second] = [await execute(ids), await execute(ids)];
    expect(second.id).toBe(first.id);
    expect((await documents.store.list('delivery', TENANT, { limit: 10 })).data).toHaveLength(1);
  });

  it('sends nothing to an endpoint that is disabled, or does not exist', async () => {
    expect(await execute().catch(errorCodeOf)).toBe('not-found');
    await given({ status: 'disabled' });
    expect(await execute().catch(errorCodeOf)).toBe('state-conflict');
    expect((await documents.store.list('delivery', TENANT, { limit: 10 })).data).toEqual([]);
  });
});
