import { z } from 'zod';
import type { RestAnswer, RestCall } from '../speech/rest/call.ts';
import { parseJson } from '../speech/rest/call.ts';
import type { Route } from '../speech/rest/route.ts';
import { spellOut } from './spell-out.ts';

const body = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  max_completion_tokens: z.int().positive().optional(),
});

/** The one deployment that there is; `OPENAI_DEPLOYMENT` of the sandbox's environment names it. */
export const OPENAI_DEPLOYMENT = 'speakable';

/** What gpt-4o (2024-08-06) writes at most, as the models page of Azure OpenAI has it. */
const MAX_OUTPUT_TOKENS = 16_384;

/**
 * A stand-in for chat completions of Azure OpenAI, on their protocol: it understands one task, a JSON message with a `text` to be
 * written out for speech, and does it by rules. Any other message comes back as it is.
 */
export function openAiRoutes(now: () => number): Route[] {
  return [
    {
      operation: 'ChatCompletions_Create',
      api: 'openai',
      method: 'POST',
      path: '/openai/deployments/{deployment}/chat/completions',
      handle: (call) => complete(call, now),
    },
  ];
}

function complete(call: RestCall, now: () => number): RestAnswer {
  if (call.parameter('deployment') !== OPENAI_DEPLOYMENT) return noDeployment();
  const { messages, max_completion_tokens: mostTokens = MAX_OUTPUT_TOKENS } = call.json(body);
  if (mostTokens > MAX_OUTPUT_TOKENS) return tooManyTokens(mostTokens);
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const text = (parseJson(asked)?.value as { text?: unknown } | null | undefined)?.text;
  const whole = spellOut(typeof text === 'string' ? text : asked);
  const tokens = tokensOf(whole);
  const content = whole.slice(0, Math.min(whole.length, mostTokens * 4));
  return {
    status: 200,
    headers: { 'x-sandbox-stand-in': 'rules, not a model' },
    body: {
      id: `chatcmpl-${now()}`,
      object: 'chat.completion',
      created: Math.floor(now() / 1_000),
      model: 'sandbox-rules',
      choices: [
        {
          index: 0,
          finish_reason: content.length < whole.length ? 'length' : 'stop',
          message: { role: 'assistant', content, refusal: null },
        },
      ],
      usage: { prompt_tokens: tokensOf(asked), completion_tokens: tokens, total_tokens: tokensOf(asked) + tokens },
    },
  };
}

/** learn.microsoft.com, "Azure OpenAI in Microsoft Foundry Models REST API", errors of the data plane. */
function noDeployment(): RestAnswer {
  const message =
    'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.';
  return { status: 404, body: { error: { code: 'DeploymentNotFound', message } } };
}

/** As Azure OpenAI says it of gpt-4o (charmbracelet/catwalk#41). */
function tooManyTokens(asked: number): RestAnswer {
  const message = `max_tokens is too large: ${asked}. This model supports at most ${MAX_OUTPUT_TOKENS} completion tokens, whereas you provided ${asked}.`;
  const error = { message, type: 'invalid_request_error', param: 'max_completion_tokens', code: 'invalid_value' };
  return { status: 400, body: { error } };
}

/** About four characters each. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}
