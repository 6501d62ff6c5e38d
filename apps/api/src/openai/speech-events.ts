import { problemOf } from '#intake';
import { failureOf } from '../platform/failure.ts';
import { openAiErrorOf } from './openai-error.ts';

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/**
 * The audio as OpenAI's server-sent events: `speech.audio.delta` with base64 for each chunk, `speech.audio.done` at the end. When it
 * breaks off, an `error` event says why, and the stream fails too.
 */
export async function* speechEvents(
  audio: AsyncIterable<Uint8Array>,
  {
    inputCharacters,
    path,
    requestId,
  }: { readonly inputCharacters: number; readonly path: string; readonly requestId: string },
): AsyncGenerator<string> {
  try {
    for await (const chunk of audio) {
      const { buffer, byteOffset, byteLength } = chunk;
      yield event({
        type: 'speech.audio.delta',
        audio: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
      });
    }
  } catch (error) {
    const failure = failureOf(error);
    yield event(openAiErrorOf(problemOf(failure.error, { path, requestId }, failure.status)));
    throw error;
  }
  // Azure bills characters: there are no tokens to be counted.
  const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0, input_characters: inputCharacters };
  yield event({ type: 'speech.audio.done', usage });
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
