/** The longest a request is held: proxies and clients lose patience not much later. */
const MAX_WAIT_S = 60;

/**
 * How many seconds a `Prefer` header (RFC 7240) asks to wait for the outcome, at most 60; undefined when it does not, or not in a way that
 * makes sense: a preference is never an error.
 */
export function preferredWaitOf(header: string | string[] | undefined): number | undefined {
  for (const preference of [header ?? []].flat().join(',').split(',')) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;|$)/i.exec(preference) ?? [];
    // The first one counts (RFC 7240, section 2).
    if (seconds !== undefined) return Math.min(Number(seconds), MAX_WAIT_S);
  }
  return undefined;
}
