import { z } from 'zod';
import { daysAfter, invalidCursor, ServiceError, type Usage, USAGE_KINDS, usageDay, usageName } from '#domain';
import { costClassSchema, described, idSchema, invalidRequest, listQuerySchema, mustBe, pageSchema } from '#intake';
import { documentedAs } from '../platform/openapi/json-schema.ts';

/** Days that are listed when nothing is asked for. */
const ORDINARY_DAYS = 30;
/** A quarter. */
const MAX_DAYS = 92;

/** A day of this century: `2026-11-22`. */
function daySchema(description: string) {
  const json = { type: 'string', format: 'date', description, example: '2026-11-22' };
  return documentedAs(
    z.iso.date({ abort: true }).regex(/^20/, { error: mustBe('a date of this century, such as 2026-11-22') }),
    json,
  );
}

export const usageQuerySchema = listQuerySchema.extend({
  from: daySchema(`First UTC day. By default ${ORDINARY_DAYS - 1} days before \`to\``).optional(),
  to: daySchema(`Last UTC day, by default today. At most ${MAX_DAYS} days are allowed in one request`).optional(),
  voiceId: idSchema('voice')
    .optional()
    .meta({ description: 'Only the usage of this voice; erased voices are included' }),
});
export type UsageQuery = z.infer<typeof usageQuerySchema>;

export const usageSchema = z
  .object({
    day: daySchema('UTC day of the speech'),
    voiceId: described(
      z.string(),
      'Voice of the request. Speech of other voices in the same SSML counts here too',
      'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    ),
    kind: z
      .enum(USAGE_KINDS)
      .meta({ id: 'UsageKind', description: 'How the speech was requested' })
      .meta({ description: 'Speech of the OpenAI routes counts as `live`' }),
    requests: described(z.int(), 'Number of spoken texts; each item of a batch counts as one', 12),
    billedCharacters: described(z.int(), 'Billed characters of the spoken text, counted as in an estimate', 1_368),
    audioDurationMs: z
      .int()
      .meta({ format: 'int64', description: 'Excludes interrupted live speech', example: 14_880 }),
    costClass: costClassSchema,
  })
  .meta({ id: 'Usage', description: 'Usage of a voice on one day, by kind of speech' });
export type UsageView = z.infer<typeof usageSchema>;

export const usageListSchema = pageSchema('Usage', usageSchema);

export function usageView({ day, voiceId, kind, requests, billedCharacters, audioMs }: Usage): UsageView {
  // The only kind of voice that can be enrolled.
  const costClass = 'personalVoice';
  return { day, voiceId, kind, requests, billedCharacters, audioDurationMs: audioMs, costClass };
}

export interface UsageDays {
  /** Both are included. */
  readonly from: string;
  readonly to: string;
}

/** @throws ServiceError `invalid-request` */
export function usageDays({ from, to }: Pick<UsageQuery, 'from' | 'to'>, now: number): UsageDays {
  const last = to ?? usageDay(now);
  const first = from ?? daysAfter(last, 1 - ORDINARY_DAYS);
  if (first > last) throw refusal('after-to', `(${first}) is after \`to\` (${last})`);
  if (daysAfter(first, MAX_DAYS) <= last) {
    const days = `(${first}) and \`to\` (${last}) are too far apart`;
    throw refusal('too-many-days', `${days}: at most ${MAX_DAYS} days fit in one request`);
  }
  return { from: first, to: last };
}

export function cursorOf(usage: Usage): string {
  return Buffer.from(usageName(usage)).toString('base64url');
}

/** @returns the name of the last row of the page before. @throws ServiceError `invalid-request` */
export function nameOfCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{4}-\d\d-\d\d:vce_\w{26}:[a-z]+$/.test(name) && z.iso.date().safeParse(name.slice(0, 10)).success)
    return name;
  throw invalidCursor();
}

function refusal(code: string, detail: string): ServiceError {
  return invalidRequest([{ pointer: 'query/from', code, detail }]);
}
