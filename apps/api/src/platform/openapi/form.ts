import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { z } from 'zod';
import { documentedAs } from './json-schema.ts';

const FORM = 'openApiForm';

/** The file of a form, as the document describes it. Handlers read forms as a stream: no schema sees the file. */
export function fileSchema(description: string) {
  return documentedAs(z.file(), { type: 'string', format: 'binary', description });
}

/** The route takes a multipart form with these fields; the schema has an id, and describes the file by `fileSchema`. */
export function TakesForm(schema: z.ZodObject): MethodDecorator {
  return applyDecorators(
    ApiConsumes('multipart/form-data'),
    ApiBody({ schema: { $ref: `#/components/schemas/${String(schema.meta()?.id)}` } }),
    SetMetadata(FORM, schema),
  );
}

/** The form that a handler takes, if it takes one. */
export function formOf(handler: Function): z.ZodObject | undefined {
  return Reflect.getMetadata(FORM, handler) as z.ZodObject | undefined;
}
