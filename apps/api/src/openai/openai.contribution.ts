import type { Contribution } from '../platform/contribution.ts';
import { isOpenAiPath, openAiErrorOf, openAiErrorSchema, sendOpenAiError } from './openai-error.ts';

/** Clients of the OpenAI API are told about errors in its way. */
export const OPENAI_CONTRIBUTION: Contribution = {
  schemas: [openAiErrorSchema],
  ignoresUnknownQueries: isOpenAiPath,
  errorForm: {
    applies: isOpenAiPath,
    mediaType: 'application/json',
    schema: 'OpenAiError',
    headers: ['X-Should-Retry'],
    bodyOf: openAiErrorOf,
    send: sendOpenAiError,
  },
};
