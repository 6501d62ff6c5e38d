import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BearerGuard, createAzureCredential } from '#auth';
import { AZURE_CREDENTIAL } from '#config';
import { Refusals } from '../../audit/refusals.ts';
import { RequestAdmission } from '../admission.ts';
import { RateLimits } from '../rate-limit/rate-limits.ts';

/** What the API's edge needs to admit requests, beside `TOKEN_AUTHENTICATOR`, `BearerGuard` and `CONFIG`; a token is asked for only by Redis, and refusals are recorded nowhere. */
export const ADMISSION_PROVIDERS: readonly Provider[] = [
  { provide: AZURE_CREDENTIAL, useFactory: createAzureCredential },
  RateLimits,
  { provide: Refusals, useValue: { record: () => Promise.resolve() } },
  RequestAdmission,
  { provide: APP_GUARD, useExisting: BearerGuard },
];
