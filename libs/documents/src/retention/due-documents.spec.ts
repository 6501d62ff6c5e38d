import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import type { RetentionClass, RetentionDays } from '#domain';
import { aBatch, aConsent, aDelivery, aHold, anId, AT, aSynthesis, anUpload, aVoice, TENANT } from '#domain/testing';
import { TraceStore } from '../store/trace-store.ts';
import { DueDocuments } from './due-documents.ts';
import type { OwnRetention } from './retention-store.ts';

const DAY_MS = 86_400_000;
const OTHER = '99999999-2222-4333-8444-555555555555';
const after = (days: number) => Date.parse(AT) + days * DAY_MS;

let documents: TestDocuments;
let due: DueDocuments;

beforeEach(() => {
  documents = new TestDocuments();
  const container = documents.container.asContainer;
  due = new DueDocuments(container, new TraceStore(container));
});

interface Asked {
  readonly days?: number;
  readonly own?: Readonly<Record<string, OwnRetention>>;
  readonly defaults?: RetentionDays;
  readonly tenantId?: string;
  readonly limit?: number;
  readonly from?: string;
}

async function idsDue(
  name: RetentionClass,
  { days = 31, own = {}, defaults = {}, tenantId, limit = 100, from }: Asked = {},
) {
  const page = await due.page(name, {
    tenantId,
    policies: new Map(Object.entries(own)),
    defaults,
    now: after(days),
    limit,
    after: from,
  });
  return { ids: page.due.map(({ document }) => document.id), next: page.next };
}

const SYNTHESIS = anId('synthesis', 1);

