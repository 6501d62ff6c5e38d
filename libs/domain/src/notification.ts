import type { NotificationKind } from './notification-kinds.ts';
import { daysAfter, usageDay } from './usage.ts';
import type { BaseModelNotice, Voice, VoiceKind } from './voice.ts';

const DAY_MS = 86_400_000;

/** So many days before a consent expires its recipients are told. The last one first. */
export const CONSENT_NOTICE_DAYS = [1, 7, 30] as const;
/** Of the hard limit of a budget, in percent. The highest first. */
export const QUOTA_THRESHOLDS = [100, 80] as const;
/** A voice that has not spoken for so long. */
export const UNUSED_VOICE_DAYS = 90;
/** The share of jobs of a day that may fail, in percent, and how many jobs a day must have for it to mean something. */
export const FAILURE_RATE_PERCENT = 20;
export const FAILURE_RATE_MIN_JOBS = 10;
/** For so long after its end a base model is told of; a delivery keeps a second one away for longer. */
const EXPIRED_BASE_MODEL_DAYS = 30;

export interface FailureCount {
  /** Stable error code. */
  readonly code: string;
  readonly count: number;
}

export interface UsedBudget {
  /** `tenant`, or the id of a voice. */
  readonly scope: string;
  /** Of its hard limit, rounded down. */
  readonly percent: number;
}

