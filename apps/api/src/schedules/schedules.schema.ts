import { described, mustBe, timeSchema } from '#intake';
import { z } from 'zod';
import { SCHEDULE_NAMES, type ScheduleName, scheduleOf, timesOf } from '#documents';
import {
  isTimeZone,
  nextSlot,
  nextTime,
  parseCron,
  SCHEDULE_CAUSES,
  SCHEDULE_OUTCOMES,
  type ScheduleState,
} from '#domain';
import { messages } from '#messaging';

const nameSchema = z
  .enum(SCHEDULE_NAMES, { error: mustBe('the name of a schedule, such as usage.roll', 'GET /v1/schedules lists them') })
  .meta({ id: 'ScheduleName', description: 'Name of a schedule', example: messages.usageRoll.type });

/** One minute: a schedule wakes a worker at most once an hour. */
function isAtMostHourly(expression: string): boolean {
  const cron = parseCron(expression);
  return cron?.minutes.size === 1 && nextTime(cron, 'UTC', Date.now()) !== undefined;
}

export const scheduleTimesSchema = z
  .strictObject({
    cron: described(
      z
        .string()
        .max(100)
        .refine(isAtMostHourly, {
          error: mustBe('a cron expression of five fields with numbers, which has one minute, such as 10 2 * * *'),
        })
        .optional(),
      'Minute, hour, day of the month, month, day of the week. If omitted, that of the product',
      '10 2 * * *',
    ),
    timeZone: described(
      z
        .string()
        .max(100)
        .refine(isTimeZone, { error: mustBe('a time zone of the IANA database, such as Europe/Berlin') })
        .optional(),
      'IANA name of the time zone of the cron expression. If omitted, that of the product',
      'Europe/Berlin',
    ),
  })
  .meta({ id: 'UpdateSchedule', description: 'When a schedule runs' });
export type ScheduleTimesBody = z.infer<typeof scheduleTimesSchema>;

export const scheduleParamsSchema = z.object({
  name: nameSchema.meta({ description: 'Name of the schedule' }),
});

const runSchema = z
  .object({
    slot: described(timeSchema, 'The time that the run was for, or that it was requested for'),
    cause: z
      .enum(SCHEDULE_CAUSES)
      .meta({ id: 'ScheduleCause', description: 'Whether its time came, or an administrator requested it' }),
    startedAt: described(timeSchema, 'When its message was sent to the workers'),
    finishedAt: described(timeSchema.optional(), 'When a worker finished it, or its last attempt failed'),
    outcome: z
      .enum(SCHEDULE_OUTCOMES)
      .meta({ id: 'ScheduleOutcome', description: 'How it ended' })
      .optional()
      .meta({ description: 'How its last attempt ended; absent while no attempt has ended' }),
    code: described(z.string().optional(), 'Error code of the last attempt, if it failed', 'dependency-unavailable'),
  })
  .meta({ id: 'ScheduleRun', description: 'One run of a schedule' });

export const scheduleSchema = z
  .object({
    name: nameSchema,
    description: described(z.string(), 'Its purpose', 'Sums up the usage of days that are over'),
    cron: described(
      z.string(),
      'Cron expression: minute, hour, day of the month, month, day of the week',
      '10 2 * * *',
    ),
    timeZone: described(z.string(), 'IANA name of the time zone of the cron expression', 'UTC'),
    isPaused: described(z.boolean(), 'Whether its times pass without a run', false),
    pausedAt: described(timeSchema.optional(), 'Since when it is paused'),
    nextRunAt: described(
      timeSchema.optional(),
      'When it runs next. In the past: it is due, and starts with the next check. Absent while it is paused',
    ),
    lastRun: runSchema.optional().meta({ description: 'Its newest run; absent before the first' }),
  })
  .meta({ id: 'Schedule', description: 'Work that recurs at its time' });
export type ScheduleView = z.infer<typeof scheduleSchema>;

export const scheduleListSchema = z
  .object({ data: described(z.array(scheduleSchema), 'All schedules') })
  .meta({ id: 'ScheduleList', description: 'All schedules' });
export type ScheduleListView = z.infer<typeof scheduleListSchema>;

export function scheduleView(name: ScheduleName, state: ScheduleState): ScheduleView {
  const { pausedAt, lastRun } = state;
  const times = timesOf(name, state);
  const next = pausedAt === undefined ? nextSlot(state, times) : undefined;
  return {
    name,
    description: scheduleOf(name).description,
    ...times,
    isPaused: pausedAt !== undefined,
    ...(pausedAt !== undefined && { pausedAt }),
    ...(next !== undefined && { nextRunAt: new Date(next).toISOString() }),
    ...(lastRun && { lastRun: { ...lastRun } }),
  };
}
