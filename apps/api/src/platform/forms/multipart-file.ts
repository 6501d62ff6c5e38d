import type { Readable } from 'node:stream';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';

/** Limits of everything in the form but the file itself, whose size is watched while it is stored. */
export const FORM_LIMITS = { files: 1, fields: 3, fieldSize: 256, headerPairs: 32, fileSize: Number.POSITIVE_INFINITY };

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
  throw noFile('The form contains no file: send the recording as the field `file`.');
}

/** The refusal of a form without a file. */
export function noFile(detail: string): ServiceError {
  return new ServiceError('invalid-request', detail, {
    fields: [{ pointer: '/file', code: 'required', detail: 'is missing' }],
  });
}
