import { describe, expect, it } from 'vitest';
import { check } from './job-checker.ts';
import type { CheckedBatchJob, CheckedDocument, CheckedWebhook, Remains } from './remains.ts';

const BATCH: CheckedDocument = {
  id: 'bat_1',
  kind: 'batch',
  status: 'succeeded',
  tenantId: 'tenant',
  voiceId: 'vce_1',
  operationId: 'op_1',
  itemCount: 1,
  chunks: [{ index: 0, count: 1, attempt: 1, status: 'done', statesBlob: 'tenant/bat_1/states-1.json', succeeded: 1 }],
  outbox: [],
};
const OPERATION: CheckedDocument = {
  id: 'op_1',
  kind: 'operation',
  status: 'succeeded',
  tenantId: 'tenant',
  subject: { id: 'bat_1' },
  outbox: [],
};
const ENDPOINT: CheckedDocument = {
  id: 'whe_1',
  kind: 'webhookEndpoint',
  status: 'enabled',
  tenantId: 'tenant',
  events: ['batch.succeeded', 'batch.failed'],
  outbox: [],
};
const BODY = JSON.stringify({ type: 'batch.succeeded', data: { id: 'bat_1' } });
const DELIVERY: CheckedDocument = {
  id: 'dlv_1',
  kind: 'delivery',
  status: 'succeeded',
  tenantId: 'tenant',
  endpointId: 'whe_1',
  subjectId: 'bat_1',
  event: 'batch.succeeded',
  payload: BODY,
  outbox: [],
};
const JOB: CheckedBatchJob = { id: 'bat_1-1-1', deletedAt: 2 };
const WEBHOOK: CheckedWebhook = { id: 'dlv_1', body: BODY, acknowledged: true };
const TURN = { text: 'Line 1.', startedAt: 1, completedAt: 2 };
const BLOBS = ['tenant/bat_1/states-1.json', 'tenant/vce_1/abc.wav'];

interface Changes {
  readonly batch?: object;
  readonly delivery?: object;
  readonly more?: readonly CheckedDocument[];
  readonly documents?: readonly CheckedDocument[];
  readonly blobs?: readonly string[];
  readonly anchors?: readonly string[];
  readonly jobs?: readonly CheckedBatchJob[];
  readonly turns?: Remains['provider']['turns'];
  readonly webhooks?: readonly CheckedWebhook[];
  readonly states?: ReadonlyMap<string, readonly object[]>;
}

/** What is found when a batch of one item that went well, and was announced, is changed so. */
function found(changes: Changes = {}): string[] {
  const batch = { ...BATCH, ...changes.batch };
  const speech = { hash: 'abc', sizeBytes: 1 };
  const states = changes.states ?? new Map([['tenant/bat_1/states-1.json', [{ speech }]]]);
  const documents = changes.documents ?? [
    batch,
    { ...OPERATION, status: batch.status },
    ENDPOINT,
    { ...DELIVERY, ...changes.delivery },
    ...(changes.more ?? []),
  ];
  return check({
    at: 10,
    accepted: [{ operationId: 'op_1', subjectId: 'bat_1', itemTexts: ['Line 1.'] }],
    documents,
    blobs: { results: changes.blobs ?? BLOBS, 'audit-anchors': changes.anchors ?? [] },
    resultsStored: new Map(),
    provider: {
      consents: [],
      projects: [],
      voices: [],
      turns: changes.turns ?? [TURN],
      batchJobs: changes.jobs ?? [JOB],
    },
    batches: new Map([['bat_1', { texts: ['Line 1.'], planned: new Set(['abc']), states }]]),
    webhooks: changes.webhooks ?? [WEBHOOK],
    messages: [],
    doubledMessages: [],
    regressions: [],
  }).map(({ kind, what }) => `${kind}: ${what}`);
}

