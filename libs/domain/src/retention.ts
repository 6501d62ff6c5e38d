import type { Aggregate } from './aggregate.ts';
import { BATCH_LIFECYCLE, BATCH_STATUSES } from './batch.ts';
import type { Consent } from './consent.ts';
import { DELIVERY_KEPT_DAYS } from './delivery.ts';
import { SYNTHESIS_STATUSES, SYNTHESIS_TRANSITIONS } from './synthesis.ts';
import { isTerminal } from './state-machine.ts';

/**
 * What a tenant can set a time for. `raw`: rejected recordings as they were sent; the accepted ones are in `archive`. `sample`: recordings from
 * which voices are made, with their originals. `archive`: originals alone. `consentEvidence`: recordings of consents that are no longer in force.
 * `result`: syntheses. `batch`: batches with their texts, states and joined files. `deliveryLog`: deliveries of webhooks.
 */
export const RETENTION_CLASSES = [
  'raw',
  'sample',
  'archive',
  'consentEvidence',
  'result',
  'batch',
  'deliveryLog',
] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** `usage` has the same time in all tenants: budgets and bills are made of it. See ADR 203. */
export const SHOWN_RETENTION_CLASSES = [...RETENTION_CLASSES, 'usage'] as const;
export type ShownRetentionClass = (typeof SHOWN_RETENTION_CLASSES)[number];

/** Days for which the usage of a day is kept if the deployment says nothing: a month can be compared with the same one of the year before. */
export const USAGE_KEPT_DAYS = 400;
/** Days for which what the usage of a day is summed up from is kept, so it is the least for sums too. */
export const MIN_USAGE_DAYS = 40;

/** `keep`: until somebody deletes it, or what it belongs to. */
export const RETENTION_ACTIONS = ['keep', 'delete'] as const;
export type RetentionAction = (typeof RETENTION_ACTIONS)[number];

/** Days until a document is removed, counted from `retainedSince`; undefined: it is kept. */
export type RetentionDays = Readonly<Partial<Record<RetentionClass, number | undefined>>>;

const DAY_MS = 86_400_000;
const MAX_DAYS = 36_500;

/** The most days of a rule. Cosmos DB removes deliveries by itself, so a longer time would not hold. */
export function maxRetentionDays(name: ShownRetentionClass): number {
  return name === 'deliveryLog' ? DELIVERY_KEPT_DAYS : MAX_DAYS;
}

/** Whether the data of a class can be kept for as long as nobody deletes it. */
export function canBeKept(name: RetentionClass): boolean {
  return maxRetentionDays(name) === MAX_DAYS;
}

/**
 * The days of a tenant: its own, and those of the deployment where it has none.
 * @param own `null`: it is kept, whatever the deployment says
 */
export function retentionDays(
  own: Readonly<Partial<Record<RetentionClass, number | null>>>,
  defaults: RetentionDays,
): RetentionDays {
  return Object.fromEntries(
    RETENTION_CLASSES.map((name) => {
      const set = own[name];
      return [name, set === undefined ? defaults[name] : (set ?? undefined)];
    }),
  );
}

type Aged = Pick<Aggregate, 'kind' | 'createdAt' | 'updatedAt'> & Pick<Consent, 'revokedAt'>;

/**
 * From when the days of a document count, RFC 3339. The evidence of a consent is needed most when it has just ended: its days count from then. That is its revocation, or the last write of one
 * that was rejected or canceled, or has expired. Everything else counts from its creation, which never changes.
 */
export function retainedSince({ kind, createdAt, updatedAt, revokedAt }: Aged): string {
  return kind === 'consent' ? (revokedAt ?? updatedAt) : createdAt;
}

/** When something that is kept since then is removed. @returns RFC 3339; undefined: it is kept */
export function dueAt(since: string, days: number | undefined): string | undefined {
  return days === undefined ? undefined : new Date(Date.parse(since) + days * DAY_MS).toISOString();
}

/** The statuses in which the documents of a class may be removed: nothing waits for them, and no consent among them is in force. */
export const RETAINED_STATUSES: Readonly<Record<RetentionClass, readonly string[]>> = {
  raw: ['rejected'],
  sample: ['accepted', 'rejected', 'expired'],
  archive: ['accepted', 'rejected'],
  consentEvidence: ['rejected', 'canceled', 'revoked', 'expired'],
  result: SYNTHESIS_STATUSES.filter((status) => isTerminal(SYNTHESIS_TRANSITIONS, status)),
  // An ended batch may be retried, for which it has to be there.
  batch: BATCH_STATUSES.filter((status) => !BATCH_LIFECYCLE[status].open),
  deliveryLog: ['succeeded', 'failed'],
};
