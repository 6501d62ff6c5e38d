import { describe, expect, it } from 'vitest';
import { bindingOf, type Voice } from '#domain';
import { aConsent, aSynthesis, aVoice, someEvidence } from '#domain/testing';
import { runInContext } from '#observability';
import { LaggingContainer, type MemoryItem } from '#storage/testing';
import { DocumentStore } from './document-store.ts';
import { OperationStore } from '../operations/operation-store.ts';
import { newOperation } from '../operations/operation-view.ts';
import { RecordingClaims } from '../recordings/recording-claims.ts';
import { SpeakableVoices } from '../voices/speakable-voices.ts';

const TENANT = 'tenant-1';
const ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

const VOICE = aVoice({
  id: ID,
  status: 'draft',
  tenantId: TENANT,
  outbox: [],
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
});

const OTHER_ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3F';
const OPERATION_ID = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const OTHER_CONSENT_ID = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3E';
const CONSENT = aConsent({
  tenantId: TENANT,
  id: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
  voiceTalentName: 'Voice Talent',
  companyName: 'Contoso',
  locale: 'en-US',
  evidence: someEvidence({ sha256: 'ab'.repeat(32) }),
});
const READY: Voice = {
  ...VOICE,
  status: 'ready',
  speakerProfileId: 'profile',
  consentId: CONSENT.id,
  consented: bindingOf(CONSENT),
};

function stores() {
  const container = new LaggingContainer();
  return { container, store: new DocumentStore(container.asContainer) };
}

const handling = <R>(subjectRevision: number | undefined, work: () => Promise<R>, subjectId = ID): Promise<R> =>
  runInContext({ subjectId, ...(subjectRevision !== undefined && { subjectRevision }) }, work);

describe('documents of a replica that is behind', () => {
  it('counts the writes of a document', async () => {
    const { store } = stores();
    const created = await store.create(VOICE);
    expect(created.revision).toBe(1);
    const replaced = await store.replace({ ...created, name: 'other' });
    expect(replaced.revision).toBe(2);
    expect(await store.find('voice', TENANT, ID)).toMatchObject({ revision: 2, name: 'other' });
  });

  it('goes on counting where an earlier release has not', async () => {
    const { container, store } = stores();
    const { etag } = await store.create(VOICE);
    const { revision: _, ...old } = container.stored.get(ID) as MemoryItem & { readonly _etag: string };
    container.stored.set(ID, old);
    expect((await store.replace({ ...VOICE, etag })).revision).toBe(1);
  });

  it('reads the subject of a message as new as the message is', async () => {
    const { container, store } = stores();
    const created = await store.create(VOICE);
    container.freeze();
    await store.replace({ ...created, status: 'validating' });
    const status = async () => (await store.find('voice', TENANT, ID))?.status;
    expect(await handling(1, status)).toBe('draft');
    expect(await handling(undefined, status)).toBe('draft');
    expect(await handling(2, status, 'vce_other')).toBe('draft');
    expect(await handling(2, status)).toBe('validating');
  });

  it('finds the subject of a message that the replica does not have at all', async () => {
    const { container, store } = stores();
    container.freeze();
    await store.create(VOICE);
    expect(await store.find('voice', TENANT, ID)).toBeUndefined();
    expect(await handling(1, () => store.find('voice', TENANT, ID))).toMatchObject({ id: ID });
  });

  it('does not tell a client that there is nothing because a replica has nothing yet', async () => {
    const { container, store } = stores();
    container.freeze();
    await store.create(VOICE);
    expect(await store.get('voice', TENANT, ID)).toMatchObject({ id: ID });
    await expect(store.get('voice', TENANT, 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3E')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('finds the latest state without changing anything, and nothing where there is nothing', async () => {
    const { container, store } = stores();
    container.freeze();
    const { etag } = await store.create(VOICE);
    expect(await store.findLatest('voice', TENANT, ID)).toMatchObject({ id: ID, etag });
    expect(await store.findLatest('voice', TENANT, 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3E')).toBeUndefined();
    expect(await store.findLatest('voice', TENANT, 'no id')).toBeUndefined();
  });

  it('finds what a request refers to in the newest state, and asks for that only when there seems to be nothing', async () => {
    const { container, store } = stores();
    const created = await store.create(VOICE);
    container.freeze();
    await store.replace({ ...created, status: 'validating' });
    expect(await store.findReferenced('voice', TENANT, ID)).toMatchObject({ status: 'draft' });
    await store.create({ ...VOICE, id: OTHER_ID });
    expect(await store.findReferenced('voice', TENANT, OTHER_ID)).toMatchObject({ id: OTHER_ID });
  });

  it('ends an operation that the replica does not have yet', async () => {
    const { container, store } = stores();
    const operations = new OperationStore(store);
    container.freeze();
    await store.create(newOperation(OPERATION_ID, { ...VOICE, operationId: OPERATION_ID }));
    await operations.cancel(TENANT, OPERATION_ID);
    expect(container.stored.get(OPERATION_ID)).toMatchObject({ status: 'canceled' });
  });

  it('lets a voice speak that the replica has as it was before it became ready', async () => {
    const { container, store } = stores();
    await store.create(CONSENT);
    const voice = await store.create({ ...READY, status: 'training' });
    container.freeze();
    await store.replace({ ...voice, status: 'ready' });
    expect(await new SpeakableVoices(store).find(TENANT, ID)).toMatchObject({ id: ID, status: 'ready' });
  });

  it('lets a voice speak whose consent the replica has as it was before it became active', async () => {
    const { container, store } = stores();
    await store.create(READY);
    const consent = await store.create({ ...CONSENT, status: 'verifying' });
    container.freeze();
    await store.replace({ ...consent, status: 'active' });
    expect(await new SpeakableVoices(store).find(TENANT, ID)).toMatchObject({ id: ID, status: 'ready' });
  });

  it('speaks with a voice that the replica does not have yet', async () => {
    const { container, store } = stores();
    container.freeze();
    await store.create(READY);
    await store.create(CONSENT);
    expect(await new SpeakableVoices(store).find(TENANT, ID)).toMatchObject({ id: ID });
  });

  it('gives a recording to another consent once its holder was rejected', async () => {
    const { container, store } = stores();
    const claims = new RecordingClaims(container.asContainer, store);
    const holder = await store.create({ ...CONSENT, status: 'verifying' });
    await claims.hold(holder, 'ab'.repeat(32), 'verifying');
    container.freeze();
    await store.replace({ ...holder, status: 'rejected' });
    expect(await claims.hold({ id: OTHER_CONSENT_ID, tenantId: TENANT }, 'ab'.repeat(32), 'verifying')).toBeUndefined();
  });

  it.each([
    ['in the partition of the tenant', aVoice({ tenantId: TENANT, operationId: OPERATION_ID })],
    ['in that of the month', aSynthesis({ tenantId: TENANT, operationId: OPERATION_ID })],
  ])(
    'makes the operation that nobody wrote of a subject that the replica does not have yet, %s',
    async (_, subject) => {
      const { kind, id } = subject;
      const { container, store } = stores();
      container.freeze();
      await store.create(subject);
      const operations = new OperationStore(store);
      expect(await operations.get(TENANT, OPERATION_ID)).toMatchObject({ id: OPERATION_ID, subject: { kind, id } });
      await expect(operations.get(TENANT, 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3E')).rejects.toMatchObject({
        code: 'not-found',
      });
    },
  );
});
