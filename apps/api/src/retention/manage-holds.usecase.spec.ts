import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { HELD_SUBJECT, HeldDocuments, type StoredDocument } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { aConsent, aHold, anId, anUpload, AT, aSynthesis, aVoice, stub, TENANT } from '#domain/testing';
import type { AuditTrail } from '#intake';
import { holdParamsSchema, holdView, updateHoldSchema } from './holds.schema.ts';
import { Holdable } from './holdable.ts';
import { ManageHolds } from './manage-holds.usecase.ts';

const NOW = Date.parse(AT);
const UPLOAD = anId('upload');
const OTHER = aPrincipal({ tenantId: '99999999-2222-4333-8444-555555555555' });
const { retention } = aConfig();

let audited: string[];
let isLogAway: boolean;
let documents: TestDocuments;
let holds: ManageHolds;

function manager(legalHolds = true): ManageHolds {
  const audit = stub<AuditTrail>({
    recordFirst: (_, { action, subject }) =>
      isLogAway
        ? Promise.reject(new ServiceError('dependency-unavailable', 'away'))
        : Promise.resolve(void audited.push(`${action} ${subject.id}`)),
  });
  const held = new HeldDocuments(documents.container.asContainer);
  const config = aConfig({ retention: { ...retention, legalHolds } });
  return new ManageHolds(config, documents.store, held, documents.commit, new Holdable(documents.store), audit);
}

beforeEach(() => {
  [audited, isLogAway] = [[], false];
  documents = new TestDocuments();
  holds = manager();
});

const set = (id = UPLOAD, reason = 'Case 4711') => holds.set(aPrincipal(), id, { reason }, undefined, NOW);
const clear = (id = UPLOAD) => holds.clear(aPrincipal(), id, undefined, NOW);
const sent = () => documents.published.filter(({ type }) => type === 'retention.sweep');

describe(ManageHolds.name, () => {
  it('sets a hold, after the audit log has it, and has a worker bring it to Storage', async () => {
    await documents.store.create(anUpload());
    const held = await set();
    const { objectId } = aPrincipal();
    expect(holdView(held)).toEqual({
      id: UPLOAD,
      kind: 'upload',
      href: `/v1/uploads/${UPLOAD}`,
      status: 'placing',
      reason: 'Case 4711',
      setBy: objectId,
      setAt: AT,
    });
    expect(audited).toEqual([`legal-hold.set ${UPLOAD}`]);
    expect(sent()).toMatchObject([{ subjectId: UPLOAD, data: { part: HELD_SUBJECT } }]);
    expect((await holds.get(aPrincipal(), UPLOAD)).legalHold).toEqual(held.legalHold);
    expect(await holds.get(aPrincipal(), anId('upload', 1)).catch(errorCodeOf)).toBe('not-found');
    // The same request: nothing changes, and nothing is recorded.
    await set();
    expect([audited.length, sent().length]).toEqual([1, 1]);
    expect((await set(UPLOAD, 'Case 4712')).legalHold).toMatchObject({ reason: 'Case 4712', setAt: AT });
    expect([audited.length, sent().length]).toEqual([2, 1]);
  });

  it('sets nothing that the audit log does not know of', async () => {
    await documents.store.create(anUpload());
    isLogAway = true;
    expect(await set().catch(errorCodeOf)).toBe('dependency-unavailable');
    expect((await documents.store.get('upload', TENANT, UPLOAD)).legalHold).toBeUndefined();
  });

  it('refuses where the storage of the deployment takes no holds', async () => {
    await documents.store.create(anUpload());
    const refused = manager(false).set(aPrincipal(), UPLOAD, { reason: 'x' }, undefined, NOW);
    expect(await refused.catch(errorCodeOf)).toBe('legal-holds-disabled');
  });

  it.each([
    ['an upload that is examined', anUpload({ status: 'processing' })],
    ['an upload that was erased', anUpload({ status: 'deleted' })],
    ['an upload whose removal is announced', anUpload({ removingSince: AT })],
    ['a consent that is erased', aConsent({ status: 'deleting' })],
    ['a consent without evidence', aConsent({ evidence: undefined })],
    ['a consent whose evidence was removed', aConsent({ status: 'revoked', evidenceRemovedAt: AT })],
    ['a consent whose evidence is being removed', aConsent({ status: 'revoked', removingSince: AT })],
    ['a synthesis that is queued', aSynthesis({ status: 'queued' })],
    ['what is being released', anUpload({ legalHold: aHold({ releasedAt: AT }) })],
  ])('refuses %s', async (_, document) => {
    await documents.store.create(document as StoredDocument);
    expect(await set(document.id).catch(errorCodeOf)).toBe('state-conflict');
    expect(audited).toEqual([]);
  });

  it('refuses speech of a voice that is being erased: the erasure may have passed it by', async () => {
    await documents.store.create(aSynthesis({ status: 'succeeded' }));
    await documents.store.create(aVoice({ status: 'deleting' }));
    expect(await set(anId('synthesis')).catch(errorCodeOf)).toBe('state-conflict');
  });

  it('clears a hold that Storage has, and has a worker clear it there', async () => {
    await documents.store.create(anUpload());
    expect(await clear().catch(errorCodeOf)).toBe('not-found');
    await set();
    const placing = await documents.store.get('upload', TENANT, UPLOAD);
    await documents.store.replace({ ...placing, legalHold: aHold() });
    expect(holdView(await clear())).toMatchObject({ status: 'releasing', releasedAt: AT });
    await clear();
    expect(audited).toEqual([`legal-hold.set ${UPLOAD}`, `legal-hold.clear ${UPLOAD}`]);
    expect(sent()).toHaveLength(2);
    expect(new Set(sent().map(({ id }) => id)).size).toBe(2);
  });

  it('clears a hold that Storage does not have yet: it may never get it', async () => {
    await documents.store.create(anUpload({ legalHold: aHold({ placedAt: undefined }) }));
    expect(holdView(await clear())).toMatchObject({ status: 'releasing', releasedAt: AT });
    expect(audited).toEqual([`legal-hold.clear ${UPLOAD}`]);
    expect(sent()).toMatchObject([{ subjectId: UPLOAD, data: { part: HELD_SUBJECT } }]);
    expect(await set().catch(errorCodeOf)).toBe('state-conflict');
  });

  it('lists the holds of a tenant page by page', async () => {
    for (const number of [1, 2, 3]) {
      await documents.store.create(anUpload({ id: anId('upload', number), legalHold: aHold() }));
    }
    await documents.store.create(aConsent());
    const first = await holds.list(aPrincipal(), { limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual([anId('upload', 1), anId('upload', 2)]);
    const second = await holds.list(aPrincipal(), { limit: 2, after: first.next });
    expect([second.data.map(({ id }) => id), second.next]).toEqual([[anId('upload', 3)], undefined]);
    expect((await holds.list(OTHER, { limit: 2 })).data).toEqual([]);
    expect(await holds.list(aPrincipal(), { limit: 2, after: 'nonsense' }).catch(errorCodeOf)).toBe('invalid-request');
  });

  it('is of an upload, a consent or a synthesis, with a reason', () => {
    expect(holdParamsSchema.safeParse({ id: UPLOAD }).success).toBe(true);
    const { error } = holdParamsSchema.safeParse({ id: anId('voice') });
    expect(error?.issues[0]?.message).toContain('hold a voice by its samples and its consent');
    expect(updateHoldSchema.safeParse({ reason: ' ' }).success).toBe(false);
  });
});
