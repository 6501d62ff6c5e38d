import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { Answer, AnswerBy, type HandlerDecorator } from './answer.ts';
import { entityTag } from './entity-tag.ts';

/** Answers with the document that the handler returns, and its ETag. */
export function AnswersResource<D extends object, V>(
  schema: z.ZodType<V>,
  view: (document: D) => V,
): HandlerDecorator<D & { readonly etag: string }> {
  const answer = new AnswerBy<D & { readonly etag: string }>(
    (document) => new Answer(view(document), { headers: { etag: entityTag(document.etag) } }),
  );
  return applyDecorators(ApiOkResponse({ standardSchema: schema }), UseInterceptors(answer));
}
