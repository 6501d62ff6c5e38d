import { Inject, Injectable } from '@nestjs/common';
import type { ReadinessIndicator } from '#observability';
import { TOKEN_AUTHENTICATOR, type TokenAuthenticator } from './token-authenticator.ts';

/** Ready once the issuer's keys have been had; an outage of the issuer after that is bridged by the last good keys. */
@Injectable()
export class IssuerReadiness implements ReadinessIndicator {
  readonly name = 'entra';
  readonly isFree = true;

  constructor(@Inject(TOKEN_AUTHENTICATOR) private readonly authenticator: TokenAuthenticator) {}

  async check(): Promise<void> {
    await this.authenticator.ready();
  }
}
