import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../principal.ts';

const MAX_ENTRIES = 5_000;
/** A removed signing key is noticed no later than this after the key store has noticed it. */
const MAX_AGE_MS = 300_000;

interface Entry {
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Principals of tokens that were verified a short while ago, by the SHA-256 of the whole token: the tokens themselves are not kept. */
export class VerifiedTokens {
  private readonly entries = new LRUCache<string, Entry>({ max: MAX_ENTRIES });

  constructor(private readonly now: () => number) {}

  get(token: string): Principal | undefined {
    const key = digest(token);
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (entry.until > this.now()) return entry.principal;
    this.entries.delete(key);
    return undefined;
  }

  /** @param expiresAt The token's `exp`, seconds since the epoch: it is not kept past it. */
  set(token: string, principal: Principal, expiresAt: number): void {
    const until = Math.min(expiresAt * 1_000, this.now() + MAX_AGE_MS);
    if (until > this.now()) this.entries.set(digest(token), { principal, until });
  }

  get size(): number {
    return this.entries.size;
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64');
}
