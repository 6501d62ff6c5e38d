import { type FieldError, ServiceError } from '#domain';
import { invalidRequest } from '#intake';
import { entityTag, entityTagsOf } from '../answers/entity-tag.ts';

/**
 * Checks the header `If-Match` against the document that is about to be changed or read; without the header nothing is checked. The comparison is
 * strong: a weak tag matches nothing (RFC 9110, 13.1.1).
 * @throws ServiceError `etag-mismatch`, `invalid-request` for what is no list of tags
 */
export function checkIfMatch(header: string | undefined, { etag }: { readonly etag: string }): void {
  if (header === undefined) return;
  const tags = entityTagsOf(header);
  if (tags === '*' || tags?.includes(entityTag(etag))) return;
  if (tags === undefined) throw invalidRequest([malformed(header)]);
  const detail = tags.every((tag) => tag.startsWith('W/'))
    ? 'If-Match compares strong tags only. Send the ETag of the resource as it was sent, without W/.'
    : 'The resource has changed. Read it again and repeat your change.';
  throw new ServiceError('etag-mismatch', detail, {
    fields: [
      { pointer: 'header/If-Match', code: 'mismatch', detail: 'does not have the current ETag of the resource' },
    ],
  });
}

/** RFC 9110, 8.8.3: a tag is in double quotes. */
function malformed(header: string): FieldError {
  const isTag = /^[\w-]{1,40}$/.test(header);
  const detail = isTag
    ? `needs double quotes: "${header}"`
    : 'must be the ETag of the resource in double quotes, as it was sent, a list of these, or *';
  return { pointer: 'header/If-Match', code: 'invalid-format', detail };
}
