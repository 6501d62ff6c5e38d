import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import type { FieldError } from '#domain';
import {
  bodyIssues,
  countOf,
  exampleOf,
  fieldErrors,
  type InputPlace,
  invalidRequest,
  inWords,
  inWordsOfQuery,
  type Validated,
} from '#intake';

const PREFIX: Readonly<Record<ArgumentMetadata['type'], InputPlace['prefix']>> = {
  body: '',
  query: 'query',
  param: 'path',
  custom: 'header',
};

/**
 * Validates each parameter that names a schema, `@Body({ schema })` and so on, and replaces it by what the schema makes of it.
 * Custom parameter decorators are validated too. @throws ServiceError `invalid-request` that lists what is wrong.
 */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ validateCustomDecorators: true });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const schema = metadata.schema;
    if (!schema || !this.toValidate(metadata)) return value;
    const place = placeOf(metadata);
    if (!(schema instanceof z.ZodType)) throw new TypeError('Schemas of routes are those of zod');
    // The parser of JSON bodies has refused what could replace a prototype in those that are validated in steps.
    const strip = (): void => this.stripProtoKeys(value);
    const result = await (metadata.type === 'body'
      ? bodyIssues(schema, value, strip)
      : resultOf(schema, value, metadata.type, strip));
    if (!result.issues) return result.value as T;
    if (value === undefined && metadata.type === 'body') throw invalidRequest([missingBody(schema)]);
    throw invalidRequest(fieldErrors(result.issues, place), countOf(result.issues));
  }
}

function missingBody(schema: unknown): FieldError {
  const example = exampleOf(schema);
  const like = example === undefined ? '' : ` such as ${example}`;
  const detail = `is missing. Send a JSON object${like}, with the header Content-Type: application/json`;
  return { pointer: '', code: 'required', detail };
}

async function resultOf(
  schema: z.ZodType,
  value: unknown,
  type: ArgumentMetadata['type'],
  strip: () => void,
): Promise<Validated<unknown>> {
  strip();
  const result = await schema.safeParseAsync(value, { error: type === 'query' ? inWordsOfQuery(value) : inWords });
  return result.success ? { value: result.data } : { issues: result.error.issues };
}

function placeOf({ type, data }: ArgumentMetadata): InputPlace {
  return { prefix: PREFIX[type], within: typeof data === 'string' && data !== '' ? [data] : [] };
}
