import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import {
  Commit,
  DocumentStore,
  OperationStore,
  type OutboxRelay,
  RequestIds,
  SameRecordings,
  type StoredDocument,
} from '#documents';
import { type Consent, CONSENT_STATUSES, type ConsentStatus, errorCodeOf, hasConsentEnded, reopened } from '#domain';
import { aConsent, stub } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { RevokeConsent } from './revoke-consent.usecase.ts';
import { RevokeSameRecording } from './revoke-same-recording.ts';

const AT = '2026-11-22T10:00:00.000Z';
const PRINCIPAL: Principal = { tenantId: 't', objectId: 'o', kind: 'user', roles: ['Voice.Enroll'], clientId: 'c' };
const NO_RECORDING = { uploadId: undefined, evidence: undefined, submittedAt: undefined };
const EXHAUSTED = { code: 'attempts-exhausted', detail: 'an outage' } as const;
const ids = RequestIds.once();
const [C1, C2, C3] = [1, 2, 3].map((number) => ids.id('consent', `c${number}`)) as [string, string, string];

let documents: DocumentStore;
let relayed: StoredDocument[];
let revokeConsent: RevokeConsent;

beforeEach(() => {
  const container = new MemoryContainer().asContainer;
  documents = new DocumentStore(container);
  relayed = [];
  const outbox = { relayInBackground: (document: StoredDocument) => void relayed.push(document) };
  const relay = stub<OutboxRelay>(outbox);
  const commit = new Commit(documents, new OperationStore(documents), relay, stub({}));
  const withdraw = new RevokeSameRecording(documents, new SameRecordings(container), commit);
  revokeConsent = new RevokeConsent(commit, withdraw);
});

async function consent(id: string, status: ConsentStatus, changes: Partial<Consent> = {}): Promise<void> {
  const operationId = RequestIds.once().id('operation');
  await documents.create(
    aConsent({ id, tenantId: 't', ownerId: 'o', status, operationId, ...NO_RECORDING, ...changes }),
  );
}

const proved = { evidence: { blobName: '', sha256: 'aa' } };
const read = (id: string): Promise<Consent> => documents.get('consent', 't', id);
const revoke = (id: string, erase = false) => revokeConsent.execute(PRINCIPAL, id, erase, RequestIds.once());
const typesIn = (consent: Consent): string[] => consent.outbox.map(({ type }) => type);

describe(RevokeConsent.name, () => {
  it.each(CONSENT_STATUSES.filter((status) => status !== 'deleting' && status !== 'deleted'))(
    'is taken in every state: of a consent that is %s',
    async (status) => {
      await consent(C1, status, { failure: EXHAUSTED });
      const operation = await revoke(C1);
      expect(operation).toMatchObject({ type: 'consent.revocation', subject: { id: C1 } });
      const after = await read(C1);
      expect(hasConsentEnded(after, 0)).toBe(true);
      expect(after.withdrawal).toMatchObject({ operationId: operation.id, erase: false });
      expect(() => reopened({ ...after, failure: EXHAUSTED }, 'consent.verify', AT)).toThrow(/Discard the dead letter/);
      // Asked again, the answer is the same.
      expect(await revoke(C1)).toMatchObject({ id: operation.id });
    },
  );

  it('ends one that is started again at the same moment', async () => {
    await consent(C1, 'rejected', { failure: EXHAUSTED });
    const before = await documents.get('consent', 't', C1);
    const [, opened] = await Promise.allSettled([
      revoke(C1),
      documents.replace(reopened(before, 'consent.verify', AT)),
    ]);
    expect(hasConsentEnded(await read(C1), 0)).toBe(true);
    // The second writer has read what the first one wrote.
    if (opened.status === 'rejected') expect(errorCodeOf(opened.reason)).toBe('etag-mismatch');
  });

  it('has what is erased with its voice erased, and says so', async () => {
    await consent(C1, 'deleting');
    expect(await revoke(C1).catch(errorCodeOf)).toBe('state-conflict');
    for (const status of ['rejected', 'expired'] as const) {
      const id = RequestIds.once().id('consent');
      await consent(id, status, { enforcedAt: status === 'expired' ? AT : undefined });
      expect(await revoke(id, true)).toMatchObject({ type: 'consent.erasure' });
      expect(typesIn(await read(id))).toContain(status === 'expired' ? 'consent.erase' : 'consent.enforce');
    }
  });

  it('revokes every consent with the same recording before it answers, for all owners and in all states', async () => {
    await consent(C1, 'active', proved);
    await consent(C2, 'active', { ...proved, ownerId: 'somebody else' });
    await consent(C3, 'rejected', { ...proved, failure: EXHAUSTED });
    const [other, foreign] = ['other', 'foreign'].map((role) => ids.id('consent', role)) as [string, string];
    await consent(other, 'active', { evidence: { ...proved.evidence, sha256: 'bb' } });
    await consent(foreign, 'active', { ...proved, tenantId: 'u' });
    await revoke(C1);
    for (const id of [C1, C2, C3]) {
      const after = await read(id);
      expect([after.status, after.failure]).toEqual(['revoked', undefined]);
      expect(typesIn(after).sort()).toEqual(['audit.append', 'consent.enforce', 'webhook.announce']);
    }
    expect(relayed.map(({ id }) => id).sort()).toEqual([C1, C2, C3].sort());
    expect(await read(other)).toMatchObject({ status: 'active' });
    expect(await documents.get('consent', 'u', foreign)).toMatchObject({ status: 'active' });
    // A run that died in between is followed by another one.
    const late = RequestIds.once().id('consent');
    await consent(late, 'active', proved);
    await revoke(C1);
    expect(await read(late)).toMatchObject({ status: 'revoked' });
  });

  it.each([
    ['rejected without evidence', 'rejected', { uploadId: 'upl_1' }],
    ['rejected with evidence that did not match', 'rejected', proved],
    ['verifying and submitted to Azure', 'verifying', { ...proved, submittedAt: AT }],
  ] as const)(
    'revokes no consents of others with a consent that is %s, and says that it was not active',
    async (_, status, changes) => {
      await consent(C1, 'active', { ...proved, uploadId: 'upl_1', ownerId: 'somebody else' });
      await consent(C2, status, changes);
      await consent(C3, 'rejected', changes);
      await revoke(C2, true);
      expect(await read(C1)).toMatchObject({ status: 'active', outbox: [] });
      expect(await read(C2)).toMatchObject({ status: 'revoked', wasActive: false });
      expect(await read(C3)).toMatchObject({ status: 'revoked' });
    },
  );

  it('is up to the owner and administrators', async () => {
    await consent(C1, 'active', { ownerId: 'somebody else' });
    expect(await revoke(C1).catch(errorCodeOf)).toBe('forbidden');
    expect(await read(C1)).toMatchObject({ status: 'active', outbox: [] });
    const admin: Principal = { ...PRINCIPAL, roles: ['Voice.Admin'] };
    await revokeConsent.execute(admin, C1, false, RequestIds.once());
    expect(await read(C1)).toMatchObject({ status: 'revoked', wasActive: true });
  });
});
