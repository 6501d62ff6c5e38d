import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { z } from 'zod';
import { componentsOf, documentedAs, type JsonSchema } from './json-schema.ts';

const FORM = 'openApiForm';

/** The file of a form, as the document describes it. Handlers read forms as a stream: no schema sees the file. */
export function fileSchema(description: string) {
  return documentedAs(z.file(), { type: 'string', format: 'binary', description });
}

/**
 * The route takes a multipart form with these fields; the schema has an id, and describes the file by `fileSchema`. The document describes the form in
 * place: for a form that is a component, NSwag forgets the type of files, so that its TypeScript does not compile (ADR 159).
 */
export function TakesForm(schema: z.ZodObject): MethodDecorator {
  const { [String(schema.meta()?.id)]: form = {}, ...parts } = componentsOf(schema, 'input');
  return applyDecorators(ApiConsumes('multipart/form-data'), ApiBody({ schema: form }), SetMetadata(FORM, parts));
}

/** The components that the form of a handler refers to. */
export function formPartsOf(handler: Function): Record<string, JsonSchema> {
  return (Reflect.getMetadata(FORM, handler) ?? {}) as Record<string, JsonSchema>;
}
