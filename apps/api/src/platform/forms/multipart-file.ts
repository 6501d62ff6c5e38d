import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readFormToFile } from './form-reader.ts';

/**
 * The file of a form that has nothing else. @throws ServiceError `unsupported-media-type`, `invalid-request`, also by the stream where the rest of the form
 * is wrong
 */
export async function readMultipartFile(request: FastifyRequest): Promise<Readable> {
  const { file } = await readFormToFile(request, { file: 'file', fields: [], maxFieldSize: 256 }, z.object({}));
  return file.content;
}
