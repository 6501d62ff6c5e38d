import type { Problem } from '#intake';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** The paths on which clients of the OpenAI API are served, and told about errors in its way. */
const OPENAI_PATH = /^\/v1\/(?:audio|models)(?:\/|$)/;

export function isOpenAiPath(path: string): boolean {
  return OPENAI_PATH.test(path);
}

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};

export const openAiErrorSchema = z
  .object({
    error: z
      .object({
        message: z.string().describe('What is wrong, and what to do'),
        type: z
          .string()
          .describe(
            'invalid_request_error, authentication_error, permission_error, rate_limit_error, insufficient_quota or server_error',
          ),
        param: z.string().nullable().describe('The invalid parameter, if a parameter is the cause'),
        code: z.string().describe('One of those that `GET /errors` lists'),
      })
      .meta({ id: 'OpenAiErrorDetail', description: 'What went wrong' }),
  })
  .meta({ id: 'OpenAiError', description: 'An error in the format of OpenAI’s API' });
export type OpenAiError = z.infer<typeof openAiErrorSchema>;

/** Where the parameters of our own routes are called otherwise. */
const PARAMETERS: Readonly<Record<string, string>> = {
  voiceId: 'voice',
  text: 'input',
  rate: 'speed',
  consentId: 'consent',
  uploadId: 'recording',
  'samples.0.uploadId': 'audio_sample',
  voiceTalentName: 'name',
  companyName: 'company_name',
  locale: 'language',
};

/** The same failure as OpenAI's API would tell it; the status is that of the problem. */
export function openAiErrorOf(problem: Problem): OpenAiError {
  const fields = (problem.errors ?? []).map(({ pointer, detail }) => ({ param: parameterOf(pointer), detail }));
  const details = fields
    .map(({ param, detail }) => (param === '' ? `The body ${detail}` : `${param}: ${detail}`))
    .join('; ');
  return {
    error: {
      message: details === '' ? problem.detail : `${problem.title}. ${details}`,
      type: typeOf(problem),
      param: fields[0]?.param || null,
      code: problem.code,
    },
  };
}

/** A budget is what OpenAI calls a quota: its clients do not send such requests again. */
function typeOf({ code, status }: Problem): string {
  if (code === 'budget-exhausted') return 'insufficient_quota';
  return TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
}

/** `/voice/id` → `voice.id`, `query/limit` → `limit`. */
function parameterOf(pointer: string): string {
  const name = pointer.replace(/^(?:query|path|header)?\//, '').replaceAll('/', '.');
  return PARAMETERS[name] ?? name;
}

export function sendOpenAiError(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    // openai-node repeats 408, 409, 429 and 5xx unless it is told that this is no use.
    .header('x-should-retry', String(problem.retryable))
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(openAiErrorOf(problem));
}
