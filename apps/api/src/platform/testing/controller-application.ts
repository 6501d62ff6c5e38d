import { Global, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BearerGuard, type Principal, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { createLogger, ObservabilityModule } from '#observability';
import { createHttpApplication } from '../create-http-application.ts';
import { OpenAnswers } from '../open-answers/open-answers.ts';
import { ADMISSION_PROVIDERS } from './admission-providers.ts';
import { testConfig } from './tiny-application.ts';

const authenticate = (objectId: string): Promise<Principal> =>
  Promise.resolve({ tenantId: 't', objectId, kind: 'user', roles: ['Voice.Read'], clientId: 'c' });

@Global()
@Module({
  providers: [
    { provide: TOKEN_AUTHENTICATOR, useValue: { ready: () => Promise.resolve(), authenticate } },
    BearerGuard,
  ],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard],
})
class TestAuthModule {}

/** The API's application around one controller, ready for `inject`. A bearer token is the object id of a caller with the role `Voice.Read`. */
export async function startController(controller: Type): Promise<NestFastifyApplication> {
  const config = testConfig();
  const logger = createLogger({ level: 'silent', service: 'test' });

  @Module({
    imports: [TestAuthModule, ObservabilityModule.forRoot({ logger })],
    controllers: [controller],
    providers: [{ provide: CONFIG, useValue: config }, ...ADMISSION_PROVIDERS, OpenAnswers],
  })
  class TestModule {}

  const app = await createHttpApplication(TestModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
