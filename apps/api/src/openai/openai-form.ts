import type { Readable } from 'node:stream';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type FieldError, ServiceError } from '#domain';

/** Limits of everything in the form but the file itself, whose size is watched while it is stored. */
const FORM_LIMITS = { files: 1, fields: 10, fieldSize: 1_024, headerPairs: 32, fileSize: Number.POSITIVE_INFINITY };

export interface FormFile {
  readonly fileName: string | undefined;
  readonly contentType: string;
  readonly content: Readable;
}

/**
 * Reads a form with one file. openai-node sends the parts in the order in which its caller wrote them, so the file may come first:
 * it is handed to `store` when it comes, and the fields are checked at the end.
 * @throws ServiceError `unsupported-media-type`, `invalid-request`; what `store` throws
 */
export async function readOpenAiForm<S extends z.ZodType, F>(
  request: FastifyRequest,
  { fields: schema, file: fileField, store }: { fields: S; file: string; store: (file: FormFile) => Promise<F> },
): Promise<{ readonly fields: z.infer<S>; readonly file: F }> {
  if (!request.isMultipart()) {
    throw new ServiceError(
      'unsupported-media-type',
      `Send multipart/form-data with the recording as \`${fileField}\`.`,
    );
  }
  const given: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let stored: { readonly file: F } | undefined;
  for await (const part of request.parts({ limits: FORM_LIMITS })) {
    if (part.type === 'field') given[part.fieldname] = part.value;
    else if (part.fieldname === fileField) {
      const { filename, mimetype: contentType, file: content } = part;
      stored = { file: await store({ fileName: filename === '' ? undefined : filename, contentType, content }) };
    } else part.file.resume();
  }
  const parsed = schema.safeParse({ ...given });
  const faults: FieldError[] = parsed.success
    ? []
    : parsed.error.issues.map(({ path, code, message }) => ({ pointer: `/${path.join('/')}`, code, detail: message }));
  if (stored === undefined) faults.push({ pointer: `/${fileField}`, code: 'required', detail: 'is missing' });
  if (!parsed.success || stored === undefined) {
    throw new ServiceError('invalid-request', 'The form is not valid.', { fields: faults });
  }
  return { fields: parsed.data, file: stored.file };
}
