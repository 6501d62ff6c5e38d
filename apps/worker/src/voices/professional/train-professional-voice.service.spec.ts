import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { professionalIds, ProviderError, type Voice } from '#domain';
import { aConsent, anId, aVoice, stub, TENANT } from '#domain/testing';
import { FakeProfessionalVoices } from './fake-professional-voices.fixture.ts';
import { TrainProfessionalVoice } from './train-professional-voice.service.ts';

const IDS = professionalIds(anId('voice'));
const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;

let azure: FakeProfessionalVoices;
let documents: TestDocuments;
let deletedContainers: number;
let train: TrainProfessionalVoice;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  azure = new FakeProfessionalVoices();
  documents = new TestDocuments();
  deletedContainers = 0;
  const speech = {
    pollMs: 1_000,
    trainingStartTimeoutMs: HOUR_MS,
    professionalTrainingStartTimeoutMs: 100 * HOUR_MS,
    professionalTrainingTimeoutMs: 10 * HOUR_MS,
  };
  train = new TrainProfessionalVoice(
    aConfig({ speech }),
    documents.store,
    stub({ deleteContainer: () => Promise.resolve(void (deletedContainers += 1)) }),
    azure.customVoice,
    azure.professional,
    documents.commit,
  );
  azure.set(IDS.consent, 'Succeeded');
  azure.set(IDS.trainingSet, 'Succeeded', { properties: { utteranceCount: 2 } });
  await documents.store.create(aConsent());
  await create();
});
afterEach(() => void vi.useRealTimers());

const create = (changes: Partial<Voice> = {}) =>
  documents.store.create(
    aVoice({
      voiceKind: 'professional',
      status: 'training',
      stage: 'preparing-training-set',
      speakerProfileId: undefined,
      professional: {},
      submittedAt: new Date().toISOString(),
      ...changes,
    }),
  );
const read = () => documents.store.get('voice', TENANT, anId('voice'));
const step = async () => train.execute(await read(), signal);

