/** As much of a container's indexing policy as decides which paths a query can use. */
export interface IndexingPolicy {
  readonly indexingMode: 'consistent';
  readonly automatic: boolean;
  readonly includedPaths: readonly { readonly path: string }[];
  readonly excludedPaths: readonly { readonly path: string }[];
}

/** What Azure gives a container that is created without one. */
export const DEFAULT_INDEXING_POLICY: IndexingPolicy = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: '/"_etag"/?' }],
};

/**
 * Whether a property is excluded from the index: of the paths that cover it the longest decides.
 * @param names for example `['subject', 'id']` for `c.subject.id`
 */
export function isExcluded(policy: IndexingPolicy, names: readonly string[]): boolean {
  const included = longestMatch(policy.includedPaths, names);
  const excluded = longestMatch(policy.excludedPaths, names);
  return excluded > included;
}

/** @returns how many names of the longest path that covers the property, −1 for none */
function longestMatch(paths: readonly { readonly path: string }[], names: readonly string[]): number {
  let longest = -1;
  for (const { path } of paths) {
    const parts = path.split('/').slice(1);
    const last = parts.pop();
    const wanted = parts.map((part) => part.replace(/^"(.*)"$/, '$1'));
    const covers =
      wanted.every((name, index) => name === names[index]) &&
      (last === '*' || (last === '?' && wanted.length === names.length));
    if (covers) longest = Math.max(longest, wanted.length);
  }
  return longest;
}
