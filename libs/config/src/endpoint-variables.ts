import { z } from 'zod';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When endpoints of professional voices are suspended. An hour costs about $4. See ADR 197. */
export const ENDPOINT_VARIABLES = {
  PROFESSIONAL_ENDPOINT_IDLE_MS: z.coerce
    .number()
    .int()
    .min(10_000)
    .max(30 * DAY_MS)
    .default(2 * HOUR_MS)
    .describe(
      'How long the endpoint of a professional voice may be unused before it is suspended. It costs by the hour until then; the next synthesis resumes it, which takes about a minute',
    ),
  PROFESSIONAL_ENDPOINT_IDLE_NOTICE_MS: z.coerce
    .number()
    .int()
    .min(10_000)
    .max(30 * DAY_MS)
    .default(6 * HOUR_MS)
    .describe(
      'How long the endpoint of a professional voice may be unused and not suspended before subscribers of `endpoint-idle` are reminded, once a day. Longer than `PROFESSIONAL_ENDPOINT_IDLE_MS`, so that they are told only of one that was not suspended in time',
    ),
  PROFESSIONAL_ENDPOINT_MAX_MS_PER_MONTH: z.coerce
    .number()
    .int()
    .min(HOUR_MS)
    .max(31 * DAY_MS)
    .default(160 * HOUR_MS)
    .describe(
      'How long the endpoint of one professional voice may be deployed in a UTC month, with the time that Azure needs to deploy, resume and suspend it. Then it is suspended, and its voice fails with `endpoint-hours-exhausted` until the next month',
    ),
};
