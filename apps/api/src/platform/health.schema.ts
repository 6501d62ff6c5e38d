import { z } from 'zod';

const dependencies = z.record(
  z.string(),
  z
    .looseObject({
      status: z.enum(['up', 'degraded', 'down']).meta({ id: 'DependencyStatus', description: 'State of a dependency' }),
      message: z.string().optional().describe('Reason why it is down'),
      responseTime: z.number().optional().describe('How long the dependency took to answer, in milliseconds'),
    })
    .meta({ id: 'DependencyHealth', description: 'State of a dependency' }),
);

/** What `/health…` answers, as Terminus writes it. */
export const healthSchema = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'error', 'shutting_down'])
      .meta({ id: 'HealthStatus', description: 'State of the process' }),
    info: dependencies.describe('Dependencies that are up'),
    error: dependencies.describe('Dependencies that are down'),
    details: dependencies.describe('All dependencies'),
  })
  .meta({ id: 'Health', description: 'State of the process and of what it depends on' });
