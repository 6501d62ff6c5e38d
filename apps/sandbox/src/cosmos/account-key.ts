import { createHmac, timingSafeEqual } from 'node:crypto';

/** What of a request is signed with a key of the account. */
export interface SignedRequest {
  readonly method: string;
  /** The path's parts, decoded. */
  readonly path: readonly string[];
  /** The header `x-ms-date`, as it was sent. */
  readonly date: string;
}

/**
 * Whether a signature is that of the account's key (learn.microsoft.com, "Access control on Azure Cosmos DB resources"): HMAC-SHA256 over the
 * verb, the type of the resource, its link and the date. How old the date is, is not looked at, as in the emulators.
 * @param key in base64
 * @param signature in base64
 */
export function isSignedWith(key: string, { method, path, date }: SignedRequest, signature: string): boolean {
  // A path of names alone ends with the type of what is listed or made; otherwise the resource itself is meant.
  const namesFeed = path.length % 2 === 1;
  const type = path.at(namesFeed ? -1 : -2) ?? '';
  const link = (namesFeed ? path.slice(0, -1) : path).join('/');
  const text = `${method.toLowerCase()}\n${type.toLowerCase()}\n${link}\n${date.toLowerCase()}\n\n`;
  const expected = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
  const found = Buffer.from(signature, 'base64');
  return found.length === expected.length && timingSafeEqual(found, expected);
}
