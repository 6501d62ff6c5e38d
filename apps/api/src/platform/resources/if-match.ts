import { ServiceError } from '#domain';
import { entityTag } from '../answers/entity-tag.ts';

/**
 * Checks the header `If-Match` against the document that is about to be changed; without the header nothing is checked.
 * @throws ServiceError `etag-mismatch`
 */
export function checkIfMatch(header: string | undefined, { etag }: { readonly etag: string }): void {
  if (header === undefined || header.trim() === '*') return;
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.includes(entityTag(etag))) return;
  throw new ServiceError('etag-mismatch', 'The resource has changed. Read it again and repeat your change.');
}
