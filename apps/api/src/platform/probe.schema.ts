import { z } from 'zod';

export const healthStatusSchema = z
  .enum(['ok', 'degraded', 'error', 'shutting_down'])
  .meta({ id: 'HealthStatus', description: 'State of the process' });

export const dependencyStatusSchema = z.enum(['up', 'degraded', 'down']).meta({
  id: 'DependencyStatus',
  description: 'State of a dependency. `degraded`: it is away, and the process serves without it',
});

const dependencies = z.record(
  z.string(),
  z
    .looseObject({
      status: dependencyStatusSchema,
      message: z.string().optional().describe('Reason why it is not up'),
      responseTime: z.number().optional().describe('How long the dependency took to answer, in milliseconds'),
    })
    .meta({ id: 'DependencyHealth', description: 'State of a dependency, or of a part of the process' }),
);

/** What a probe answers, as Terminus writes it. */
export const probeSchema = z
  .object({
    status: healthStatusSchema,
    info: dependencies.describe('Dependencies that are up or degraded'),
    error: dependencies.describe('Dependencies that are down'),
    details: dependencies.describe('All dependencies'),
  })
  .meta({ id: 'Probe', description: 'State of the process and of what it needs' });
