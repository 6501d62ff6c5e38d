import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { type Budgets, RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { disclosureSentence, errorCodeOf, ServiceError } from '#domain';
import { aConsent, anId, aVoice, stub, TENANT } from '#domain/testing';
import type { BatchFiles } from '#storage';
import type { VoiceUse } from '../audit/voice-use.ts';
import { Disclosures } from '../speech/disclosures.ts';
import { voicesOf } from '#intake/testing';
import { type CreateBatchBody } from './create-batch.schema.ts';
import { CreateBatch } from './create-batch.usecase.ts';

const VOICE = anId('voice');
const BODY: CreateBatchBody = {
  voiceId: VOICE,
  items: [{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }],
  format: 'wav',
  rate: 1,
  concatenate: false,
};

/** What was done, in its order. */
let steps: string[];
let failing: boolean;
let documents: TestDocuments;
let create: CreateBatch;

beforeEach(async () => {
  steps = [];
  failing = false;
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  const files = stub<BatchFiles>({
    writeItems: async (batch, chunk, items) => {
      if (failing) throw new ServiceError('dependency-unavailable', 'away');
      const exists = (await documents.store.find('batch', TENANT, batch.id)) !== undefined;
      steps.push(`chunk ${chunk.index}: ${items.length} items ${exists ? 'after' : 'before'} the document`);
    },
  });
  const voiceUse = stub<VoiceUse>({ record: (_, voiceIds, way) => void steps.push(`${way} ${voiceIds.join()}`) });
  charges = [];
  checked = [];
  isLimited = true;
  isExhausted = false;
  const budgets = stub<Budgets>({
    isLimited: () => Promise.resolve(isLimited),
    check: (_, __, ___, characters) => {
      if (isExhausted) return Promise.reject(new ServiceError('budget-exhausted', 'nothing is left'));
      checked.push(characters);
      return Promise.resolve();
    },
    charge: async (_, __, kind, characters) => {
      const id = `charge ${charges.length}`;
      const charged = { id, characters: await characters(), costMicros: 0, period: '2026-11', scopes: ['tenant'] };
      charges.push(kind);
      steps.push('charge');
      return { charged, cancelUnless: (stored) => void (stored?.id === id || charges.push('canceled')) };
    },
  });
  create = new CreateBatch(
    aConfig({ batches: { chunkItems: 2 } }),
    files,
    voicesOf(documents),
    new Disclosures(aConfig()),
    documents.commit,
    voiceUse,
    budgets,
  );
});

let charges: string[];
let checked: number[];
let isLimited: boolean;
let isExhausted: boolean;

const batches = async () => (await documents.store.list('batch', TENANT, { limit: 10 })).data;

describe(CreateBatch.name, () => {
  it('keeps nothing that a budget does not cover, and charges it when all texts are kept', async () => {
    await create.execute(aPrincipal(), BODY, RequestIds.once());
    const [batch] = await batches();
    expect(batch?.charged?.characters).toBeGreaterThan(0);
    expect([charges, checked]).toEqual([['batch'], [batch?.charged?.characters]]);
    expect(steps.map((step) => step.split(' ')[0])).toEqual(['chunk', 'chunk', 'charge', 'batch']);
    steps = [];
    isExhausted = true;
    expect(await create.execute(aPrincipal(), BODY, RequestIds.once()).catch(errorCodeOf)).toBe('budget-exhausted');
    expect([steps, (await batches()).length]).toEqual([[], 1]);
    isExhausted = false;
    failing = true;
    expect(await create.execute(aPrincipal(), BODY, RequestIds.once()).catch(errorCodeOf)).toBe(
      'dependency-unavailable',
    );
    expect(charges).toEqual(['batch']);
  });

  it('charges nothing where it has counted nothing, though there is a budget by then', async () => {
    isLimited = false;
    await create.execute(aPrincipal(), BODY, RequestIds.once());
    expect([charges, checked, (await batches())[0]?.charged]).toEqual([[], [], undefined]);
  });

  it('gives back the charge of a batch that could not be written', async () => {
    documents.store.create = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    const code = await create.execute(aPrincipal(), BODY, RequestIds.once()).catch(errorCodeOf);
    expect([code, charges]).toEqual(['dependency-unavailable', ['batch', 'canceled']]);
  });

  it('keeps the texts before the document that counts on them, and queues each chunk', async () => {
    const operation = await create.execute(aPrincipal(), BODY, RequestIds.once());
    expect(operation).toMatchObject({ type: 'speech.batch', status: 'queued' });
    expect(steps).toEqual([
      'chunk 0: 2 items before the document',
      'chunk 1: 1 items before the document',
      'charge',
      `batch ${VOICE}`,
    ]);
    expect(await batches()).toMatchObject([{ status: 'queued', itemCount: 3, locale: 'en-US' }]);
    await expect.poll(() => documents.published.map(({ data }) => data['chunk'])).toEqual([0, 1]);
  });

  it('keeps the sentence that is said before each item', async () => {
    await create.execute(aPrincipal(), { ...BODY, locale: 'de-DE', disclosure: 'prefix' }, RequestIds.once());
    const [batch] = await batches();
    expect(batch?.disclosure).toBe(disclosureSentence('de-DE', {}));
  });

  it('makes one batch of a request that is run again', async () => {
    const [seed, at] = ['seed', Date.now()];
    await create.execute(aPrincipal(), BODY, new RequestIds({ seed, at, resumed: false }));
    steps = [];
    const again = await create.execute(aPrincipal(), BODY, new RequestIds({ seed, at, resumed: true }));
    expect((await batches()).map(({ operationId }) => operationId)).toEqual([again.id]);
    expect(steps).toEqual([`batch ${VOICE}`]);
  });

  it.each([
    ['of another', 'voice-not-granted', { ownerId: 'another' }, {}],
    ['that is not ready', 'voice-not-ready', { status: 'training' as const }, {}],
    ['whose consent was revoked', 'consent-revoked', {}, { status: 'revoked' as const }],
  ])('refuses a voice %s, and writes nothing', async (_, code, voice, consent) => {
    const { store } = documents;
    await store.replace({ ...(await store.get('voice', TENANT, VOICE)), ...voice });
    await store.replace({ ...(await store.get('consent', TENANT, anId('consent'))), ...consent });
    expect(await create.execute(aPrincipal(), BODY, RequestIds.once()).catch(errorCodeOf)).toBe(code);
    expect([steps, await batches()]).toEqual([[], []]);
  });

  it('writes no document when the texts cannot be kept', async () => {
    failing = true;
    const code = await create.execute(aPrincipal(), BODY, RequestIds.once()).catch(errorCodeOf);
    expect(code).toBe('dependency-unavailable');
    expect(await batches()).toEqual([]);
  });
});
