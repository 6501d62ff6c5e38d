import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Page } from '#documents';
import { headers } from '../openapi/response-headers.ts';
import { Answer, AnswerBy, type HandlerDecorator } from './answer.ts';

export interface PageView<V> {
  readonly data: readonly V[];
  readonly hasMore: boolean;
  readonly next: string | null;
}

/** Answers with the page that the handler returns; where there is a next one, the Link header points to it. */
export function AnswersPage<D, V>(schema: z.ZodType<PageView<V>>, view: (item: D) => V): HandlerDecorator<Page<D>> {
  const answer = new AnswerBy<Page<D>>(({ data, next }, { url }) => {
    const body: PageView<V> = { data: data.map(view), hasMore: next !== undefined, next: next ?? null };
    return next === undefined ? body : new Answer(body, { headers: { link: linkTo(url, next) } });
  });
  return applyDecorators(
    ApiOkResponse({ standardSchema: schema, description: 'A page of the list', headers: headers('Link') }),
    UseInterceptors(answer),
  );
}

function linkTo(url: string, next: string): string {
  const [path, search] = url.split('?', 2);
  const query = new URLSearchParams(search);
  query.set('after', next);
  return `<${path}?${query.toString()}>; rel="next"`;
}

/**
 * The page of a store that has no pages itself.
 * @param found one more than `limit` if there is a next page
 * @param cursorOf points behind an item
 */
export function pageOf<D>(found: readonly D[], limit: number, cursorOf: (last: D) => string): Page<D> {
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return { data, next: found.length > limit && last !== undefined ? cursorOf(last) : undefined };
}
