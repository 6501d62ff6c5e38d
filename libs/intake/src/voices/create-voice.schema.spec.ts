import { describe, expect, it } from 'vitest';
import { anId } from '#domain/testing';
import { createVoiceSchema } from './create-voice.schema.ts';

const PERSONAL = {
  name: 'Narration',
  kind: 'personal',
  consentId: anId('consent'),
  samples: [{ uploadId: anId('upload') }],
};
const samplesOf = (count: number, script?: string) =>
  Array.from({ length: count }, (_, number) => ({ uploadId: anId('upload', number + 1), script }));
const PROFESSIONAL = { ...PERSONAL, kind: 'professional', samples: samplesOf(300, 'One.') };

const pathsOf = (body: object) =>
  createVoiceSchema.safeParse(body).error?.issues.map(({ path }) => `/${path.join('/')}`);

describe('the body of a voice to be created', () => {
  it('takes hundreds of samples with their scripts for a professional voice', () => {
    expect(pathsOf(PERSONAL)).toBeUndefined();
    expect(pathsOf({ ...PROFESSIONAL, gender: 'female' })).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['a personal voice with a script', { ...PERSONAL, samples: samplesOf(2, 'One.') }, '/samples/0/script'],
    ['a personal voice with hundreds of samples', { ...PERSONAL, samples: samplesOf(51) }, '/samples'],
    ['a personal voice with a gender', { ...PERSONAL, gender: 'male' }, '/gender'],
    ['a professional voice without scripts', { ...PROFESSIONAL, samples: samplesOf(3) }, '/samples/0/script'],
    ['a professional voice on a base model', { ...PROFESSIONAL, baseModel: 'DragonLatestNeural' }, '/baseModel'],
    [
      'a professional voice from URLs',
      { ...PROFESSIONAL, samples: [{ sourceUrl: 'https://recordings.example/a.wav', script: 'One.' }] },
      '/samples/0/sourceUrl',
    ],
    ['scripts that are too long together', { ...PROFESSIONAL, samples: samplesOf(300, 'a'.repeat(1_000)) }, '/samples'],
  ])('refuses %s, and says where', (_, body, path) => {
    expect(pathsOf(body)).toEqual([path]);
  });
});
