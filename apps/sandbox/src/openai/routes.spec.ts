import { describe, expect, it } from 'vitest';
import { RestCall } from '../speech/rest/call.ts';
import { openAiRoutes } from './routes.ts';

const PATH = '/openai/deployments/speakable/chat/completions';

async function complete(text: string, tokens?: number) {
  const body = {
    messages: [{ role: 'user', content: JSON.stringify({ text, locale: 'en-US' }) }],
    ...(tokens !== undefined && { max_completion_tokens: tokens }),
  };
  const [route] = openAiRoutes(() => 0);
  const headers = { 'content-type': 'application/json' };
  const url = new URL(`https://localhost${PATH}`);
  const parameters = { deployment: 'speakable' };
  const { signal } = new AbortController();
  const json = Buffer.from(JSON.stringify(body));
  return route?.handle(
    new RestCall('ChatCompletions_Create', 'POST', url, headers, parameters, json, signal, undefined),
  );
}

describe(openAiRoutes.name, () => {
  it('refuses to write more tokens than gpt-4o does, in the words of Azure OpenAI', async () => {
    expect(await complete('42 km', 16_384)).toMatchObject({ status: 200 });
    expect(await complete('42 km', 16_385)).toEqual({
      status: 400,
      body: {
        error: {
          message:
            'max_tokens is too large: 16385. This model supports at most 16384 completion tokens, whereas you provided 16385.',
          type: 'invalid_request_error',
          param: 'max_completion_tokens',
          code: 'invalid_value',
        },
      },
    });
  });

  it('breaks off where the tokens end, and at the limit of the model if none are given', async () => {
    const body = (finish_reason: string, content: string) => ({ choices: [{ finish_reason, message: { content } }] });
    expect(await complete('The river is high.', 2)).toMatchObject({ body: body('length', 'The rive') });
    const long = 'a'.repeat(16_384 * 4);
    expect(await complete(long)).toMatchObject({ body: body('stop', long) });
    expect(await complete(`${long}a`)).toMatchObject({ body: body('length', long) });
  });
});
