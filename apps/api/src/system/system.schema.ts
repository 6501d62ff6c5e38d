import { z } from 'zod';
import { LIFECYCLES } from '#domain';
import { described, timeSchema } from '#intake';
import { queueNameSchema } from '../platform/resources/queue.schema.ts';
import { JOB_KINDS } from './job-figures.ts';

const count = (description: string, example: number) => described(z.int().min(0), description, example);
const ms = (description: string, example: number) =>
  described(z.int().min(0), `${description}, in milliseconds`, example);
const rate = (example: number) => described(z.number().min(0), '`count` for each minute of the window', example);

const kindSchema = z.enum(JOB_KINDS).meta({ id: 'JobKind', description: 'What is worked on' });
const STATUSES = [...new Set(JOB_KINDS.flatMap((kind) => Object.keys(LIFECYCLES[kind])))];
const statusSchema = z.enum(STATUSES).meta({ id: 'JobStatus', description: 'A status of one of the kinds' });
const completeSchema = described(
  z.boolean(),
  'Whether all were counted. If not, there are more, and numbers and ages are at least these',
  true,
);

const openJobsSchema = z
  .object({
    kind: kindSchema,
    status: statusSchema,
    count: count('Jobs in this status', 12),
    oldestMs: ms('Age of the oldest, since it was created or its erasure was requested', 42_000),
    quietMs: ms('Longest time without a change or a sign of life of one of them', 3_000),
    isComplete: completeSchema,
  })
  .meta({ id: 'OpenJobs', description: 'Unfinished jobs of a kind in a status' });

const acceptedJobsSchema = z
  .object({ kind: kindSchema, count: count('Jobs created in the window', 30), perMinute: rate(2) })
  .meta({ id: 'AcceptedJobs', description: 'Jobs that were accepted' });

const reachedStatusSchema = z
  .object({
    kind: kindSchema,
    status: statusSchema,
    count: count('Jobs whose last change is in the window and that are in this status', 28),
    perMinute: rate(1.87),
  })
  .meta({ id: 'ReachedStatus', description: 'Jobs that ended, or that wait for a person' });

const durationsSchema = z
  .object({
    kind: kindSchema,
    count: count('Jobs that succeeded in the window', 28),
    p50Ms: ms('Half took at most this long from creation to success', 2_100),
    p95Ms: ms('19 of 20 took at most this long', 5_400),
  })
  .meta({ id: 'JobDurations', description: 'How long syntheses and batches took' });

const failuresSchema = z
  .object({
    kind: kindSchema,
    code: described(z.string(), 'Error code; `GET /errors` lists them', 'provider-unavailable'),
    count: count('Jobs that failed with it', 2),
    lastAt: timeSchema.meta({ description: 'When one last did' }),
  })
  .meta({ id: 'JobFailures', description: 'Failed jobs by their error code' });

const windowSchema = z
  .object({
    from: timeSchema.meta({ description: 'Beginning' }),
    to: timeSchema.meta({ description: 'End', example: '2026-11-22T10:30:00.000Z' }),
  })
  .meta({ id: 'FiguresWindow', description: 'A period. It is shorter than usual if very many jobs changed' });

const jobsSchema = z
  .object({
    open: described(z.array(openJobsSchema), 'Unfinished jobs'),
    outbox: z
      .object({
        count: count('Documents whose messages were not published within 15 s', 0),
        oldestMs: ms('How long the oldest has waited', 0),
        isComplete: completeSchema,
      })
      .meta({ id: 'OutboxFigures', description: 'Messages that wait to be published' }),
    window: described(windowSchema, 'What `accepted`, `reached` and `durations` are about: 15 minutes, or less'),
    accepted: described(z.array(acceptedJobsSchema), 'Jobs that were accepted, by kind'),
    reached: described(z.array(reachedStatusSchema), 'Jobs that ended, or that wait for a person'),
    durations: described(z.array(durationsSchema), 'How long syntheses and batches took'),
    failuresWindow: described(windowSchema, 'What `failures` is about: 24 hours, or less'),
    failures: described(z.array(failuresSchema), 'Failed jobs by error code, the most frequent first'),
    requestUnits: described(z.number(), 'What reading all this from Cosmos DB has cost', 24.6),
  })
  .meta({ id: 'JobFigures', description: 'Jobs of all tenants, counted in their documents' });

const queueSchema = z
  .object({
    queue: queueNameSchema,
    active: count('Messages that wait or are being handled', 4),
    scheduled: count('Messages for later', 2),
    deadLettered: count('Messages that could not be handled', 0),
  })
  .meta({ id: 'QueueFigures', description: 'Messages of a queue' });

const slotsSchema = z
  .object({
    name: z.enum(['live-speech', 'recordings']).meta({
      id: 'SlotsName',
      description: '`live-speech`: texts spoken at once. `recordings`: files examined at once',
    }),
    inUse: count('In use', 3),
    limit: count('All of this process', 20),
    waiting: count('Requests that wait for one', 0),
  })
  .meta({ id: 'Slots', description: 'What the process does at the same time' });

const processSchema = z
  .object({
    name: described(z.string(), 'Its host name: in Container Apps that of the replica', 'api--0000004-7f9c6d5b8-x2k4p'),
    startedAt: timeSchema.meta({ description: 'When it started' }),
    slots: described(z.array(slotsSchema), 'Its limits'),
  })
  .meta({ id: 'AnsweringProcess', description: 'The process that answers. Others may run beside it' });

export const UNAVAILABLE_REASONS = ['not-permitted', 'not-available'] as const;

const unavailableSchema = z
  .object({
    part: z.enum(['jobs', 'queues']).meta({ id: 'SystemPart', description: 'A part of the figures' }),
    reason: z.enum(UNAVAILABLE_REASONS).meta({
      id: 'UnavailableReason',
      description:
        '`not-permitted`: the identity of the API has no right to read queues. `not-available`: the service did not answer',
    }),
  })
  .meta({ id: 'UnavailablePart', description: 'A part that could not be read, and why' });

export const systemSchema = z
  .object({
    version: described(z.string(), 'Version of the API', '0.1.0'),
    process: processSchema,
    jobs: jobsSchema.optional(),
    queues: described(z.array(queueSchema), 'The queues, if the API may read them').optional(),
    unavailable: described(z.array(unavailableSchema), 'Parts that are missing', []),
    readAt: timeSchema.meta({ description: 'When `jobs` was read' }).optional(),
    refreshAfterMs: ms('How long the same figures are returned', 5_000),
  })
  .meta({ id: 'SystemFigures', description: 'What the whole system does at this moment' });
export type SystemView = z.infer<typeof systemSchema>;
