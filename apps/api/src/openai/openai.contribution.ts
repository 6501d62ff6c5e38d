import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import type { Contribution } from '../platform/contribution.ts';
import { isOpenAiPath, openAiErrorSchema, sendOpenAiError } from './openai-error.ts';
import { consentFormSchema, voiceFormSchema } from './openai-voices.schema.ts';

type MediaSchema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const ERROR = {
  description: 'An error in the format of OpenAI’s API, identified by `code`',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/OpenAiError' } } },
};

/** Says how errors look, and what forms hold, which decorators cannot. */
function describe(document: OpenAPIObject): void {
  for (const [path, item] of Object.entries(document.paths)) {
    if (!isOpenAiPath(path)) continue;
    for (const operation of [item.get, item.post]) {
      if (operation === undefined) continue;
      for (const status of ['default', '401', '403']) operation.responses[status] = ERROR;
    }
  }
  // An application of a test's own may do without them.
  if (!document.paths['/v1/audio/voice_consents']) return;
  describeForm(document, '/v1/audio/voice_consents', consentFormSchema, 'recording');
  describeForm(document, '/v1/audio/voices', voiceFormSchema, 'audio_sample');
}

function describeForm(document: OpenAPIObject, path: string, fields: z.ZodObject, file: string): void {
  const operation = document.paths[path]?.post;
  if (!operation) throw new Error(`POST ${path} does not exist, so its form cannot be described`);
  const { properties, required = [] } = z.toJSONSchema(fields, { io: 'input' });
  const schema = {
    type: 'object',
    required: [...required, file],
    properties: { ...properties, [file]: { type: 'string', format: 'binary' } },
  } as MediaSchema;
  operation.requestBody = { required: true, content: { 'multipart/form-data': { schema } } };
}

/** Clients of the OpenAI API are told about errors in its way. */
export const OPENAI_CONTRIBUTION: Contribution = {
  schemas: [openAiErrorSchema],
  describe,
  ignoresUnknownQueries: isOpenAiPath,
  errorForm: { applies: isOpenAiPath, send: sendOpenAiError },
};
