import type { AccessToken, TokenCredential } from '@azure/core-auth';

/** A credential that gives `token-1`, `token-2`, … and keeps the scopes it was asked for. */
export class NumberedCredential implements TokenCredential {
  readonly scopes: string[] = [];
  /** What happens instead of a token, once each. */
  readonly failures: Error[] = [];

  constructor(private readonly lifeMs = 3_600_000) {}

  async getToken(scopes: string | string[]): Promise<AccessToken> {
    this.scopes.push(String(scopes));
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    return await Promise.resolve({
      token: `token-${this.scopes.length}`,
      expiresOnTimestamp: Date.now() + this.lifeMs,
    });
  }
}
