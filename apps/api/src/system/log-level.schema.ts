import { z } from 'zod';
import { described, timeSchema } from '#intake';
import { MAX_LEVEL_MS, SETTABLE_LEVELS } from '#observability';

const DEFAULT_SECONDS = 900;

const levelSchema = z
  .enum(SETTABLE_LEVELS)
  .meta({ id: 'SettableLogLevel', description: 'Lowest level that is logged', example: 'debug' });

export const logLevelBodySchema = z
  .strictObject({
    level: levelSchema,
    durationSeconds: described(
      z
        .int()
        .min(1)
        .max(MAX_LEVEL_MS / 1_000)
        .optional(),
      `After this time the level falls back to \`LOG_LEVEL\`; ${DEFAULT_SECONDS} unless given`,
      DEFAULT_SECONDS,
    ),
  })
  .meta({ id: 'UpdateLogLevel', description: 'A level for some time' });
export type LogLevelBody = z.infer<typeof logLevelBodySchema>;

export function durationMsOf({ durationSeconds = DEFAULT_SECONDS }: LogLevelBody): number {
  return durationSeconds * 1_000;
}

export const logLevelSchema = z
  .object({
    instance: described(z.string(), 'Replica that answers, and whose level it is', 'api--0000001-6d5f7c'),
    level: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .meta({ id: 'LogLevelName', description: 'Lowest level that is logged', example: 'debug' }),
    configuredLevel: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .meta({ id: 'ConfiguredLogLevel', description: '`LOG_LEVEL`', example: 'info' }),
    until: described(timeSchema.optional(), 'When it falls back; absent while it is the configured level'),
  })
  .meta({ id: 'LogLevel', description: 'Level of the log of one replica' });
export type LogLevelView = z.infer<typeof logLevelSchema>;
