import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { AZURE_CREDENTIAL, ConfigModule, loadConfig } from '#config';
import { createLogger, ObservabilityModule } from '#observability';
import { AuthModule } from './auth.module.ts';
import { AzureCredentialModule } from './azure-credential.module.ts';
import { IssuerReadiness } from './issuer-readiness.ts';
import { TOKEN_AUTHENTICATOR, type TokenAuthenticator } from './token-authenticator.ts';

const config = loadConfig({
  // Nothing listens there: the issuer is down when the application starts.
  ENTRA_AUTHORITY: 'https://localhost:9',
  ENTRA_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  ENTRA_CLIENT_ID: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  SERVICE_BUS_NAMESPACE: 'localhost',
  COSMOS_ENDPOINT: 'https://localhost:9',
  BLOB_ENDPOINT: 'https://localhost:9',
  SPEECH_ENDPOINT: 'https://localhost:9',
  SPEECH_WEBSOCKET_URL: 'wss://localhost:9',
});

@Module({
  imports: [
    ConfigModule.forRoot(config),
    ObservabilityModule.forRoot({ logger: createLogger({ level: 'silent', service: 'test' }) }),
    AuthModule,
    AzureCredentialModule,
  ],
})
class TestModule {}

describe('AuthModule', () => {
  it('starts while the issuer is down, and is not ready', async () => {
    const app = await NestFactory.createApplicationContext(TestModule, { logger: false });
    try {
      const authenticator = app.get<TokenAuthenticator>(TOKEN_AUTHENTICATOR);
      await expect(authenticator.ready()).rejects.toMatchObject({ code: 'dependency-unavailable' });
      await expect(app.get(IssuerReadiness).check()).rejects.toMatchObject({ code: 'dependency-unavailable' });
      await expect(authenticator.authenticate('x')).rejects.toMatchObject({ code: 'unauthenticated' });
    } finally {
      await app.close();
    }
  });

  it('provides one credential for all of Azure, which asks nobody yet', async () => {
    const app = await NestFactory.createApplicationContext(TestModule, { logger: false });
    try {
      expect(app.get(AZURE_CREDENTIAL)).toHaveProperty('getToken');
    } finally {
      await app.close();
    }
  });
});
