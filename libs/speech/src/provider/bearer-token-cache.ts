import { type AccessToken, type TokenCredential } from '@azure/core-auth';
import { ProviderError } from '#domain';

/** Scope of every Azure AI Speech data-plane call (AADToken in the OpenAPI files of custom voice and batch synthesis). */
export const COGNITIVE_SERVICES_SCOPE = 'https://cognitiveservices.azure.com/.default';

/** A token is not used in its last two minutes, so that it does not expire under way. */
export const TOKEN_MARGIN_MS = 120_000;

/** Keeps one token of a credential until two minutes before it expires; callers who ask at the same time share one request. */
export class BearerTokenCache {
  private current: AccessToken | undefined;
  private pending: Promise<AccessToken> | undefined;

  constructor(
    private readonly credential: TokenCredential,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws ProviderError `provider-unauthorized` when the identity provider refuses us, `provider-unavailable` when it does not answer. */
  async getToken(): Promise<AccessToken> {
    if (this.current !== undefined && this.now() < this.current.expiresOnTimestamp - TOKEN_MARGIN_MS)
      return this.current;
    this.pending ??= this.request().finally(() => {
      this.pending = undefined;
    });
    return await this.pending;
  }

  /** Forgets the token, so that the next call asks for a new one: for after a 401. */
  forget(): void {
    this.current = undefined;
  }

  private async request(): Promise<AccessToken> {
    let token: AccessToken | null;
    try {
      token = await this.credential.getToken(COGNITIVE_SERVICES_SCOPE);
    } catch (cause) {
      const status = statusOf(cause);
      const refused = status === 400 || status === 401 || status === 403;
      throw new ProviderError(
        refused ? 'provider-unauthorized' : 'provider-unavailable',
        refused
          ? 'The identity provider refused a token for Azure AI Speech'
          : 'Could not get a token for Azure AI Speech',
        { cause, status },
      );
    }
    if (token === null)
      throw new ProviderError('provider-unauthorized', 'The credential returned no token for Azure AI Speech');
    this.current = token;
    return token;
  }
}

function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
