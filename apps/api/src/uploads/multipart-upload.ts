import type { Readable } from 'node:stream';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';
import { type CreateUploadBody, createUploadSchema } from './uploads.schema.ts';

/** Limits of everything in the form but the file itself, whose size is watched while it is stored. */
const FORM_LIMITS = { files: 1, fields: 3, fieldSize: 256, headerPairs: 32, fileSize: Number.POSITIVE_INFINITY };

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
  throw noFile('The form holds no file: send `purpose` first, then `file`.');
}

/** Reads a multipart form up to its file. @throws ServiceError `unsupported-media-type`, `invalid-request` */
export async function readMultipartFile(request: FastifyRequest): Promise<Readable> {
  if (!request.isMultipart()) {
    throw new ServiceError(
      'unsupported-media-type',
      'Send the recording as the field `file` of a multipart/form-data body.',
    );
  }
  for await (const part of request.parts({ limits: FORM_LIMITS })) {
    if (part.type === 'file') return part.file;
  }
  throw noFile('The form holds no file: send the recording as the field `file`.');
}

function noFile(detail: string): ServiceError {
  return new ServiceError('invalid-request', detail, {
    fields: [{ pointer: '/file', code: 'required', detail: 'is missing' }],
  });
}
