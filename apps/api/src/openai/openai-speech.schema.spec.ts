import { describe, expect, it } from 'vitest';
import { type ServiceError } from '#domain';
import { MAX_TEXT_CHARACTERS, problemOf, validatedBody } from '#intake';
import { openAiSpeechSchema } from './openai-speech.schema.ts';

function faultsOf(input: string): readonly PropertyKey[] {
  const parsed = openAiSpeechSchema.safeParse({ model: 'tts-1', voice: 'Ada', input });
  return parsed.error?.issues.flatMap(({ path }) => path) ?? [];
}

const BODY = { model: 'tts-1', voice: 'Ada', input: 'Good evening.' };

describe('the body of POST /v1/audio/speech', () => {
  it('holds a text of up to as many characters as any other route takes', () => {
    expect(faultsOf('x'.repeat(MAX_TEXT_CHARACTERS))).toEqual([]);
    expect(faultsOf('x'.repeat(MAX_TEXT_CHARACTERS + 1))).toEqual(['input']);
  });
  it.each(['model', 'voice', 'input'])('answers 400 to null for `%s` alone, and says so', async (member) => {
    const read = validatedBody(openAiSpeechSchema, { ...BODY, [member]: null });
    const refusal = await read.then(
      () => undefined,
      (error: ServiceError) => problemOf(error, { path: '/v1/audio/speech', requestId: 'r' }),
    );
    expect(refusal).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(refusal?.errors).toEqual([
      { pointer: `/${member}`, code: expect.any(String), detail: expect.stringContaining('you sent null') },
    ]);
  });

  it.each(['instructions', 'response_format', 'speed', 'stream_format'])(
    'takes null for `%s` as if it were left out',
    async (member) => {
      const read = await validatedBody(openAiSpeechSchema, { ...BODY, [member]: null });
      expect(read).toEqual({ ...BODY, response_format: 'mp3', speed: 1, stream_format: 'audio' });
    },
  );
});
