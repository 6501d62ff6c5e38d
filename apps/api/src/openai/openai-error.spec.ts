import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type FieldError } from '#domain';
import { problemOf } from '#intake';
import { openAiErrorOf } from './openai-error.ts';

const errorOf = (...fields: FieldError[]) => {
  const { title, retryable } = ERROR_CODES['invalid-request'];
  const failure = { code: 'invalid-request' as const, title, retryable, detail: 'Detail.', fields };
  return openAiErrorOf(problemOf(failure, { path: '/v1/audio/speech', requestId: 'r' })).error;
};

describe(openAiErrorOf.name, () => {
  it('names the parameter as OpenAI does', () => {
    expect(errorOf({ pointer: '/text', code: 'required', detail: 'is missing' })).toMatchObject({
      message: 'The request is invalid. input: is missing',
      param: 'input',
    });
  });

  it('names the body where no parameter is the cause', () => {
    expect(errorOf({ pointer: '', code: 'required', detail: 'is missing' })).toMatchObject({
      message: 'The request is invalid. The body is missing',
      param: null,
    });
  });
});