describe('the checker of what is left', () => {
  it('finds nothing wrong with a batch that went well and was announced', () => {
    expect(found()).toEqual([]);
  });

  it('lets the signed heads of the audit log of a tenant be there', () => {
    expect(found({ anchors: ['tenant/0000000000000184.json'] })).toEqual([]);
  });

  it.each<[string, Changes, string]>([
    ['an anchor of no tenant', { anchors: ['other/0000000000000184.json'] }, 'orphan: audit-anchors/other/'],
    ['what is no anchor', { anchors: ['tenant/notes.json'] }, 'orphan: audit-anchors/tenant/notes.json'],
    ['a batch that has not ended', { batch: { status: 'running' } }, 'stuck: bat_1 is running'],
    ['speech that is gone', { blobs: BLOBS.slice(0, 1) }, 'lost: the speech of item 1'],
    ['speech that is there twice', { blobs: [...BLOBS, 'tenant/vce_1/abc.mp3'] }, 'doubled: the speech of item 1'],
    ['states that are gone', { states: new Map() }, 'lost: chunk 1 of bat_1 is done, and none'],
    ['an item without an end', { states: new Map([[BLOBS[0] ?? '', [{}]]]) }, 'lost: item 1 of chunk 1 of bat_1 has'],
    ['a job that was created twice', { jobs: [JOB, JOB] }, 'doubled: the batch synthesis bat_1-1-1 was created 2'],
    ['a job that is left at Azure', { jobs: [{ id: JOB.id }] }, 'orphan: Azure has the batch synthesis bat_1-1-1'],
    ['a job of nobody', { jobs: [JOB, { id: 'bat_2-1-1' }] }, 'orphan: the batch synthesis bat_2-1-1'],
    ['an item that was spoken twice', { turns: [TURN, TURN] }, 'doubled: an item of bat_1 was spoken 2 times'],
    ['speech that nobody asked for', { blobs: [...BLOBS, 'tenant/vce_1/def.wav'] }, 'orphan: results/tenant/vce_1/def'],
    ['blobs of no batch', { blobs: [...BLOBS, 'tenant/bat_2/items-1.json'] }, 'orphan: results/tenant/bat_2/items-1'],
    [
      'an event without a delivery',
      { documents: [BATCH, OPERATION, ENDPOINT], webhooks: [] },
      'lost: batch.succeeded of bat_1 for whe_1 has no delivery',
    ],
    ['two deliveries of an event', { more: [{ ...DELIVERY, id: 'dlv_2' }] }, 'doubled: batch.succeeded of bat_1 for'],
    ['a delivery that waits', { delivery: { status: 'pending' } }, 'stuck: dlv_1 is pending'],
    ['a delivery that failed', { delivery: { status: 'failed' } }, 'lost: dlv_1, batch.succeeded of bat_1, was'],
    [
      'a webhook that nobody acknowledged',
      { webhooks: [{ ...WEBHOOK, acknowledged: false }] },
      'lost: dlv_1, batch.succeeded of bat_1, is succeeded, and its endpoint',
    ],
    [
      'a second webhook id for an event',
      { webhooks: [WEBHOOK, { ...WEBHOOK, id: 'dlv_2' }] },
      'doubled: batch.succeeded of bat_1 arrived as dlv_1, dlv_2',
    ],
    ['a webhook of no delivery', { webhooks: [WEBHOOK, { ...WEBHOOK, id: 'dlv_2' }] }, 'orphan: the webhook dlv_2'],
    ['a changed body', { webhooks: [WEBHOOK, { ...WEBHOOK, body: '{}' }] }, 'doubled: dlv_1, batch.succeeded of'],
    ['an event that is not so', { batch: { status: 'failed' } }, 'lost: bat_1 was announced as batch.succeeded'],
  ])('reports %s', (_, changes, violation) => {
    expect(found(changes)).toEqual(expect.arrayContaining([expect.stringContaining(violation)]));
  });

  it('allows a webhook to come again with its id and its body', () => {
    expect(found({ webhooks: [{ ...WEBHOOK, acknowledged: false }, WEBHOOK, WEBHOOK] })).toEqual([]);
  });
});
