import { describe, expect, it } from 'vitest';
import { MAX_TEXT_CHARACTERS } from '#intake';
import { openAiSpeechSchema } from './openai-speech.schema.ts';

function faultsOf(input: string): readonly PropertyKey[] {
  const parsed = openAiSpeechSchema.safeParse({ model: 'tts-1', voice: 'Ada', input });
  return parsed.error?.issues.flatMap(({ path }) => path) ?? [];
}

describe('the body of POST /v1/audio/speech', () => {
  it('holds a text of up to as many characters as any other route takes', () => {
    expect(faultsOf('x'.repeat(MAX_TEXT_CHARACTERS))).toEqual([]);
    expect(faultsOf('x'.repeat(MAX_TEXT_CHARACTERS + 1))).toEqual(['input']);
  });
});
