/** JSON types in the order in which Cosmos DB sorts them. */
const TYPE_ORDER = ['undefined', 'null', 'boolean', 'number', 'string', 'array', 'object'];

export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The order of `ORDER BY`: by type, then by value; code units for texts. */
export function compareValues(one: unknown, other: unknown): number {
  const [oneType, otherType] = [typeOf(one), typeOf(other)];
  if (oneType !== otherType) return TYPE_ORDER.indexOf(oneType) - TYPE_ORDER.indexOf(otherType);
  if (oneType === 'array' || oneType === 'object' || one === other) return 0;
  return (one as string) < (other as string) ? -1 : 1;
}

/** @returns undefined where one of them is, as in SQL */
export function equalValues(one: unknown, other: unknown): boolean | undefined {
  if (one === undefined || other === undefined) return undefined;
  return isSame(one, other);
}

/** @param partial whether objects may have members that `other` has not */
export function isSame(one: unknown, other: unknown, partial = false): boolean {
  const type = typeOf(one);
  if (type !== typeOf(other)) return false;
  if (type === 'array') {
    const [left, right] = [one as unknown[], other as unknown[]];
    return left.length === right.length && left.every((value, index) => isSame(value, right[index], partial));
  }
  if (type !== 'object') return one === other;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const names = Object.keys(right);
  return (
    (partial || Object.keys(left).length === names.length) &&
    names.every((name) => isSame(left[name], right[name], partial))
  );
}

/** Members and elements without a value are left out, as they are of what a query selects. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => each !== undefined).map(withoutUndefined);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => [name, withoutUndefined(each)]),
  );
}

/** The value of a property of a document, or undefined. */
export function memberOf(value: unknown, name: string | number): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string | number, unknown>)[name] : undefined;
}
