import { Global, Module } from '@nestjs/common';
import { AZURE_CREDENTIAL } from '#config';
import { createAzureCredential } from './azure-credential.ts';

/** Provides, everywhere, the one credential of the process under `AZURE_CREDENTIAL`; it caches its tokens. */
@Global()
@Module({
  providers: [{ provide: AZURE_CREDENTIAL, useFactory: createAzureCredential }],
  exports: [AZURE_CREDENTIAL],
})
export class AzureCredentialModule {}