describe(DueDocuments.name, () => {
  it('finds what is older than the days of its tenant, or of the deployment', async () => {
    await documents.store.create(aSynthesis({ id: SYNTHESIS, status: 'succeeded' }));
    await documents.store.create(aSynthesis({ id: anId('synthesis', 2), status: 'succeeded', tenantId: OTHER }));
    const defaults = { result: 30 };
    expect((await idsDue('result', { defaults })).ids).toEqual([SYNTHESIS, anId('synthesis', 2)]);
    expect((await idsDue('result', { defaults, days: 30 })).ids).toEqual([]);
    const own = { [OTHER]: { result: 60 }, [TENANT]: { result: 7 } };
    expect((await idsDue('result', { own, defaults })).ids).toEqual([SYNTHESIS]);
    expect((await idsDue('result', { own, days: 61 })).ids).toEqual([SYNTHESIS, anId('synthesis', 2)]);
    expect((await idsDue('result', { own: { [TENANT]: { result: null } }, defaults })).ids).toEqual([
      anId('synthesis', 2),
    ]);
  });

  it('asks nobody where nothing of a class is removed', async () => {
    const before = documents.container.calls;
    expect(await idsDue('result', { own: { [TENANT]: { sample: 1, result: null } } })).toEqual({
      ids: [],
      next: undefined,
    });
    expect(documents.container.calls).toBe(before);
  });

  it('finds what is due of one tenant alone', async () => {
    await documents.store.create(aSynthesis({ id: SYNTHESIS, status: 'failed' }));
    await documents.store.create(aSynthesis({ id: anId('synthesis', 2), status: 'failed', tenantId: OTHER }));
    expect((await idsDue('result', { defaults: { result: 1 }, tenantId: OTHER })).ids).toEqual([anId('synthesis', 2)]);
  });

  it.each([
    ['a synthesis that has not ended', 'result', aSynthesis({ status: 'running' })],
    ['a consent that is in force', 'consentEvidence', aConsent()],
    ['a recording that has a legal hold', 'sample', anUpload({ legalHold: aHold() })],
    ['speech that has a legal hold', 'result', aSynthesis({ status: 'succeeded', legalHold: aHold() })],
    ['evidence that was removed', 'consentEvidence', aConsent({ status: 'revoked', evidenceRemovedAt: AT })],
    ['a consent without evidence', 'consentEvidence', aConsent({ status: 'revoked', evidence: undefined })],
    ['the recording of a consent', 'sample', anUpload({ purpose: 'consent' })],
    ['an upload that has not arrived', 'sample', anUpload({ status: 'awaiting' })],
    ['an upload without an original', 'archive', anUpload({ archived: undefined })],
    ['a recording that was accepted', 'raw', anUpload({ raw: { blobName: 'a' } })],
    ['a rejected recording that was removed', 'raw', anUpload({ status: 'rejected' })],
    ['a batch that has not ended', 'batch', aBatch({ status: 'collecting' })],
    ['a delivery that is still tried', 'deliveryLog', aDelivery({ status: 'pending' })],
    ['a delivery of a notification', 'deliveryLog', aDelivery({ status: 'succeeded', event: 'notification.quota' })],
  ] as const)('leaves %s', async (_, name, document) => {
    await documents.store.create(document);
    expect((await idsDue(name, { defaults: { [name]: 1 } })).ids).toEqual([]);
  });

  it.each([
    ['raw', anUpload({ status: 'rejected', raw: { blobName: 'a' } })],
    ['batch', aBatch({ status: 'succeeded' })],
    ['batch', aBatch({ status: 'canceled' })],
    ['consentEvidence', aConsent({ status: 'revoked' })],
    ['sample', anUpload()],
    ['archive', anUpload({ purpose: 'consent' })],
    ['deliveryLog', aDelivery({ status: 'failed' })],
  ] as const)('finds what there is of %s', async (name, document) => {
    await documents.store.create(document);
    expect((await idsDue(name, { defaults: { [name]: 1 } })).ids).toEqual([document.id]);
  });

  it.each([
    ['revoked', { revokedAt: '2026-12-22T10:00:00.000Z', updatedAt: '2026-12-30T10:00:00.000Z' }],
    ['rejected', { updatedAt: '2026-12-22T10:00:00.000Z' }],
    ['expired', { expiresAt: '2026-12-22T09:00:00.000Z', updatedAt: '2026-12-22T10:00:00.000Z' }],
  ] as const)('counts the days of evidence from when its consent was %s', async (status, end) => {
    const { id } = await documents.store.create(aConsent({ status, ...end }));
    const asked = { defaults: { consentEvidence: 30 } };
    expect((await idsDue('consentEvidence', { ...asked, days: 60 })).ids).toEqual([]);
    expect((await idsDue('consentEvidence', { ...asked, days: 61 })).ids).toEqual([id]);
  });

  it('leaves a recording that a voice is yet to be made from', async () => {
    const upload = await documents.store.create(anUpload());
    const voice = await documents.store.create(aVoice({ status: 'draft', sampleUploadIds: [upload.id] }));
    expect((await idsDue('sample', { defaults: { sample: 1 } })).ids).toEqual([]);
    await documents.store.replace({ ...voice, status: 'ready' });
    expect((await idsDue('sample', { defaults: { sample: 1 } })).ids).toEqual([upload.id]);
  });

  it('asks once for a page which of its recordings are needed', async () => {
    for (const number of [1, 2, 3]) await documents.store.create(anUpload({ id: anId('upload', number) }));
    const needed = [anId('upload', 1), anId('upload', 3)];
    await documents.store.create(aVoice({ status: 'draft', sampleUploadIds: needed }));
    // An id alone proves nothing: this voice is of another tenant.
    const elsewhere = { id: anId('voice', 1), tenantId: OTHER, sampleUploadIds: [anId('upload', 2)] };
    await documents.store.create(aVoice({ ...elsewhere, status: 'draft' }));
    const before = documents.container.calls;
    expect((await idsDue('sample', { defaults: { sample: 1 } })).ids).toEqual([anId('upload', 2)]);
    expect(documents.container.calls - before).toBe(2);
  });

  it('goes on after a page of which everything is needed', async () => {
    for (const number of [1, 2]) await documents.store.create(anUpload({ id: anId('upload', number) }));
    await documents.store.create(aVoice({ status: 'draft', sampleUploadIds: [anId('upload', 1)] }));
    const first = await idsDue('sample', { defaults: { sample: 1 }, limit: 1 });
    expect(first).toEqual({ ids: [], next: anId('upload', 1) });
    const second = await idsDue('sample', { defaults: { sample: 1 }, limit: 1, from: first.next ?? '' });
    expect(second.ids).toEqual([anId('upload', 2)]);
  });

  it('reads nothing of tenants whose time is longer, whatever the shortest one is', async () => {
    for (const number of [1, 2, 3]) {
      const tenantId = number === 3 ? TENANT : OTHER;
      await documents.store.create(aSynthesis({ id: anId('synthesis', number), status: 'succeeded', tenantId }));
    }
    const third = { ids: [anId('synthesis', 3)], next: undefined };
    for (const other of [undefined, { result: null }, { result: 60 }]) {
      const own = { [TENANT]: { result: 7 }, ...(other && { [OTHER]: other }) };
      expect(await idsDue('result', { own, limit: 2 })).toEqual(third);
    }
    expect(await idsDue('result', { own: { [TENANT]: { result: 7 } }, defaults: { result: 60 }, limit: 2 })).toEqual(
      third,
    );
  });

  it('asks once for each number of days, however many tenants have set it', async () => {
    const before = documents.container.calls;
    const own = { [TENANT]: { result: 7 }, [OTHER]: { result: 7 }, another: { result: 8 }, keeping: { result: null } };
    await idsDue('result', { own });
    expect(documents.container.calls - before).toBe(2);
    await idsDue('result', { own, defaults: { result: 30 } });
    expect(documents.container.calls - before).toBe(5);
  });

  it('goes on page by page in the order of ids, whatever the days of the tenants are', async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      const tenantId = number % 2 === 0 ? TENANT : OTHER;
      await documents.store.create(aSynthesis({ id: anId('synthesis', number), status: 'succeeded', tenantId }));
    }
    const asked = { own: { [TENANT]: { result: 7 } }, defaults: { result: 30 }, limit: 2 };
    const pages: string[][] = [];
    for (let from: string | undefined = ''; from !== undefined;) {
      const page: Awaited<ReturnType<typeof idsDue>> = await idsDue('result', { ...asked, from });
      pages.push(page.ids);
      from = page.next;
    }
    expect(pages).toEqual([[1, 2], [3, 4], [5]].map((page) => page.map((number) => anId('synthesis', number))));
  });
});
