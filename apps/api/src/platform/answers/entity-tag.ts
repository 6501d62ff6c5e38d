/** The document's ETag as HTTP wants it. */
export function entityTag(etag: string): string {
  return `"${etag.replaceAll('"', '')}"`;
}

/** One entity tag of a list, and what must come after it (RFC 9110, 8.8.3 and 5.6.1). */
const LISTED_TAG = /[ \t,]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)/y;
const REST = /^[ \t,]*$/;

/** The tags of an `If-Match` or `If-None-Match` header; undefined where it is neither `*` nor a list of entity tags. */
export function entityTagsOf(header: string): '*' | readonly string[] | undefined {
  if (header.trim() === '*') return '*';
  const tags: string[] = [];
  let end = 0;
  LISTED_TAG.lastIndex = 0;
  for (let match = LISTED_TAG.exec(header); match; match = LISTED_TAG.exec(header)) {
    tags.push(match[1] ?? '');
    end = LISTED_TAG.lastIndex;
  }
  return tags.length > 0 && REST.test(header.slice(end)) ? tags : undefined;
}

/** Whether two tags are equal by the weak comparison (RFC 9110, 8.8.3.2). */
export function isSameWeakly(a: string, b: string): boolean {
  return opaqueTagOf(a) === opaqueTagOf(b);
}

function opaqueTagOf(tag: string): string {
  return tag.replace(/^W\//, '');
}
