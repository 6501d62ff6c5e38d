/** What is true of all operations, in Markdown: the description of the document. */
export const INTRODUCTION = `Enrolls a person’s voice with their spoken consent, and speaks with it.

**Errors** are problems (RFC 9457, \`application/problem+json\`). Branch on \`code\`. Each operation lists its codes. \`type\` is the path of a page of this API that explains the code, and \`GET /errors\` lists all codes.

**Long work** is answered with 202 and an operation. Poll it, or watch its events. \`Prefer: wait=10\` waits for the end for up to ten seconds.

**Repeated requests**: a POST with the same \`Idempotency-Key\` is carried out once, for 24 hours.

**Lists** return \`next\`: send it as \`after\` to get the next page.

**Versions**: resources have an \`ETag\`. Send it as \`If-Match\` to change only what you have read. A GET with \`If-None-Match\` may be answered with 304.

**Members**: in the body of a POST, \`null\` means that the member is absent. In the body of a PATCH it clears the member. Answers may get new members: ignore those that you do not know.`;