export interface ExpiringConsent {
  readonly consentId: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

export interface ConsentNotice extends ExpiringConsent {
  readonly daysBefore: 1 | 7 | 30;
}

/** A professional voice whose endpoint costs by the hour and is not used. */
export interface IdleEndpoint {
  readonly voiceId: string;
  /** About when it last spoke, or was wanted; RFC 3339. */
  readonly usedAt: string;
}

/** A voice whose owner was told of the end of its base model. */
export interface VoiceOfBaseModel {
  readonly voiceId: string;
  readonly baseModel: string;
  readonly notice: BaseModelNotice;
}

/** What happened in a tenant from one UTC day to another, both included. */
export interface DigestFacts {
  readonly kind: 'daily-digest' | 'weekly-digest';
  readonly from: string;
  readonly to: string;
  readonly succeeded: number;
  readonly failed: number;
  /** Whether there were more jobs than were counted. */
  readonly isIncomplete: boolean;
  /** The most frequent first. */
  readonly failures: readonly FailureCount[];
  readonly characters: number;
  readonly budgets: readonly UsedBudget[];
  /** Within 30 days, the next one first. */
  readonly consents: readonly ExpiringConsent[];
}

/** What a notification says: counts, times and ids. Names are looked up when it is sent, so that none is stored with it. */
export type NotificationFacts =
  | DigestFacts
  | { readonly kind: 'quota'; readonly scope: string; readonly period: string; readonly percent: 80 | 100 }
  | {
      readonly kind: 'failure-rate';
      readonly day: string;
      readonly succeeded: number;
      readonly failed: number;
      readonly percent: number;
    }
  | { readonly kind: 'dead-letters'; readonly count: number }
  | { readonly kind: 'consent-expiring'; readonly consents: readonly ConsentNotice[] }
  | { readonly kind: 'voice-unused'; readonly voiceIds: readonly string[]; readonly days: number }
  | { readonly kind: 'endpoint-idle'; readonly endpoints: readonly IdleEndpoint[] }
  | {
      readonly kind: 'training-stalled';
      readonly voiceId: string;
      readonly voiceKind: VoiceKind;
      /** The status at Azure that did not end: `NotStarted` or `Running`. */
      readonly stalledIn: string;
    }
  | { readonly kind: 'base-model-expiring'; readonly voices: readonly VoiceOfBaseModel[] };

/** A notification that is due. */
export interface DueNotification {
  readonly facts: NotificationFacts;
  /** Tells it from others of the same kind: a recipient gets one for each slot. */
  readonly slot: string;
  /** When it became due, epoch milliseconds: the same each time it is asked. */
  readonly dueAt: number;
  /** What it is about, if that is one document. It is erased with it. */
  readonly subjectId?: string | undefined;
}

/** The day, and the week from Monday to Sunday, that were over last. All are UTC days. @param now epoch milliseconds */
export function lastPeriods(now: number): { readonly day: string; readonly monday: string; readonly sunday: string } {
  const today = usageDay(now);
  const sinceMonday = (new Date(now).getUTCDay() + 6) % 7;
  const monday = daysAfter(today, -sinceMonday - 7);
  return { day: daysAfter(today, -1), monday, sunday: daysAfter(monday, 6) };
}

/** When a UTC day is over, epoch milliseconds. */
export function endOfDay(day: string): number {
  return Date.parse(`${daysAfter(day, 1)}T00:00:00.000Z`);
}

/** The latest notice that is due for a consent; undefined while it is longer than all of them, and when it has expired. */
export function dueConsentNotice({ consentId, expiresAt }: ExpiringConsent, now: number): DueNotification | undefined {
  const end = Date.parse(expiresAt);
  const daysBefore = CONSENT_NOTICE_DAYS.find((days) => end - now <= days * DAY_MS);
  if (daysBefore === undefined || end <= now) return undefined;
  return {
    facts: { kind: 'consent-expiring', consents: [{ consentId, expiresAt, daysBefore }] },
    slot: `consent-expiring:${consentId}:${expiresAt}:${daysBefore}`,
    dueAt: end - daysBefore * DAY_MS,
    subjectId: consentId,
  };
}

/** The reminder of a voice that has not spoken for 90 days: one for each 90 days of its age. @param createdAt RFC 3339 */
export function dueUnusedNotice(voiceId: string, createdAt: string, now: number): DueNotification | undefined {
  const period = Math.floor((now - Date.parse(createdAt)) / (UNUSED_VOICE_DAYS * DAY_MS));
  if (period < 1) return undefined;
  return {
    facts: { kind: 'voice-unused', voiceIds: [voiceId], days: UNUSED_VOICE_DAYS },
    slot: `voice-unused:${voiceId}:${period}`,
    dueAt: Date.parse(createdAt) + period * UNUSED_VOICE_DAYS * DAY_MS,
    subjectId: voiceId,
  };
}

/** The reminder of an endpoint that costs and is not used: one for each UTC day. See ADR 214. */
export function dueIdleReminder(endpoint: IdleEndpoint, now: number): DueNotification {
  const { voiceId } = endpoint;
  const day = usageDay(now);
  return {
    facts: { kind: 'endpoint-idle', endpoints: [endpoint] },
    slot: `endpoint-idle:${voiceId}:${day}`,
    dueAt: Date.parse(`${day}T00:00:00.000Z`),
    subjectId: voiceId,
  };
}

/** What subscribers are told of the end of a voice's base model: what its owner was told last. Undefined when that is long over. */
export function dueBaseModelReminder(voice: VoiceOfBaseModel, now: number): DueNotification | undefined {
  const { voiceId, notice } = voice;
  const end = Date.parse(notice.expiresAt);
  if (now - end > EXPIRED_BASE_MODEL_DAYS * DAY_MS) return undefined;
  return {
    facts: { kind: 'base-model-expiring', voices: [voice] },
    slot: `base-model-expiring:${voiceId}:${notice.expiresAt}:${notice.daysBefore}`,
    dueAt: end - notice.daysBefore * DAY_MS,
    subjectId: voiceId,
  };
}

/**
 * What subscribers are told of a voice whose training has stalled; undefined for other voices.
 * @param occurredAt when it failed, RFC 3339
 * @param meaning tells this failure from others of the same voice
 */
export function stalledTraining(
  { id: voiceId, status, failure, voiceKind }: Pick<Voice, 'id' | 'status' | 'failure' | 'voiceKind'>,
  occurredAt: string,
  meaning: string,
): DueNotification | undefined {
  if (status !== 'failed' || failure?.code !== 'training-stalled') return undefined;
  return {
    facts: { kind: 'training-stalled', voiceId, voiceKind, stalledIn: failure.providerReason ?? 'Running' },
    slot: `training-stalled:${meaning}`,
    dueAt: Date.parse(occurredAt),
    subjectId: voiceId,
  };
}

/** Whether so many failures of a day are told. */
export function failurePercent(succeeded: number, failed: number): number | undefined {
  const jobs = succeeded + failed;
  const percent = jobs === 0 ? 0 : Math.floor((failed / jobs) * 100);
  return jobs >= FAILURE_RATE_MIN_JOBS && percent >= FAILURE_RATE_PERCENT ? percent : undefined;
}

export function isDigest(kind: NotificationKind): kind is DigestFacts['kind'] {
  return kind === 'daily-digest' || kind === 'weekly-digest';
}

/**
 * What a recipient is told of it: to the holder of an address who gave a consent, no other consent is named.
 * @param subjectId the consent of the recipient, if there is one
 * @returns undefined when it is about others alone
 */
export function factsFor(facts: NotificationFacts, subjectId: string | undefined): NotificationFacts | undefined {
  if (subjectId === undefined) return facts;
  if (facts.kind !== 'consent-expiring' && !isDigestOf(facts)) return facts;
  const isTheirs = ({ consentId }: ExpiringConsent): boolean => consentId === subjectId;
  if (isDigestOf(facts)) return { ...facts, consents: facts.consents.filter(isTheirs) };
  const consents = facts.consents.filter(isTheirs);
  return consents.length === 0 ? undefined : { ...facts, consents };
}

function isDigestOf(facts: NotificationFacts): facts is DigestFacts {
  return isDigest(facts.kind);
}

/** More of one kind wait for the message of the next day. */
const MAX_LISTED = 500;

/** Of some kinds all that is due at one time is one message with a list: one for each would be a flood, and mail services limit how many are sent. */
const LISTED_KINDS: readonly NotificationKind[] = [
  'consent-expiring',
  'voice-unused',
  'endpoint-idle',
  'base-model-expiring',
];

export function isListed(kind: NotificationKind): boolean {
  return LISTED_KINDS.includes(kind);
}

/** A notification with the slots of what it lists. */
export interface ListedNotification extends DueNotification {
  readonly slots: readonly string[];
}

/**
 * One notification of all that is due of a listed kind, at most one a UTC day.
 * @param due of one kind
 * @param now epoch milliseconds
 * @returns undefined where nothing is due
 */
export function listedTogether(due: readonly DueNotification[], now: number): ListedNotification | undefined {
  const listed = due.slice(0, MAX_LISTED);
  const [first, ...others] = listed;
  if (!first) return undefined;
  const day = usageDay(now);
  return {
    facts: factsTogether(listed.map(({ facts }) => facts)) ?? first.facts,
    slot: `${first.facts.kind}:${day}`,
    slots: listed.map(({ slot }) => slot),
    dueAt: Date.parse(`${day}T00:00:00.000Z`),
    subjectId: others.length === 0 ? first.subjectId : undefined,
  };
}

function factsTogether(all: readonly NotificationFacts[]): NotificationFacts | undefined {
  const [first] = all;
  switch (first?.kind) {
    case 'consent-expiring':
      return { ...first, consents: all.flatMap((facts) => (facts.kind === first.kind ? facts.consents : [])) };
    case 'voice-unused':
      return { ...first, voiceIds: all.flatMap((facts) => (facts.kind === first.kind ? facts.voiceIds : [])) };
    case 'endpoint-idle':
      return { ...first, endpoints: all.flatMap((facts) => (facts.kind === first.kind ? facts.endpoints : [])) };
    case 'base-model-expiring':
      return { ...first, voices: all.flatMap((facts) => (facts.kind === first.kind ? facts.voices : [])) };
    default:
      return first;
  }
}
