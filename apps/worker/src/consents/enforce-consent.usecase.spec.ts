import { beforeEach, describe, expect, it } from 'vitest';
import { Commit, DocumentStore, SameRecordings, type StoredDocument } from '#documents';
import { type Consent, type ConsentStatus, reopened } from '#domain';
import { stub, aConsent, aVoice } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { EnforceConsent } from './enforce-consent.usecase.ts';

const AT = '2026-11-22T10:00:00.000Z';
const common = { tenantId: 't', ownerId: 'o', createdAt: AT, updatedAt: AT, outbox: [] };
const [C1, C2, C3] = ['D', 'E', 'F'].map((end) => `cns_01JD8F3R5V6W7X8Y9Z0A1B2C3${end}`) as [string, string, string];
const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const signal = new AbortController().signal;

let documents: DocumentStore;
let enforce: EnforceConsent;

beforeEach(() => {
  const container = new MemoryContainer().asContainer;
  documents = new DocumentStore(container);
  const operations = { cancel: () => Promise.resolve(), follow: () => Promise.resolve(undefined) };
  // What is relayed stays in the outbox, to be looked at.
  const outbox = { relay: (document: StoredDocument) => Promise.resolve(document) };
  enforce = new EnforceConsent(
    documents,
    stub(operations),
    new SameRecordings(container),
    stub({ deleteContainer: () => Promise.resolve() }),
    stub({ execute: () => Promise.resolve() }),
    new Commit(documents, stub(operations), stub(outbox), stub({})),
  );
});

async function consent(id: string, status: ConsentStatus, changes: Partial<Consent> = {}): Promise<void> {
  const evidence = { blobName: '', sha256: 'aa' };
  await documents.create(aConsent({ ...common, id, kind: 'consent', status, evidence, ...changes }));
}

describe(EnforceConsent.name, () => {
  it.each([
    ['revoked', 'active', 'revoked'],
    ['revoked', 'rejected', 'revoked'],
    ['expired', 'active', 'expired'],
    ['expired', 'verifying', 'expired'],
    ['expired', 'rejected', 'rejected'],
    ['revoked', 'deleted', 'deleted'],
  ] as const)('of a consent that is %s: another by its recording that was %s is %s', async (lost, before, after) => {
    await consent(C1, lost, { wasActive: true });
    await consent(C2, before, { ownerId: 'somebody else' });
    await enforce.handle({ tenantId: 't', subjectId: C1 }, { signal });
    const other = await documents.get('consent', 't', C2);
    expect(other.status).toBe(after);
    const types = other.outbox.map(({ type }) => type).filter((type) => type !== 'webhook.announce');
    expect(types).toEqual(before === after ? [] : ['consent.enforce', 'audit.append']);
    // Done once: its own message finds nothing left to do.
    expect(await documents.get('consent', 't', C1)).toMatchObject({ enforcedAt: expect.any(String) as string });
  });

  it.each(['revoked', 'expired'] as const)(
    'of a consent that was never active and is %s: ends those of its owner, and nobody else’s',
    async (lost) => {
      await consent(C1, lost, { wasActive: false });
      await consent(C2, 'active', { ownerId: 'somebody else' });
      await consent(C3, 'active');
      await enforce.handle({ tenantId: 't', subjectId: C1 }, { signal });
      expect(await documents.get('consent', 't', C2)).toMatchObject({ status: 'active', outbox: [] });
      expect(await documents.get('consent', 't', C3)).toMatchObject({ status: lost });
    },
  );

  it.each([
    ['ready', 'suspended'],
    ['training', 'failed'],
    ['failed', 'failed'],
  ] as const)('leaves a voice that was %s %s, and not to be started again', async (before, after) => {
    await consent(C1, 'revoked');
    const failure = { code: 'attempts-exhausted', detail: 'an outage' } as const;
    await documents.create(
      aVoice({
        ...common,
        id: VOICE,
        consentId: C1,
        status: before,
        failure,
        ...(before !== 'ready' && { scripts: ['One.'] }),
      }),
    );
    await enforce.handle({ tenantId: 't', subjectId: C1 }, { signal });
    const stopped = await documents.get('voice', 't', VOICE);
    expect(stopped.status).toBe(after);
    expect(stopped.scripts).toBeUndefined();
    expect(() => reopened(stopped, 'voice.create', AT)).toThrow(/Discard the dead letter/);
  });

  it.each([
    ['validating', 'professional', 1],
    ['training', 'professional', 1],
    ['ready', 'professional', 1],
    ['training', 'personal', 0],
  ] as const)(
    'of a voice that is %s and %s: sends %s message to remove it at Azure',
    async (status, voiceKind, count) => {
      await consent(C1, 'revoked');
      await documents.create(aVoice({ ...common, id: VOICE, consentId: C1, status, voiceKind }));
      await enforce.handle({ tenantId: 't', subjectId: C1 }, { signal });
      const { outbox } = await documents.get('voice', 't', VOICE);
      expect(outbox.filter(({ type }) => type === 'voice.poll')).toHaveLength(count);
    },
  );
});
