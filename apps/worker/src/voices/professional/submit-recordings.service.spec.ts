import { beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '#config';
import { aConfig } from '#config/testing';
import { professionalIds, type Voice } from '#domain';
import { aConsent, aHash, anId, aVoice, stub } from '#domain/testing';
import type { ProfessionalVoiceClient } from '#speech';
import { FakeProfessionalVoices } from './fake-professional-voices.fixture.ts';
import { SubmitRecordings } from './submit-recordings.service.ts';

const IDS = professionalIds(anId('voice'));
const VOICE: Voice = aVoice({
  voiceKind: 'professional',
  status: 'validating',
  scripts: ['One.', 'Two.'],
  professional: { gender: 'male' },
});
const sample = (number: number) => ({
  blobName: `t/${number}.wav`,
  durationMs: 4_000,
  sizeBytes: 1,
  sha256: aHash(number),
});
const signal = new AbortController().signal;

let azure: FakeProfessionalVoices;
let blobs: Map<string, string>;
let submit: SubmitRecordings;

beforeEach(() => {
  azure = new FakeProfessionalVoices();
  blobs = new Map();
  submit = submitWith(aConfig());
});

const submitWith = (settings: Config, professional = azure.professional) =>
  new SubmitRecordings(
    settings,
    stub({
      createContainer: () => Promise.resolve(),
      copy: (from: { name: string }, to: { name: string }) => {
        blobs.set(to.name, from.name);
        return Promise.resolve('etag');
      },
      put: ({ name }: { name: string }, content: Uint8Array) => {
        blobs.set(name, Buffer.from(content).toString());
        return Promise.resolve('etag');
      },
      readUrl: () => Promise.resolve('https://storage.example/consent'),
      containerReadUrl: () => Promise.resolve('https://storage.example/samples'),
    }),
    azure.customVoice,
    professional,
  );

const execute = (samples = [sample(1), sample(2)]) => submit.execute(VOICE, samples, aConsent(), signal);

describe(SubmitRecordings.name, () => {
  it('gives Azure the consent and the recordings, each beside its script', async () => {
    expect(await execute()).toBeUndefined();
    expect(Object.fromEntries(blobs)).toEqual({
      'sample-0001.wav': 't/1.wav',
      'sample-0001.txt': 'One.',
      'sample-0002.wav': 't/2.wav',
      'sample-0002.txt': 'Two.',
    });
    expect(azure.calls).toEqual([
      `create ${IDS.project}`,
      `create ${IDS.consent}`,
      `create ${IDS.trainingSet}`,
      `upload upload-${IDS.trainingSet} .wav .txt`,
    ]);
    expect(azure.resources.get(IDS.trainingSet)).toMatchObject({ locale: 'en-US', voiceKind: 'Male' });
    expect(azure.resources.get(IDS.consent)).toMatchObject({ projectId: IDS.project, voiceTalentName: 'Ada Example' });
  });

  it('uploads once, whatever run comes after', async () => {
    await execute();
    azure.set(IDS.trainingSet, 'Succeeded', { properties: { utteranceCount: 2 } });
    await execute();
    expect(azure.calls.filter((call) => call.startsWith('upload'))).toHaveLength(1);
  });

  it('uploads once though the training set does not say yet that it was given data', async () => {
    azure.readsAtOnce = false;
    await execute();
    expect(await execute()).toBeUndefined();
    expect(azure.calls.filter((call) => call.startsWith('upload'))).toHaveLength(1);
  });

  it('finds the upload of a run that was faster by a moment', async () => {
    azure.readsAtOnce = false;
    let asked = 0;
    const late: ProfessionalVoiceClient['getOperation'] = (id) =>
      asked++ === 0 ? Promise.resolve(undefined) : azure.professional.getOperation(id);
    await execute();
    submit = submitWith(aConfig(), Object.assign(azure.professional, { getOperation: late }));
    expect(await execute()).toBeUndefined();
    expect(azure.calls.filter((call) => call.startsWith('upload'))).toHaveLength(2);
  });

  it('says before anything is sent that the recordings are too few', async () => {
    expect(await execute([sample(1)])).toMatchObject({ code: 'training-data-insufficient' });
    expect([azure.calls, blobs.size]).toEqual([[], 0]);
  });

  it('gives Azure nothing where it gets no URLs', async () => {
    submit = submitWith(aConfig({ speech: { audioTransfer: 'upload' } }));
    expect(await execute()).toMatchObject({ code: 'professional-voice-needs-url-transfer' });
    expect(azure.calls).toEqual([]);
  });

  it('says that Azure has no recipe for the locale', async () => {
    azure.recipes = [];
    expect(await execute()).toMatchObject({ code: 'voice-training-failed' });
  });
});
