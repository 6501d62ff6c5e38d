import { z } from 'zod';
import { bytesSchema, described, timeSchema } from '#intake';
import type { HealthReport } from '#observability';
import { dependencyStatusSchema, healthStatusSchema } from '../platform/probe.schema.ts';

const number = (description: string, example: number) => described(z.number(), description, example);
const resourceStatus = z
  .enum(['up', 'degraded'])
  .meta({ id: 'ResourceStatus', description: '`degraded` from 90 % of a limit on' });

const memorySchema = z
  .object({
    status: resourceStatus,
    usedBytes: described(
      bytesSchema.optional(),
      'Used by the container, without file pages that the kernel can drop. Absent where the system does not say',
      201_326_592,
    ),
    limitBytes: described(
      bytesSchema.optional(),
      'At which the kernel ends the container; absent without a limit',
      1_073_741_824,
    ),
    heapUsedBytes: described(bytesSchema, 'Used of the JavaScript heap', 62_914_560),
    heapLimitBytes: described(bytesSchema, 'At which Node ends the process', 536_870_912),
    residentBytes: described(bytesSchema, 'Used by this process', 188_743_680),
  })
  .meta({ id: 'MemoryHealth', description: 'Memory of the container and of the process' });

const processSchema = z
  .object({
    memory: memorySchema,
    cpu: z
      .object({
        usedCpus: number('Processors used in the last minute', 0.02),
        limitCpus: number('Processors that the container may use', 0.5),
      })
      .meta({ id: 'CpuHealth', description: 'Processor time' }),
    disk: z
      .object({
        status: resourceStatus,
        freeBytes: described(bytesSchema.optional(), 'Free for temporary files', 3_221_225_472),
        totalBytes: described(bytesSchema.optional(), 'Size of that file system', 4_294_967_296),
      })
      .meta({ id: 'DiskHealth', description: 'The folder for temporary files' }),
    eventLoop: z
      .object({
        status: resourceStatus,
        delayMs: number('How late the last look was, in milliseconds', 0.4),
        maxDelayMs: number('How late the latest look of the last minute was, in milliseconds', 12.5),
      })
      .meta({ id: 'EventLoopHealth', description: 'Delay of the event loop. `degraded`: it stood still for 10 s' }),
  })
  .meta({ id: 'ProcessHealth', description: 'How much of its machine the process uses' });

const dependencySchema = z
  .object({
    status: dependencyStatusSchema,
    essential: z.boolean().meta({ description: 'Whether the process is not ready without it', example: true }),
    latencyMs: described(z.number().optional(), 'How long it took to answer, in milliseconds', 7),
    checkedAt: described(timeSchema.optional(), 'When it was asked'),
    lastError: z
      .object({
        at: described(timeSchema, 'When the check failed'),
        code: described(z.string(), '`timeout`, or a code of `GET /errors`', 'dependency-unavailable'),
        said: described(z.string(), 'What the service said, in one line without secrets', 'connect ECONNREFUSED'),
      })
      .optional()
      .meta({ id: 'DependencyError', description: 'Its last failure since the process started' }),
  })
  .meta({ id: 'DependencyReport', description: 'A dependency and its last check' });

const detailSchema = z
  .looseObject({})
  .meta({ id: 'HealthDetail', description: 'Names and numbers of a part of the process' });
const notAvailableSchema = z.enum(['n/a']).meta({ id: 'NotAvailable', description: 'It cannot be read' });

/** What `GET /health` answers. */
export const healthSchema = z
  .object({
    status: healthStatusSchema,
    service: described(z.string().optional(), 'Which process answers', 'api'),
    version: described(z.string().optional(), 'Version of the release', '0.1.0'),
    commit: described(z.string().optional(), 'Commit of the source; absent if the build did not say', '4f1c2d3'),
    instance: described(z.string().optional(), 'Replica that answers', 'api--0000001-6d5f7c'),
    startedAt: described(timeSchema.optional(), 'When the process started'),
    uptimeSeconds: described(z.number().optional(), 'How long it has been running', 86_400),
    process: processSchema.optional(),
    dependencies: z.record(z.string(), dependencySchema).optional().describe('Dependencies by name'),
    details: z
      .record(z.string(), z.union([detailSchema, notAvailableSchema]))
      .optional()
      .meta({
        description: 'Pools and settings of the process; `n/a` for what cannot be read',
        example: { 'speech-connections': { connections: 2, idle: 2, slots: 16, slotsInUse: 0, waiting: 0 } },
      }),
  })
  .meta({
    id: 'Health',
    description: 'State of the process. All but `status` is for callers with the role `Voice.Admin`',
  });
export type HealthView = Pick<HealthReport, 'status'> & Partial<HealthReport>;
