import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '#domain';
import { knownRoles, type Principal } from '../principal.ts';

/** The longest that a link is valid. */
export const MAX_LINK_TTL_MS = 300_000;
/** The query parameter with the signature. */
export const LINK_PARAMETER = 'link';

const KEY_BYTES = 32;
/** Separates these keys from everything else that is made of the same secret. */
const KEY_PURPOSE = 'voice-cloning:signed-links:v1';
const SHAPE = /^([\w-]{1,2000})\.([\w-]{43})$/;

interface Claims {
  readonly resource: string;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly principal: Principal;
}

/**
 * Links that stand for one GET of one resource by the caller who made them, for pages whose elements send no header. They are signed with HMAC-SHA256 by
 * keys that are derived from WEBHOOK_SECRET_KEYS. What the link leads to is checked when it is used, as for a token. See ADR 150.
 */
export class SignedLinks {
  private readonly keys: readonly Buffer[];

  /** @param secretKeys 32 bytes in base64 each; the first signs, each of them verifies */
  constructor(
    secretKeys: readonly string[],
    private readonly now: () => number = Date.now,
  ) {
    this.keys = secretKeys.map((secret) =>
      Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', KEY_PURPOSE, KEY_BYTES)),
    );
  }

  /**
   * @param resource path and query
   * @returns the resource with the signature in its query, and until when it is valid: five minutes at most, and no longer than the token of the caller
   * @throws ServiceError `dependency-unavailable` when there is no key
   */
  sign(principal: Principal, resource: string): { readonly target: string; readonly expiresAt: Date } {
    const [key] = this.keys;
    if (!key)
      throw new ServiceError('dependency-unavailable', 'Links are not configured: there is no key to sign them.');
    const until = Math.min(this.now() + MAX_LINK_TTL_MS, principal.expiresAt ?? Number.POSITIVE_INFINITY);
    const claims = Buffer.from(JSON.stringify({ resource, until, principal } satisfies Claims)).toString('base64url');
    const separator = resource.includes('?') ? '&' : '?';
    return {
      target: `${resource}${separator}${LINK_PARAMETER}=${claims}.${signatureOf(key, claims)}`,
      expiresAt: new Date(until),
    };
  }

  /**
   * Who made the link to this target, which is undefined where the target has no link.
   * @param target path and query of a request
   * @throws ServiceError `unauthenticated` when the link was changed, is for another resource or has expired
   */
  principalOf(method: string, target: string): Principal | undefined {
    const { resource, link } = split(target);
    if (link === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined;
    const [, claims = '', signature = ''] = SHAPE.exec(link) ?? [];
    if (!this.keys.some((key) => isEqual(signature, signatureOf(key, claims)))) throw refused('The link is not valid.');
    const { resource: signed, until, principal } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims;
    if (signed !== resource) throw refused('The link is for another resource.');
    if (until <= this.now()) throw refused('The link has expired.');
    return { ...principal, roles: knownRoles(principal.roles) };
  }
}

function split(target: string): { readonly resource: string; readonly link: string | undefined } {
  const [path = '', query = ''] = target.split('?', 2);
  const parts = query.split('&');
  const link = parts.find((part) => part.startsWith(`${LINK_PARAMETER}=`))?.slice(LINK_PARAMETER.length + 1);
  const rest = parts.filter((part) => part !== '' && !part.startsWith(`${LINK_PARAMETER}=`)).join('&');
  return { resource: rest === '' ? path : `${path}?${rest}`, link };
}

function signatureOf(key: Buffer, claims: string): string {
  return createHmac('sha256', key).update(claims).digest('base64url');
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refused(detail: string): ServiceError {
  return new ServiceError('unauthenticated', `${detail} Create a new one by POST /v1/links.`);
}
