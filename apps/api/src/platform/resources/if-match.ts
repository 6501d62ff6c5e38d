import { ServiceError } from '#domain';
import { entityTag, entityTagsOf } from '../answers/entity-tag.ts';

/**
 * Checks the header `If-Match` against the document that is about to be changed or read; without the header nothing is checked. The comparison is
 * strong: a weak tag matches nothing (RFC 9110, 13.1.1).
 * @throws ServiceError `etag-mismatch`
 */
export function checkIfMatch(header: string | undefined, { etag }: { readonly etag: string }): void {
  if (header === undefined) return;
  const tags = entityTagsOf(header);
  if (tags === '*' || tags?.includes(entityTag(etag))) return;
  const detail =
    tags === undefined
      ? 'If-Match must have an entity tag in double quotes, as the ETag header of the resource has it, a list of these, or *.'
      : 'The resource has changed. Read it again and repeat your change.';
  throw new ServiceError('etag-mismatch', detail, {
    fields: [
      { pointer: 'header/If-Match', code: 'mismatch', detail: 'does not have the current ETag of the resource' },
    ],
  });
}