describe(TrainProfessionalVoice.name, () => {
  it('goes from the training set over the model to the endpoint, and reads the name of the voice', async () => {
    expect(await step()).toEqual({ retryAfterMs: 1_000 });
    expect(await read()).toMatchObject({ stage: 'training', baseModel: 'Default V1' });
    expect(deletedContainers).toBe(1);
    azure.set(IDS.model, 'Succeeded', { voiceName: 'Ada Neural V1' });
    await step();
    expect(await read()).toMatchObject({
      stage: 'deploying-endpoint',
      professional: { voiceName: 'Ada Neural V1', recipe: { kind: 'Default', version: 'V1' } },
      endpoint: { status: 'deploying' },
    });
    azure.set(IDS.endpoint, 'Succeeded');
    await step();
    expect(await read()).toMatchObject({ status: 'ready', stage: 'done', endpoint: { status: 'deployed' } });
    expect(azure.calls).toEqual([`create ${IDS.model}`, `create ${IDS.endpoint}`]);
    expect(azure.resources.get(IDS.model)).toMatchObject({ projectId: IDS.project, consentId: IDS.consent });
  });

  it('waits for days until Azure begins to train, and looks every ten minutes', async () => {
    await step();
    vi.setSystemTime(Date.now() + 99 * HOUR_MS);
    expect(await step()).toEqual({ retryAfterMs: 600_000 });
    vi.setSystemTime(Date.now() + 2 * HOUR_MS);
    expect(await step()).toMatchObject({ failure: { code: 'training-stalled' }, stalled: { state: 'NotStarted' } });
  });

  describe('while the quota of trainings is used up', () => {
    const used = new ProviderError('provider-throttled', 'Too many trainings.', { status: 429 });

    it('waits without an attempt, says so, and goes on when Azure takes the training', async () => {
      azure.modelRefusal = used;
      expect(await step()).toEqual({ retryAfterMs: 1_000 });
      expect(await read()).toMatchObject({ status: 'training', stage: 'waiting-for-training-quota' });
      const { revision } = await read();
      vi.setSystemTime(Date.now() + 20 * HOUR_MS);
      expect(await step()).toEqual({ retryAfterMs: 600_000 });
      expect((await read()).revision).toBe(revision);
      expect([azure.calls, deletedContainers]).toEqual([[], 0]);
      azure.modelRefusal = undefined;
      expect(await step()).toEqual({ retryAfterMs: 1_000 });
      expect(await read()).toMatchObject({ stage: 'training', submittedAt: new Date().toISOString() });
      expect(azure.calls).toEqual([`create ${IDS.model}`]);
    });

    it('trains two voices one after the other with a quota of one', async () => {
      const other = anId('voice', 1);
      await create({ id: other });
      const otherIds = professionalIds(other);
      azure.set(otherIds.consent, 'Succeeded');
      azure.set(otherIds.trainingSet, 'Succeeded', { properties: { utteranceCount: 2 } });
      azure.trainingQuota = 1;
      const stagesOfOther = new Set<string>();
      let readyAfterHours = 0;
      for (let hour = 0; hour < 90; hour += 1) {
        for (const id of [anId('voice'), other]) {
          const voice = await documents.store.get('voice', TENANT, id);
          if (voice.status !== 'training') continue;
          if (id === other) stagesOfOther.add(voice.stage);
          // No attempt is burnt: each look ends with a wait.
          expect(await train.execute(voice, signal)).toEqual({ retryAfterMs: expect.any(Number) as number });
        }
        for (const { model, endpoint } of [IDS, otherIds]) {
          azure.endAfter(model, 30 * HOUR_MS, { voiceName: 'Ada Neural' });
          azure.endAfter(endpoint, HOUR_MS);
        }
        vi.setSystemTime(Date.now() + HOUR_MS);
        if ((await documents.store.get('voice', TENANT, other)).status === 'ready') readyAfterHours ||= hour;
      }
      expect((await read()).status).toBe('ready');
      expect([...stagesOfOther]).toEqual([
        'preparing-training-set',
        'waiting-for-training-quota',
        'training',
        'deploying-endpoint',
      ]);
      expect(readyAfterHours).toBeGreaterThan(60);
      expect(azure.mostTrainings).toBe(1);
    });

    it('waits for as long as Azure asks for, at the latest until its limit', async () => {
      azure.modelRefusal = new ProviderError('provider-throttled', 'Later.', { status: 429, retryAfterMs: 30_000 });
      expect(await step()).toEqual({ retryAfterMs: 30_000 });
      azure.modelRefusal = new ProviderError('provider-throttled', 'Later.', {
        status: 429,
        retryAfterMs: 9_999 * HOUR_MS,
      });
      const { retryAfterMs } = (await step()) as { retryAfterMs: number };
      expect(retryAfterMs).toBeLessThan(9_999 * HOUR_MS);
      vi.setSystemTime(Date.now() + retryAfterMs);
      expect(await step()).toMatchObject({ failure: { code: 'training-stalled' }, stalled: { state: 'NotStarted' } });
    });

    it('has its whole limit also where Azure has read the recordings for longer', async () => {
      vi.setSystemTime(Date.now() + 100 * HOUR_MS);
      azure.modelRefusal = new ProviderError('provider-throttled', 'Later.', { status: 429 });
      expect(await step()).toMatchObject({ retryAfterMs: expect.any(Number) });
      expect(await read()).toMatchObject({ status: 'training', stage: 'waiting-for-training-quota' });
    });

    it('does not take another refusal for it', async () => {
      azure.modelRefusal = new ProviderError('provider-unavailable', 'Down.', { status: 503 });
      await expect(step()).rejects.toThrow('Down.');
      expect(await read()).toMatchObject({ stage: 'preparing-training-set' });
    });
  });

  it('waits while Azure works, at the latest until the step has stalled', async () => {
    azure.set(IDS.trainingSet, 'Running');
    expect(await step()).toMatchObject({ retryAfterMs: 1_000 });
    vi.setSystemTime(Date.now() + 12 * HOUR_MS);
    expect(await step()).toMatchObject({ failure: { code: 'training-stalled' }, stalled: { state: 'Running' } });
  });

  it.each([{}, { properties: { utteranceCount: 0 } }])(
    'waits until Azure has begun to read the training set: %j',
    async (set) => {
      azure.set(IDS.trainingSet, 'Succeeded', { properties: undefined, ...set });
      expect(await step()).toEqual({ retryAfterMs: 1_000 });
      expect(azure.calls).toEqual([]);
    },
  );

  it.each([
    ['the training set', IDS.trainingSet, 'audio-unreachable'],
    ['the consent', IDS.consent, 'audio-unreachable'],
    ['the model', IDS.model, 'voice-training-failed'],
    ['the endpoint', IDS.endpoint, 'voice-training-failed'],
  ])('fails when %s has failed', async (_, id, code) => {
    if (id === IDS.model || id === IDS.endpoint) await step();
    if (id === IDS.endpoint) {
      azure.set(IDS.model, 'Succeeded', { voiceName: 'Ada' });
      await step();
    }
    azure.set(id, 'Failed');
    expect(await step()).toMatchObject({ failure: { code } });
  });

  it('stops when the consent is lost', async () => {
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    await documents.store.replace({ ...consent, status: 'revoked' });
    expect(await step()).toMatchObject({ failure: { code: 'consent-revoked' } });
    expect(azure.calls).toEqual([]);
  });
});
