import { z } from 'zod';

const dependencies = z.record(
  z.string(),
  z.looseObject({
    status: z.enum(['up', 'degraded', 'down']),
    message: z.string().optional().describe('Reason why it is down'),
    responseTime: z.number().optional().describe('How long the dependency took to answer, in milliseconds'),
  }),
);

/** What `/health…` answers, as Terminus writes it. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'error', 'shutting_down']),
  info: dependencies.describe('Dependencies that are up'),
  error: dependencies.describe('Dependencies that are down'),
  details: dependencies.describe('All dependencies'),
});
