/** Each `$ref` of a document that is not a JSON pointer (RFC 6901) to something in that document. */
export function unresolvedReferences(document: unknown): string[] {
  return [...references(document)].filter((reference) => resolve(document, reference) === undefined);
}

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '$ref' && typeof member === 'string') yield member;
    else yield* references(member);
  }
}

function resolve(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let found = document;
  for (const part of reference.slice(2).split('/')) {
    if (typeof found !== 'object' || found === null) return undefined;
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
