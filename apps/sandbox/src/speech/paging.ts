import { ApiError } from './rest/api-error.ts';

/** `QueryMaxPageSize` of the OpenAPI files. */
const DEFAULT_PAGE_SIZE = 100;

export interface Page<T> {
  readonly value: readonly T[];
  readonly nextLink?: string;
}

/**
 * The page that `skip` and `maxpagesize` ask for; `nextLink` leads to the one after it.
 *
 * @throws ApiError 400
 */
export function pageOf<T>(all: readonly T[], url: URL): Page<T> {
  const skip = wholeNumber(url, 'skip', 0, 0);
  const size = wholeNumber(url, 'maxpagesize', DEFAULT_PAGE_SIZE, 1);
  const value = all.slice(skip, skip + size);
  if (skip + size >= all.length) return { value };
  const next = new URL(url);
  next.searchParams.set('skip', String(skip + size));
  next.searchParams.set('maxpagesize', String(size));
  return { value, nextLink: next.href };
}

function wholeNumber(url: URL, name: string, fallback: number, smallest: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < smallest)
    throw new ApiError('BadRequest', `The query parameter ${name} is not valid.`);
  return value;
}
