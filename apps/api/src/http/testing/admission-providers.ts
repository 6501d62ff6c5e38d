import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BearerGuard } from '#auth';
import { Refusals } from '../../audit/refusals.ts';
import { RequestAdmission } from '../admission.ts';
import { RateLimits } from '../rate-limit/rate-limits.ts';

/** What the API's edge needs to admit requests, beside `TOKEN_AUTHENTICATOR`, `BearerGuard` and `CONFIG`; refusals are recorded nowhere. */
export const ADMISSION_PROVIDERS: readonly Provider[] = [
  RateLimits,
  { provide: Refusals, useValue: { record: () => Promise.resolve() } },
  RequestAdmission,
  { provide: APP_GUARD, useExisting: BearerGuard },
];
