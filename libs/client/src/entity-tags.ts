/** The header that lets a PATCH or DELETE succeed only while the resource is as it was in this answer. @throws Error when the answer has no ETag */
export function ifMatch({ headers }: Response): { 'If-Match': string } {
  const tag = headers.get('etag');
  if (tag === null) throw new Error('The answer has no ETag; the server does not send it, or CORS hides it');
  return { 'If-Match': tag };
}
