import type { OpenAPIObject } from '@nestjs/swagger';
import type { Contribution } from '../platform/contribution.ts';
import { isOpenAiPath, openAiErrorSchema, sendOpenAiError } from './openai-error.ts';

const ERROR = {
  description: 'An error in the format of OpenAI’s API, identified by `code`',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/OpenAiError' } } },
};

/** Says how errors look. */
function describe(document: OpenAPIObject): void {
  for (const [path, item] of Object.entries(document.paths)) {
    if (!isOpenAiPath(path)) continue;
    for (const operation of [item.get, item.post]) {
      if (operation === undefined) continue;
      for (const status of ['default', '401', '403']) operation.responses[status] = ERROR;
    }
  }
}

/** Clients of the OpenAI API are told about errors in its way. */
export const OPENAI_CONTRIBUTION: Contribution = {
  schemas: [openAiErrorSchema],
  describe,
  ignoresUnknownQueries: isOpenAiPath,
  errorForm: { applies: isOpenAiPath, send: sendOpenAiError },
};
