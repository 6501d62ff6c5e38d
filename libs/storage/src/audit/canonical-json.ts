/**
 * JSON with the members of objects in the order of their names and nothing between tokens: the same value gives the same bytes, no matter who
 * wrote it (RFC 8785 for strings, booleans, null and integers, which is all that audit entries hold). Members without a value are left out.
 * See ADR 134.
 * @throws TypeError for what has no such form
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new TypeError('only integers have a canonical form');
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`${typeof value} has no JSON form`);
  return text;
}
