import { z } from 'zod';
import {
  costOf,
  daysAfter,
  invalidCursor,
  ServiceError,
  type Usage,
  USAGE_KINDS,
  type UsageKind,
  usageDay,
  usageName,
} from '#domain';
import { costClassSchema, described, idSchema, invalidRequest, listQuerySchema, mustBe, pageSchema } from '#intake';
import { costSchema, currencySchema, MICROS } from '../platform/resources/cost.schema.ts';
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

/** Of what rows are the sums. */
export const USAGE_GROUPINGS = ['day', 'voice', 'owner'] as const;
export type UsageGrouping = (typeof USAGE_GROUPINGS)[number];

/** All usage that has one day, voice or owner. */
export interface UsageGroup {
  readonly groupBy: UsageGrouping;
  /** A day, the id of a voice, or that of the owner of voices. */
  readonly key: string;
  readonly requests: number;
  readonly billedCharacters: number;
  readonly audioMs: number;
  readonly costMicros: number;
}

export const usageQuerySchema = listQuerySchema.extend({
  groupBy: z
    .enum(USAGE_GROUPINGS)
    .meta({ id: 'UsageGrouping', description: 'Of what a row is the sum' })
    .optional()
    .meta({
      description:
        'Adds all usage of a day, a voice or the owner of voices up to one row. By default there is a row for each day, voice and kind',
    }),
  from: daySchema(`First UTC day. By default ${ORDINARY_DAYS - 1} days before \`to\``).optional(),
  to: daySchema(`Last UTC day, by default today. At most ${MAX_DAYS} days are allowed in one request`).optional(),
  voiceId: idSchema('voice')
    .optional()
    .meta({ description: 'Only the usage of this voice; erased voices are included' }),
});
export type UsageQuery = z.infer<typeof usageQuerySchema>;

export const usageSchema = z
  .object({
    day: daySchema('UTC day of the speech; absent when grouped by something else').optional(),
    voiceId: described(
      z.string().optional(),
      'Voice of the request; absent when grouped by something else. Speech of other voices in the same SSML counts here too',
      'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    ),
    ownerId: described(
      z.string().optional(),
      'Owner of the voices, with `groupBy=owner`; `unknown` when a voice is no longer stored',
      '7d9c1e52-3f0b-4a86-9a55-2b1c0d7e4f61',
    ),
    kind: z
      .enum(USAGE_KINDS)
      .meta({ id: 'UsageKind', description: 'How the speech was requested' })
      .optional()
      .meta({ description: 'Absent when grouped. Speech of the OpenAI routes counts as `live`' }),
    requests: described(z.int(), 'Number of spoken texts; each item of a batch counts as one', 12),
    billedCharacters: described(z.int(), 'Billed characters of the spoken text, counted as in an estimate', 1_368),
    audioDurationMs: z
      .int()
      .meta({ format: 'int64', description: 'Excludes interrupted live speech', example: 14_880 }),
    cost: costSchema(
      'Cost of the characters by `SPEECH_PRICES`. What Azure bills for each day of a voice is not part of it',
    ),
    currency: currencySchema,
    costClass: costClassSchema,
  })
  .meta({ id: 'Usage', description: 'Usage of a voice on one day, by kind of speech; or a sum of it' });
export type UsageView = z.infer<typeof usageSchema>;

export const usageListSchema = pageSchema('Usage', usageSchema);

/** The price table of the configuration. */
export interface Prices {
  readonly perMillion: Readonly<Record<UsageKind, number>>;
  readonly currency: string;
}

export function usageView(prices: Prices): (usage: Usage) => UsageView {
  return ({ day, voiceId, kind, requests, billedCharacters, audioMs }) => ({
    day,
    voiceId,
    kind,
    requests,
    billedCharacters,
    audioDurationMs: audioMs,
    ...costShape(costOf(prices.perMillion, kind, billedCharacters).costMicros, prices),
  });
}

const NAME_OF_KEY = { day: 'day', voice: 'voiceId', owner: 'ownerId' } as const;

export function usageGroupView(prices: Prices): (group: UsageGroup) => UsageView {
  return ({ groupBy, key, requests, billedCharacters, audioMs, costMicros }) => ({
    [NAME_OF_KEY[groupBy]]: key,
    requests,
    billedCharacters,
    audioDurationMs: audioMs,
    ...costShape(costMicros, prices),
  });
}

function costShape(costMicros: number, { currency }: Prices) {
  // The price table has one price for all voices, and usage does not say how a voice was made.
  return { cost: costMicros / MICROS, currency, costClass: 'personalVoice' } as const;
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

export function groupCursorOf({ key }: UsageGroup): string {
  return Buffer.from(key).toString('base64url');
}

/** @returns the key of the last group of the page before. @throws ServiceError `invalid-request` */
export function keyOfCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (/^[\w-]{1,64}$/.test(key)) return key;
  throw invalidCursor();
}

function refusal(code: string, detail: string): ServiceError {
  return invalidRequest([{ pointer: 'query/from', code, detail }]);
}
