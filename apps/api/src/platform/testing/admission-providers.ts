import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BearerGuard } from '#auth';
import { CONFIG, type Config } from '#config';
import { type Logger, LOGGER } from '#observability';
import { RequestAdmission } from '../admission.ts';
import { RefusalRecorder } from '../refusal-recorder.ts';
import { RateLimits } from '../rate-limit/rate-limits.ts';

/** What the API's edge needs to admit requests, beside `TOKEN_AUTHENTICATOR`, `BearerGuard`, `CONFIG` and `LOGGER`; refusals are recorded nowhere. */
export const ADMISSION_PROVIDERS: readonly Provider[] = [
  {
    provide: RateLimits,
    // Nobody signs in to Redis.
    useFactory: (config: Config, logger: Logger) => new RateLimits(config, logger, { getToken: async () => null }),
    inject: [CONFIG, LOGGER],
  },
  { provide: RefusalRecorder, useValue: { record: () => Promise.resolve() } },
  RequestAdmission,
  { provide: APP_GUARD, useExisting: BearerGuard },
];
