import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readFormToFile } from './form-reader.ts';

/**
 * The file of a form that has nothing else. @throws ServiceError `unsupported-media-type`, `invalid-request`, also by the stream where the rest of the form
 * is wrong
 */
export async function readMultipartFile(request: FastifyRequest, queries: readonly string[] = []): Promise<Readable> {
  const shape = { file: 'file', fields: [], maxFieldSize: 256, queries };
  const { file } = await readFormToFile(request, shape, z.object({}));
  return file.content;
}
