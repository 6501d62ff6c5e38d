import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { LOGGER, type Logger } from '#observability';
import { BearerGuard } from './guard/bearer.guard.ts';
import { EntraAuthenticator } from './entra/entra-authenticator.ts';
import { IssuerReadiness } from './issuer-readiness.ts';
import { TOKEN_AUTHENTICATOR } from './token-authenticator.ts';

/** Provides, everywhere, the `TokenAuthenticator` of the configured tenant. Needs the configuration and `ObservabilityModule`. */
@Global()
@Module({
  providers: [
    {
      provide: TOKEN_AUTHENTICATOR,
      useFactory: (config: Config, logger: Logger) => new EntraAuthenticator({ config: config.entra, logger }),
      inject: [CONFIG, LOGGER],
    },
    BearerGuard,
    IssuerReadiness,
  ],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard, IssuerReadiness],
})
export class AuthModule {}
