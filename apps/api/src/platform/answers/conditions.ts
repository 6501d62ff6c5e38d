import type { FastifyRequest } from 'fastify';
import { checkIfMatch } from '../resources/if-match.ts';
import { type ByteRange, parseByteRange } from './byte-range.ts';
import { entityTagsOf, isSameWeakly } from './entity-tag.ts';

type Conditional = Pick<FastifyRequest, 'method' | 'headers'>;

/**
 * Whether the caller has the current representation already, which is then answered with 304. Evaluates `If-Match`, then `If-None-Match`
 * (RFC 9110, 13.2.2). Conditions by date are ignored, since no resource has a `Last-Modified`. A header that is no list of entity tags matches nothing.
 * @param etag the strong tag of the representation, in quotes
 * @throws ServiceError `etag-mismatch` where `If-Match` names other tags
 */
export function isNotModified({ method, headers }: Conditional, etag: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  checkIfMatch(headers['if-match'], { etag });
  const known = headers['if-none-match'] === undefined ? undefined : entityTagsOf(headers['if-none-match']);
  return known === '*' || (known?.some((tag) => isSameWeakly(tag, etag)) ?? false);
}

/**
 * The part of a file that a request asks for; undefined for all of it. `Range` means nothing in a request other than GET (RFC 9110, 14.2), nor
 * beside an `If-Range` that is not this strong tag (13.1.5).
 * @throws ServiceError `range-not-satisfiable`
 */
export function requestedRange(
  { method, headers }: Conditional,
  etag: string,
  sizeBytes: number,
): ByteRange | undefined {
  if (method !== 'GET') return undefined;
  const ifRange = headers['if-range'];
  if (ifRange !== undefined && String(ifRange).trim() !== etag) return undefined;
  return parseByteRange(headers.range, sizeBytes);
}
