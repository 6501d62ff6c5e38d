import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import { z } from 'zod';
import { ServiceError } from '#domain';

/** Long-standing version of the keys' data plane. */
const API_VERSION = '7.4';
const ATTEMPT_TIMEOUT_MS = 3_000;
/** Before each further attempt, unless the vault says how long to wait. */
const RETRY_DELAYS_MS: readonly number[] = [250, 1_000];
const MAX_RETRY_AFTER_MS = 3_000;
/** After the last attempt failed nobody is asked for so long: an outage delays one file, not each. */
const REST_MS = 30_000;
/** 403 too: a role that was just assigned takes a while to arrive. */
const RETRIED: ReadonlySet<number> = new Set([403, 408, 429, 500, 502, 503, 504]);

/** What `sign` is called in Azure, and which digest it signs. */
const ALGORITHMS = {
  es256: { name: 'ES256', digest: 'sha256' },
  es384: { name: 'ES384', digest: 'sha384' },
  ps256: { name: 'PS256', digest: 'sha256' },
} as const;
export type VaultAlgorithm = keyof typeof ALGORITHMS;

const answer = z.object({ value: z.string().regex(/^[\w-]+={0,2}$/) });

export interface KeyVaultKeyOptions {
  /** `https://{vault}.vault.azure.net/keys/{name}/{version}`. */
  readonly url: string;
  readonly credential: TokenCredential;
  /** Now, in milliseconds. */
  readonly now?: () => number;
}

/**
 * A key that never leaves its vault: the vault signs a digest (`sign` of Azure Key Vault, by the managed identity). See ADR 185.
 */
export class KeyVaultKey {
  readonly #now: () => number;
  #restsUntil = 0;

  constructor(private readonly options: KeyVaultKeyOptions) {
    this.#now = options.now ?? Date.now;
  }

  /**
   * @returns of ECDSA `r` and `s` one after the other, of RSA the signature by PSS
   * @throws ServiceError `provider-unavailable` after 3 attempts, and at once for 30 s after that
   */
  async sign(message: Uint8Array, algorithm: string, signal?: AbortSignal): Promise<Uint8Array> {
    if (!isVaultAlgorithm(algorithm)) throw new RangeError(`Azure Key Vault does not sign with ${algorithm}`);
    if (this.#now() < this.#restsUntil) throw away('rests, because it did not answer before');
    const { name, digest } = ALGORITHMS[algorithm];
    const value = createHash(digest).update(message).digest('base64url');
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(JSON.stringify({ alg: name, value }), signal);
      if (outcome instanceof Uint8Array) return outcome;
      const delayMs = RETRY_DELAYS_MS[attempt];
      if (!outcome.isRetried || delayMs === undefined) {
        this.#restsUntil = this.#now() + REST_MS;
        throw away(outcome.said, outcome.cause);
      }
      await wait(Math.min(outcome.retryAfterMs ?? delayMs, MAX_RETRY_AFTER_MS), undefined, { signal });
    }
  }

  async #attempt(body: string, signal: AbortSignal | undefined): Promise<Uint8Array | Trouble> {
    const deadline = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
    const both = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const token = await this.options.credential.getToken(scopeOf(this.options.url), { abortSignal: both });
      const response = await fetch(`${this.options.url}/sign?api-version=${API_VERSION}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: both,
      });
      if (response.ok) return Buffer.from(answer.parse(await response.json()).value, 'base64url');
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        said: `answered ${response.status}`,
        isRetried: RETRIED.has(response.status),
        ...(Number.isFinite(seconds) && { retryAfterMs: seconds * 1_000 }),
      };
    } catch (cause) {
      signal?.throwIfAborted();
      return { said: deadline.aborted ? 'did not answer in time' : 'could not be reached', isRetried: true, cause };
    }
  }
}

interface Trouble {
  readonly said: string;
  readonly isRetried: boolean;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

function isVaultAlgorithm(algorithm: string): algorithm is VaultAlgorithm {
  return Object.hasOwn(ALGORITHMS, algorithm);
}

/** The vaults of a cloud have one resource: their host without the name of the vault. */
function scopeOf(url: string): string {
  const domain = /\.(vault\.[a-z.]+)$/.exec(new URL(url).hostname)?.[1];
  return `https://${domain ?? 'vault.azure.net'}/.default`;
}

function away(said: string, cause?: unknown): ServiceError {
  return new ServiceError('provider-unavailable', `The key vault ${said}.`, { cause });
}
