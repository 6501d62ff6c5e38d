import { beforeEach, describe, expect, it } from 'vitest';
import { type Consent, CONSENT_STATUSES, type ConsentStatus, hasConsentEnded } from '#domain';
import { stub } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { DocumentStore } from '../store/document-store.ts';
import { RecordingClaims } from './recording-claims.ts';

const ONE = { id: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D', tenantId: 't' };
const OTHER = { id: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3E', tenantId: 't' };
const HASH = 'ab'.repeat(32);
const AT = '2026-11-22T10:00:00.000Z';

let container: MemoryContainer;
let documents: DocumentStore;
let claims: RecordingClaims;

beforeEach(() => {
  container = new MemoryContainer();
  documents = new DocumentStore(container.asContainer);
  claims = new RecordingClaims(container.asContainer, documents);
});

async function consent(id: string, status: ConsentStatus, changes: Partial<Consent> = {}): Promise<void> {
  const content = { tenantId: 't', ownerId: 'o', createdAt: AT, updatedAt: AT, outbox: [] };
  await documents.create({ ...content, id, kind: 'consent', status, ...changes } as Consent);
}

/** What was verified before there were claims. */
const older = (id: string, status: ConsentStatus, changes: Partial<Consent> = {}): Promise<void> =>
  consent(id, status, { evidence: { blobName: '', sha256: HASH, match: stub({}) }, ...changes });

describe(RecordingClaims.name, () => {
  it('lets one of two consents have a recording that claim it at the same time, and tells the other which', async () => {
    await Promise.all([consent(ONE.id, 'verifying'), consent(OTHER.id, 'verifying')]);
    const uses = await Promise.all([ONE, OTHER].map((each) => claims.hold(each, HASH, 'verifying')));
    expect(uses.filter((use) => use === undefined)).toHaveLength(1);
    const [held, refused] = uses[0] === undefined ? [ONE, OTHER] : [OTHER, ONE];
    expect(uses).toContainEqual({ outcome: 'used', consentId: held.id });
    expect(await claims.hold(held, HASH, 'active')).toBeUndefined();
    expect(await claims.hold(refused, HASH, 'active')).toEqual({ outcome: 'used', consentId: held.id });
    expect(await claims.use(refused, HASH)).toEqual({ outcome: 'used', consentId: held.id });
    expect(await claims.use(held, HASH)).toBeUndefined();
  });

  it('is about this recording in this tenant', async () => {
    await consent(ONE.id, 'verifying');
    await claims.hold(ONE, HASH, 'active');
    expect(await claims.hold(OTHER, 'cd'.repeat(32), 'active')).toBeUndefined();
    expect(await claims.hold({ ...OTHER, tenantId: 'u' }, HASH, 'active')).toBeUndefined();
  });

  it.each(CONSENT_STATUSES.filter((status) => status !== 'deleted'))(
    'knows by its evidence an older consent that is %s',
    async (status) => {
      await older(ONE.id, status);
      const use = hasConsentEnded({ status }, 0)
        ? { outcome: 'withdrawn', consentId: ONE.id }
        : status === 'active'
          ? { outcome: 'used', consentId: ONE.id }
          : undefined;
      expect(await claims.use(OTHER, HASH)).toEqual(use);
      expect(await claims.hold(OTHER, HASH, 'verifying')).toEqual(use);
      expect(await claims.use(ONE, HASH)).toEqual(use ? undefined : { outcome: 'used', consentId: OTHER.id });
    },
  );

  it('looks at all older consents, and takes a lost one for more than an active one', async () => {
    for (let number = 100; number < 210; number++) {
      const status = number === 105 ? 'expired' : number === 200 ? 'active' : 'rejected';
      await older(`cns_01JD8F3R5V6W7X8Y9Z0A1B2${number}`, status);
    }
    expect(await claims.use(OTHER, HASH)).toMatchObject({ outcome: 'withdrawn' });
  });

  it('lets one of two older consents become active that were verified at the same time', async () => {
    await Promise.all([older(ONE.id, 'verifying'), older(OTHER.id, 'verifying')]);
    const uses = await Promise.all([ONE, OTHER].map((each) => claims.hold(each, HASH, 'active')));
    expect(uses.filter((use) => use === undefined)).toHaveLength(1);
  });

  it('is taken over from a consent that was rejected, which then cannot become active', async () => {
    await consent(ONE.id, 'rejected');
    await claims.hold(ONE, HASH, 'verifying');
    expect(await claims.hold(OTHER, HASH, 'verifying')).toBeUndefined();
    await consent(OTHER.id, 'verifying');
    // An operator has opened the first one again.
    expect(await claims.hold(ONE, HASH, 'active')).toEqual({ outcome: 'used', consentId: OTHER.id });
  });

  it('is not taken from one that is about to be active, whatever an old read says of it', async () => {
    await consent(ONE.id, 'rejected');
    await claims.hold(ONE, HASH, 'active');
    expect(await claims.hold(OTHER, HASH, 'active')).toEqual({ outcome: 'used', consentId: ONE.id });
    await claims.release(ONE, HASH);
    expect(await claims.hold(OTHER, HASH, 'active')).toBeUndefined();
  });

  it('writes before a consent becomes active, also when it seems to hold the recording already', async () => {
    await claims.hold(ONE, HASH, 'active');
    const { size } = container.stored;
    const [before] = [...container.stored.values()].map(({ _etag }) => _etag);
    await claims.hold(ONE, HASH, 'active');
    expect([container.stored.size, [...container.stored.values()][0]?._etag]).not.toContain(before);
    expect(container.stored.size).toBe(size);
  });

  it('gives back only what the consent holds', async () => {
    await consent(ONE.id, 'active');
    await claims.hold(ONE, HASH, 'active');
    await claims.release(OTHER, HASH);
    expect(await claims.use(OTHER, HASH)).toEqual({ outcome: 'used', consentId: ONE.id });
  });

  it('tells of a consent that was lost', async () => {
    await consent(ONE.id, 'active', { expiresAt: AT });
    await claims.hold(ONE, HASH, 'active');
    expect(await claims.hold(OTHER, HASH, 'verifying')).toEqual({ outcome: 'withdrawn', consentId: ONE.id });
  });

  it('is revoked for all consents, with nothing left that leads to one or to the recording', async () => {
    await claims.hold(ONE, HASH, 'active');
    await claims.withdraw('t', HASH);
    await claims.withdraw('t', HASH);
    for (const each of [ONE, OTHER]) expect(await claims.hold(each, HASH, 'active')).toEqual({ outcome: 'withdrawn' });
    await claims.release(ONE, HASH);
    const left = JSON.stringify([...container.stored.values()]);
    expect(left).toContain('withdrawn');
    for (const needle of [HASH, ONE.id]) expect(left).not.toContain(needle);
    await claims.withdraw('t', 'cd'.repeat(32));
    expect(await claims.use(OTHER, 'cd'.repeat(32))).toEqual({ outcome: 'withdrawn' });
  });

  it('loses no race: a claim that was changed since it was read is read again', async () => {
    await consent(ONE.id, 'rejected');
    await claims.hold(ONE, HASH, 'verifying');
    const uses = await Promise.all([
      claims.hold(OTHER, HASH, 'active'),
      claims.hold({ ...OTHER, id: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3F' }, HASH, 'active'),
      claims.hold(ONE, HASH, 'active'),
    ]);
    expect(uses.filter((use) => use === undefined)).toHaveLength(1);
  });
});
