import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import { Commit, DocumentStore, newOperation, OperationStore, RequestIds } from '#documents';
import { type Consent, errorCodeOf, type Voice } from '#domain';
import { CancelOperation, CreateVoice, DeleteVoice, SubmitConsentRecording } from '#intake';
import { RetryBatch } from '../../../apps/api/src/batches/retry-batch.usecase.ts';
import { RevokeConsent } from '../../../apps/api/src/consents/revoke-consent.usecase.ts';
import { DeleteSynthesis } from '../../../apps/api/src/syntheses/delete-synthesis.usecase.ts';
import { UpdateVoice } from '../../../apps/api/src/voices/update-voice.usecase.ts';
import { MemoryContainer } from '../../../libs/storage/testing/memory-container.ts';

const AT = '2026-11-22T10:00:00.000Z';
const ids = RequestIds.once();
const KINDS = ['consent', 'voice', 'synthesis', 'batch'] as const;
const [CONSENT, VOICE, SYNTHESIS, BATCH] = KINDS.map((kind) => ids.id(kind)) as [string, string, string, string];
const OPERATION = ids.id('operation');
/** Of the same tenant as the owner, with every role but the administrator's. */
const SOMEBODY: Principal = {
  tenantId: 't',
  objectId: 'somebody else',
  kind: 'user',
  roles: ['Voice.Enroll', 'Voice.Synthesize', 'Voice.Read'],
  clientId: 'c',
};

let container: MemoryContainer;
let documents: DocumentStore;

beforeEach(async () => {
  container = new MemoryContainer();
  documents = new DocumentStore(container.asContainer);
  // In states in which its owner may do what is asked.
  const states = ['active', 'ready', 'succeeded', 'failed'] as const;
  const created = [CONSENT, VOICE, SYNTHESIS, BATCH].map((id, index) => ({
    id,
    kind: KINDS[index],
    tenantId: 't',
    ownerId: 'o',
    status: states[index],
    consentId: CONSENT,
    operationId: OPERATION,
    createdAt: AT,
    updatedAt: AT,
    outbox: [],
  }));
  for (const document of created) await documents.create(document as unknown as Voice);
  const verifying = { ...created[0], status: 'verifying', stage: 'transcribing' } as unknown as Consent;
  await documents.create(newOperation(OPERATION, verifying));
});

/** What comes after the check: a caller that gets there fails with another error than `forbidden`. */
const beyond = {} as never;
const work = (): Commit => new Commit(documents, new OperationStore(documents), beyond, beyond);
const once = (): RequestIds => RequestIds.once();

const ASKED: Readonly<Record<string, () => Promise<unknown>>> = {
  'revoke a consent': () => new RevokeConsent(work(), beyond).execute(SOMEBODY, CONSENT, false, once()),
  'erase the person of a consent': () => new RevokeConsent(work(), beyond).execute(SOMEBODY, CONSENT, true, once()),
  'submit the recording of a consent': () =>
    new SubmitConsentRecording(beyond, work()).execute(SOMEBODY, CONSENT, 'upl_1', once()),
  'enrol a voice with a consent': () =>
    new CreateVoice(beyond, documents, beyond, beyond, work()).execute(
      SOMEBODY,
      { name: 'Mine', kind: 'personal', consentId: CONSENT, samples: [] } as never,
      once(),
    ),
  'change a voice, or grant it to themselves': () =>
    new UpdateVoice(documents, work()).execute(SOMEBODY, VOICE, { grants: [] }, undefined),
  'delete a voice': () => new DeleteVoice(work()).execute(SOMEBODY, VOICE, { keepConsent: false }),
  'delete a synthesis': () => new DeleteSynthesis(documents, beyond, beyond).execute(SOMEBODY, SYNTHESIS, undefined),
  'retry a batch': () => new RetryBatch(beyond, work(), beyond, beyond).execute(SOMEBODY, BATCH, once()),
  'cancel an operation': () =>
    new CancelOperation(documents, new OperationStore(documents), work()).execute(SOMEBODY, OPERATION),
};

describe('what belongs to somebody else', () => {
  it.each(Object.keys(ASKED))('does not let anyone of the tenant %s', async (asked) => {
    const before = structuredClone([...container.stored]);
    expect(await ASKED[asked]?.().catch(errorCodeOf)).toBe('forbidden');
    expect([...container.stored]).toEqual(before);
  });
});
