import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { type FormShape, readFormToFile } from '../platform/forms/form-reader.ts';
import { type CreateUploadBody, createUploadSchema } from './uploads.schema.ts';

export interface MultipartUpload {
  readonly body: CreateUploadBody;
  readonly content: Readable;
}

const FORM: FormShape = { file: 'file', fields: ['purpose'], maxFieldSize: 256 };

/**
 * Reads a multipart form up to its file. The fields must come before the file: the file is passed on while it arrives, so what it
 * is must be known when it begins.
 * @throws ServiceError `unsupported-media-type`, `invalid-request`, also by `content` where the rest of the form is wrong
 */
export async function readMultipartUpload(request: FastifyRequest): Promise<MultipartUpload> {
  const { fields: body, file } = await readFormToFile(request, FORM, createUploadSchema);
  return { body, content: file.content };
}
