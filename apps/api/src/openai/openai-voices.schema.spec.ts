import { describe, expect, it } from 'vitest';
import { createVoiceSchema } from '#intake';
import { updateVoiceSchema } from '../voices/voices.schema.ts';
import { voiceFormSchema } from './openai-voices.schema.ts';

const CONSENT = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SAMPLES = [{ uploadId: 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D' }];

const WAYS: readonly (readonly [string, (name: string) => { name?: string | undefined }])[] = [
  [
    'a voice is created',
    (name) => createVoiceSchema.parse({ name, kind: 'personal', consentId: CONSENT, samples: SAMPLES }),
  ],
  ['a voice is changed', (name) => updateVoiceSchema.parse({ name })],
  ['an OpenAI client creates a voice', (name) => voiceFormSchema.parse({ name, consent: CONSENT })],
];

describe('the name of a voice', () => {
  it.each(WAYS)('is composed when %s', (_when, named) => {
    expect(named('Zoe\u0308').name).toBe('Zo\u00EB');
    expect(named('A\u030Angstro\u0308m').name).toBe('\u00C5ngstr\u00F6m');
    // Both forms in one name, as after an edit on another machine.
    expect(named(' Rene\u0301 Andr\u00E9 ').name).toBe('Ren\u00E9 Andr\u00E9');
    expect(named('\u1112\u1161\u11AB\uAE00').name).toBe('\uD55C\uAE00');
    // Its length is that of what is stored.
    expect(named('e\u0301'.repeat(100)).name).toHaveLength(100);
    expect(() => named('e\u0301'.repeat(101))).toThrow('100');
  });

  it('keeps what only looks alike', () => {
    for (const name of ['\uFF21da', 'Ada\u00B2', '\u0410da']) {
      expect(updateVoiceSchema.parse({ name }).name).toBe(name);
    }
  });
});
