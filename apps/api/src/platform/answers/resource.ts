import { applyDecorators, HttpStatus, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { headers } from '../openapi/response-headers.ts';
import { Answer, AnswerBy, type HandlerDecorator } from './answer.ts';
import { isNotModified } from './conditions.ts';
import { entityTag } from './entity-tag.ts';

/** How soon it makes sense to ask again for something that goes on, in seconds. */
export const POLL_AFTER_S = 1;

/**
 * Answers with the document that the handler returns, and its ETag; with 304 where the caller has it already.
 * @param goesOn whether the document changes soon without its caller, so that the answer has `Retry-After`
 */
export function AnswersResource<D extends object, V>(
  schema: z.ZodType<V>,
  view: (document: D) => V,
  goesOn?: (document: D) => boolean,
): HandlerDecorator<D & { readonly etag: string }> {
  const answer = new AnswerBy<D & { readonly etag: string }>((document, request) => {
    const etag = entityTag(document.etag);
    const headers = { etag, ...(goesOn?.(document) === true && { 'retry-after': String(POLL_AFTER_S) }) };
    if (!isNotModified(request, etag)) return new Answer(view(document), { headers });
    // Fastify sends nothing of it in answer to HEAD, but its length, which must be that of the resource.
    const body = request.method === 'HEAD' ? view(document) : undefined;
    return new Answer(body, { headers, status: HttpStatus.NOT_MODIFIED });
  });
  return applyDecorators(
    ApiOkResponse({
      standardSchema: schema,
      description: 'The resource as it is now',
      headers: headers('ETag', ...(goesOn ? (['Retry-After'] as const) : [])),
    }),
    UseInterceptors(answer),
  );
}
