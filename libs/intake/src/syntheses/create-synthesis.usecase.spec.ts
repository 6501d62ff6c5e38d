import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { type Budgets, RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { disclosureSentence, errorCodeOf, ServiceError } from '#domain';
import { aConsent, anId, aVoice, stub, TENANT } from '#domain/testing';
import { SpeakableTexts } from '#speech';
import type { VoiceUse } from '../audit/voice-use.ts';
import { ComposeSpeech } from '../speech/compose-speech.ts';
import { Disclosures } from '../speech/disclosures.ts';
import { voicesOf } from '#intake/testing';
import { CreateSynthesis } from './create-synthesis.usecase.ts';
import { type CreateSynthesisBody, createSynthesisSchema } from './create-synthesis.schema.ts';

const VOICE = anId('voice');
const BODY = createSynthesisSchema.parse({ voiceId: VOICE, text: 'The kettle is on.' });

let isBrokerDown: boolean;
let used: string[];
let documents: TestDocuments;
let create: CreateSynthesis;
let charges: string[];
let isExhausted: boolean;

beforeEach(async () => {
  isBrokerDown = false;
  used = [];
  charges = [];
  isExhausted = false;
  const budgets = stub<Budgets>({
    charge: async (_, voiceId, kind, characters) => {
      const id = `charge ${charges.length}`;
      const charged = { id, characters: await characters(), costMicros: 0, period: '2026-11', scopes: ['tenant'] };
      charges.push(`${kind} ${voiceId}`);
      if (isExhausted) throw new ServiceError('budget-exhausted', 'nothing is left');
      return { charged, cancelUnless: (stored) => void (stored?.id === id || charges.push('canceled')) };
    },
  });
  documents = new TestDocuments(() =>
    isBrokerDown ? Promise.reject(new ServiceError('dependency-unavailable', 'no broker')) : Promise.resolve(),
  );
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  const voiceUse = stub<VoiceUse>({ record: (_, voiceIds, way) => void used.push(`${way} ${voiceIds.join()}`) });
  const texts = new SpeakableTexts(undefined, undefined);
  const compose = new ComposeSpeech(voicesOf(documents), texts, new Disclosures(aConfig()));
  create = new CreateSynthesis(compose, documents.commit, voiceUse, budgets);
});

const execute = (body: CreateSynthesisBody = BODY, ids = RequestIds.once()) => create.execute(aPrincipal(), body, ids);
const syntheses = async () => (await documents.store.list('synthesis', TENANT, { limit: 10 })).data;

describe(CreateSynthesis.name, () => {
  it('queues a text with its operation, and records the use of the voice', async () => {
    const operation = await execute();
    expect(operation).toMatchObject({ type: 'speech.synthesis', status: 'queued' });
    expect(await syntheses()).toMatchObject([
      { status: 'queued', voiceId: VOICE, text: 'The kettle is on.', locale: 'en-US', operationId: operation.id },
    ]);
    await expect.poll(() => documents.published.map(({ type }) => type)).toEqual(['synthesis.run']);
    expect(used).toEqual([`queued ${VOICE}`]);
  });

  it('keeps the sentence that is said first apart from the text, in the language that is spoken', async () => {
    const ssml = '<speak version="1.0" xml:lang="de-DE">Der Kessel.</speak>';
    await execute(createSynthesisSchema.parse({ voiceId: VOICE, ssml, disclosure: 'prefix' }));
    expect(await syntheses()).toMatchObject([{ text: 'Der Kessel.', disclosure: disclosureSentence('de', {}) }]);
  });

  it('keeps what is said of how long it is stored, with the message that ends a time of the caller’s own', async () => {
    await execute({ ...BODY, store: false });
    expect(await syntheses()).toMatchObject([{ store: false, outbox: [{ type: 'synthesis.run' }] }]);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    await execute({ ...BODY, expiresAt: `${expiresAt.slice(0, -1)}+00:00` });
    const [synthesis] = await syntheses();
    expect(synthesis).toMatchObject({ expiresAt });
    expect(synthesis?.store).toBeUndefined();
    await expect
      .poll(() => documents.published.map(({ type, subjectId }) => subjectId === synthesis?.id && type))
      .toContain('retention.sweep');
  });

  it('leaves a far time to the sweep: no message waits for it', async () => {
    await execute({ ...BODY, expiresAt: '2036-01-31T01:00:00+01:00' });
    expect(await syntheses()).toMatchObject([
      { expiresAt: '2036-01-31T00:00:00.000Z', outbox: [{ type: 'synthesis.run' }] },
    ]);
  });

  it('accepts it also while the broker is down: the message stays in the document', async () => {
    isBrokerDown = true;
    await execute();
    expect((await syntheses())[0]?.outbox.map(({ type }) => type)).toEqual(['synthesis.run']);
  });

  it('charges a budget and keeps in the document what was charged', async () => {
    await execute();
    expect(charges).toEqual([`queued ${VOICE}`]);
    const [synthesis] = await syntheses();
    expect(synthesis?.charged?.characters).toBeGreaterThanOrEqual(BODY.text?.length ?? 0);
  });

  it('queues nothing beyond a budget, and gives back the charge of what could not be written', async () => {
    isExhausted = true;
    expect(await execute().catch(errorCodeOf)).toBe('budget-exhausted');
    expect([used, await syntheses()]).toEqual([[], []]);
    isExhausted = false;
    const ids = RequestIds.once();
    documents.store.create = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    expect(await execute(BODY, ids).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(charges.at(-1)).toBe('canceled');
  });

  it('lets the charge stand of what was written though the answer was lost', async () => {
    const { store } = documents;
    const write = store.create.bind(store);
    store.create = async (document) => {
      await write(document);
      throw new ServiceError('dependency-unavailable', 'timed out');
    };
    expect(await execute().catch(errorCodeOf)).toBe('dependency-unavailable');
    expect([charges, (await syntheses()).length]).toEqual([[`queued ${VOICE}`], 1]);
  });

  it('gives back the charge of a run that another run of the same request has overtaken', async () => {
    const ids = new RequestIds({ seed: 'seed', at: Date.now(), resumed: false });
    await execute(BODY, ids);
    await execute(BODY, ids);
    expect(charges).toEqual([`queued ${VOICE}`, `queued ${VOICE}`, 'canceled']);
  });

  it('makes one synthesis of a request that is run again', async () => {
    const [seed, at] = ['seed', Date.now()];
    await execute(BODY, new RequestIds({ seed, at, resumed: false }));
    const again = await execute(BODY, new RequestIds({ seed, at, resumed: true }));
    expect((await syntheses()).map(({ operationId }) => operationId)).toEqual([again.id]);
    expect(used).toHaveLength(2);
  });

  it('writes nothing when its key turns out to be another request’s', async () => {
    const claim = Promise.reject(new ServiceError('idempotency-in-progress', 'The key is that of another request.'));
    const ids = new RequestIds({ seed: 'seed', at: Date.now(), resumed: false, claim });
    expect(await execute(BODY, ids).catch(errorCodeOf)).toBe('idempotency-in-progress');
    expect([used, await syntheses()]).toEqual([[], []]);
  });

  it.each([
    ['a voice that is not there', { ...BODY, voiceId: anId('voice', 9) }, 'unknown-reference'],
    ['a translation that is not configured', { ...BODY, translateTo: 'de-DE' }, 'translation-not-configured'],
  ] as const)('refuses %s, and writes nothing', async (_, body, code) => {
    expect(await execute(body).catch(errorCodeOf)).toBe(code);
    expect([used, await syntheses()]).toEqual([[], []]);
  });

  it('refuses a voice whose consent was revoked', async () => {
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    await documents.store.replace({ ...consent, status: 'revoked' });
    expect(await execute().catch(errorCodeOf)).toBe('consent-revoked');
    expect(await syntheses()).toEqual([]);
  });
});
