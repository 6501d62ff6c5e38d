import type { Readable } from 'node:stream';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';
import { FORM_LIMITS, noFile } from '../platform/forms/multipart-file.ts';
import { type CreateUploadBody, createUploadSchema } from './uploads.schema.ts';

export interface MultipartUpload {
  readonly body: CreateUploadBody;
  readonly content: Readable;
}

/**
 * Reads a multipart form up to its file. The fields must come before the file: the file is passed on while it arrives, so what it
 * is must be known when it begins.
 * @throws ServiceError `invalid-request`
 */
export async function readMultipartUpload(request: FastifyRequest): Promise<MultipartUpload> {
  const fields: Record<string, unknown> = {};
  for await (const part of request.parts({ limits: FORM_LIMITS })) {
    if (part.type === 'field') {
      fields[part.fieldname] = part.value;
      continue;
    }
    const parsed = createUploadSchema.safeParse({
      ...fields,
      fileName: part.filename === '' ? undefined : part.filename,
      contentType: part.mimetype,
    });
    if (!parsed.success) {
      part.file.resume();
      throw new ServiceError('invalid-request', 'The form is not valid: send `purpose` first, then `file`.', {
        fields: parsed.error.issues.map(({ path, code, message }) => ({
          pointer: `/${path.join('/')}`,
          code,
          detail: message,
        })),
      });
    }
    return { body: parsed.data, content: part.file };
  }
  throw noFile('The form contains no file: send `purpose` first, then `file`.');
}
