import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretBox } from '#auth';
import { aConfig } from '#config/testing';
import {
  BudgetStore,
  DueDocuments,
  type ErasedSubjects,
  RemoveSynthesis,
  type SettleCharge,
  TenantFigures,
  TraceStore,
} from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type RetentionClass, RETENTION_CLASSES, ServiceError } from '#domain';
import {
  aBatch,
  aConsent,
  aDelivery,
  aHold,
  anId,
  anUpload,
  aSubscription,
  aSynthesis,
  AT,
  aVoice,
  stub,
  TENANT,
} from '#domain/testing';
import type { DeadLetters } from '#messaging';
import { DueNotifications } from '#notifications';
import { MemoryLogger } from '#observability/testing';
import { type AuditLog, type BlobEraser, UsageStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { RemoveBatch } from '../batches/remove-batch.service.ts';
import { MakeNotification } from '../notifications/make-notification.service.ts';
import { NotifySubscribers } from '../notifications/notify-subscribers.service.ts';
import { RemoveDue } from './remove-due.ts';

const DAYS = 30;
const NOW = Date.parse(AT) + 31 * 86_400_000;
const DUE_AT = '2026-12-22T10:00:00.000Z';

/** What is done outside the documents, in its order; the step of this number fails. */
let steps: string[];
let failingStep: number | undefined;
let events: unknown[];
let documents: TestDocuments;
let due: DueDocuments;
let remove: RemoveDue;

function step(name: string): Promise<void> {
  steps.push(name);
  if (steps.length !== failingStep) return Promise.resolve();
  return Promise.reject(new ServiceError('dependency-unavailable', 'It died.'));
}

beforeEach(() => {
  [steps, failingStep, events] = [[], undefined, []];
  documents = new TestDocuments();
  const { store, commit, outbox, operations } = documents;
  const container = documents.container.asContainer;
  due = new DueDocuments(container, new TraceStore(container));
  const erased = stub<ErasedSubjects>({ add: (_, id) => step(`noted ${id}`) });
  const blobs = stub<BlobEraser>({ erase: (name, prefix) => step(`erased ${name}/${prefix}`) });
  const charge = stub<SettleCharge>({ execute: () => step('settled') });
  const logger = new MemoryLogger().asLogger;
  const removing = new RemoveSynthesis(store, operations, erased, blobs, outbox, charge, logger);
  const batches = new RemoveBatch(store, operations, erased, blobs, outbox, charge, logger);
  const auditLog = stub<AuditLog>({
    append: async (_, event) => {
      await step('audited');
      events.push(event);
    },
  });
  const { retention } = aConfig();
  const config = aConfig({ retention: { ...retention, erasureSettleMs: 0 } });
  remove = new RemoveDue(store, commit, outbox, due, erased, blobs, removing, batches, auditLog, config);
});

afterEach(() => void vi.useRealTimers());

const DOCUMENTS = {
  raw: anUpload({ status: 'rejected', raw: { blobName: `${TENANT}/${anId('upload')}` } }),
  sample: anUpload(),
  archive: anUpload(),
  consentEvidence: aConsent({ status: 'revoked' }),
  result: aSynthesis({ status: 'succeeded' }),
  batch: aBatch({ status: 'succeeded' }),
  deliveryLog: aDelivery({ status: 'succeeded' }),
};

const page = async (name: RetentionClass) =>
  (await due.page(name, { policies: new Map(), defaults: { [name]: DAYS }, now: NOW, limit: 100 })).due;

/** As the sweep does: what is due now, each once, and the page again where a removal was only announced. */
async function sweep(name: RetentionClass): Promise<void> {
  for (const each of await page(name)) {
    if ((await remove.execute(name, each)) !== undefined) return sweep(name);
  }
}

async function firstDue(name: RetentionClass) {
  const [found] = await page(name);
  if (!found) throw new Error('nothing is due');
  return found;
}

const at = (container: string, kind: 'upload' | 'consent' | 'synthesis' | 'batch') =>
  `erased ${container}/${TENANT}/${anId(kind)}`;
const STEPS: Readonly<Record<RetentionClass, readonly string[]>> = {
  raw: ['audited', at('uploads', 'upload')],
  sample: [
    'audited',
    `noted ${anId('upload')}`,
    at('uploads', 'upload'),
    at('audio', 'upload'),
    at('archive', 'upload'),
  ],
  archive: ['audited', at('archive', 'upload')],
  consentEvidence: ['audited', at('consents', 'consent')],
  result: ['audited', `noted ${anId('synthesis')}`, 'settled', at('results', 'synthesis')],
  batch: ['audited', `noted ${anId('batch')}`, 'settled', at('results', 'batch')],
  deliveryLog: ['audited'],
};
/** Their document is the first to know: a worker that dies leaves blobs to the garbage collection. */
const DOCUMENT_FIRST: readonly RetentionClass[] = ['raw', 'archive', 'result', 'batch'];
/** Blobs that could not be deleted are logged, and left. */
const GOES_ON: readonly RetentionClass[] = ['result', 'batch'];

describe(RemoveDue.name, () => {
  it.each(RETENTION_CLASSES)('removes what is due of %s, and tells the audit log first', async (name) => {
    const { id, kind } = await documents.store.create(DOCUMENTS[name]);
    await sweep(name);
    expect(steps).toEqual(STEPS[name]);
    expect(events).toEqual([
      {
        eventId: `${id}:retention.delete:${name}`,
        action: 'retention.delete',
        outcome: 'accepted',
        at: DUE_AT,
        actor: { kind: 'system', id: 'worker' },
        subject: { kind, id },
        details: { class: name },
      },
    ]);
    expect(await page(name)).toEqual([]);
  });

  it.each(RETENTION_CLASSES)('ends the same for %s when a worker dies at any step', async (name) => {
    for (let failing = 1; failing <= STEPS[name].length; failing += 1) {
      [steps, failingStep, events] = [[], failing, []];
      documents.container.stored.clear();
      await documents.store.create(DOCUMENTS[name]);
      const first = await sweep(name).catch(errorCodeOf);
      failingStep = undefined;
      await sweep(name);
      // Blobs of a document that is gone or names them no longer are left to the garbage collection.
      const isLeft = failing === STEPS[name].length && DOCUMENT_FIRST.includes(name);
      expect(first).toBe(GOES_ON.includes(name) && isLeft ? undefined : 'dependency-unavailable');
      expect(await page(name)).toEqual([]);
      expect(new Set(steps)).toEqual(new Set(STEPS[name]));
      // The same event, which the audit log appends once.
      for (const event of events) expect(event).toEqual(events[0]);
      expect(events.length).toBeGreaterThan(0);
    }
  });

  it('keeps of an upload that its original was discarded, and of a consent that its evidence was removed', async () => {
    await documents.store.create(DOCUMENTS.archive);
    await sweep('archive');
    const upload = await documents.store.get('upload', TENANT, anId('upload'));
    expect(upload.archived).toBeUndefined();
    expect(upload.custody).toMatchObject([{ event: 'discarded', sha256: DOCUMENTS.archive.archived?.sha256 }]);
    await documents.store.create(DOCUMENTS.consentEvidence);
    await sweep('consentEvidence');
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    expect(consent.evidence?.sha256).toBe(DOCUMENTS.consentEvidence.evidence?.sha256);
    expect(consent.evidenceRemovedAt).toBeDefined();
  });

  it('keeps a rejected upload without its recording', async () => {
    const { id } = await documents.store.create(DOCUMENTS.raw);
    await sweep('raw');
    expect(await documents.store.get('upload', TENANT, id)).toMatchObject({ status: 'rejected' });
    expect((await documents.store.get('upload', TENANT, id)).raw).toBeUndefined();
  });

  it('keeps a batch that is retried in this moment', async () => {
    const batch = await documents.store.create(DOCUMENTS.batch);
    const found = await firstDue('batch');
    await documents.store.replace({ ...batch, status: 'queued' });
    expect(await remove.execute('batch', found).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(steps.filter((each) => each.startsWith('erased'))).toEqual([]);
    expect(await documents.store.get('batch', TENANT, batch.id)).toMatchObject({ status: 'queued' });
  });

  it('does not remove what has changed since it was found', async () => {
    const synthesis = await documents.store.create(DOCUMENTS.result);
    const [found] = await page('result');
    await documents.store.replace({ ...synthesis, reopened: 1, status: 'queued' });
    if (!found) throw new Error('nothing is due');
    expect(await remove.execute('result', found).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(await documents.store.get('synthesis', TENANT, synthesis.id)).toMatchObject({ status: 'queued' });
  });

  it('announces the removal of a recording, so that a voice that was enrolled just before is seen', async () => {
    const { id } = await documents.store.create(DOCUMENTS.sample);
    expect(await remove.execute('sample', await firstDue('sample'))).toBe(0);
    expect(steps).toEqual([]);
    const announced = await firstDue('sample');
    expect(announced.document).toMatchObject({ removingSince: expect.any(String) as string });
    // Its request had read the upload before.
    await documents.store.create(aVoice({ status: 'draft', sampleUploadIds: [id] }));
    expect(await remove.execute('sample', announced).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(steps).toEqual([]);
    const kept = await documents.store.get('upload', TENANT, id);
    expect([kept.status, kept.removingSince]).toEqual(['accepted', undefined]);
  });

  it('lets a recording be used again that a voice was enrolled with before the sweep came to it', async () => {
    const upload = await documents.store.create({ ...DOCUMENTS.sample, removingSince: AT });
    await remove.keep(upload);
    expect((await documents.store.get('upload', TENANT, upload.id)).removingSince).toBeUndefined();
  });

  it.each(['sample', 'archive', 'consentEvidence', 'result'] as const)(
    'removes nothing of %s that a hold was set on after it was found',
    async (name) => {
      const found = await documents.store.create(DOCUMENTS[name]);
      const due = await firstDue(name);
      await documents.store.replace(Object.assign({ ...found }, { legalHold: aHold() }));
      const outcome = await remove.execute(name, due).catch(errorCodeOf);
      expect(outcome).toBe(name === 'archive' ? undefined : 'etag-mismatch');
      expect(steps.filter((each) => each.startsWith('erased'))).toEqual([]);
      expect(await page(name)).toEqual([]);
    },
  );

  it('leaves deliveries of notifications, so that nobody is notified of the same a second time', async () => {
    const figures = new TenantFigures(documents.container.asContainer);
    const elsewhere = new MemoryContainer().asContainer;
    const dueNotifications = new DueNotifications(
      aConfig(),
      figures,
      new BudgetStore(elsewhere),
      new UsageStore(elsewhere),
      stub<DeadLetters>({}),
    );
    const box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);
    const logger = new MemoryLogger().asLogger;
    const notify = new NotifySubscribers(
      figures,
      dueNotifications,
      new MakeNotification(box, documents.commit, logger),
    );
    const notified = async () => (await notify.execute(undefined, new AbortController().signal)).counts['notified'];
    await documents.store.create(aSubscription({ kinds: ['weekly-digest'], createdAt: '2026-11-01T10:00:00.000Z' }));
    // A Monday, and the Wednesday after it: the digest is of the same week.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-23T02:10:00.000Z') });
    expect(await notified()).toBe(1);
    const [delivery] = (await documents.store.list('delivery', TENANT, { limit: 1 })).data;
    if (!delivery) throw new Error('nobody was notified');
    await documents.store.replace({ ...delivery, status: 'succeeded', outbox: [] });
    vi.setSystemTime('2026-11-25T02:10:00.000Z');
    const { due: found } = await due.page('deliveryLog', {
      policies: new Map([[TENANT, { deliveryLog: 1 }]]),
      defaults: {},
      now: Date.now(),
      limit: 100,
    });
    for (const each of found) await remove.execute('deliveryLog', each);
    expect(await notified()).toBe(0);
  });
});
