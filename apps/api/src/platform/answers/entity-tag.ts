/** The document's ETag as HTTP wants it. */
export function entityTag(etag: string): string {
  return `"${etag.replaceAll('"', '')}"`;
}
