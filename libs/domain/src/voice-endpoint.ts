import { ProviderError, ServiceError } from './errors.ts';

/**
 * `deploying`: for the first time. `deployed`: the voice can speak. `suspending`, `suspended`: it costs nothing and does not speak until it is
 * resumed. `resuming`: it is about to be `deployed`.
 */
export const VOICE_ENDPOINT_STATUSES = ['deploying', 'deployed', 'suspending', 'suspended', 'resuming'] as const;
export type VoiceEndpointStatus = (typeof VOICE_ENDPOINT_STATUSES)[number];

/**
 * The endpoint at Azure by which a professional voice speaks. It costs by the hour from when it is deployed until it is suspended; what is counted here
 * begins when we ask for it and ends when Azure says that it is suspended, so that it is never less than what Azure bills.
 * See ADR 196 and ADR 197.
 */
export interface VoiceEndpoint {
  readonly status: VoiceEndpointStatus;
  /** When it entered its status, RFC 3339. */
  readonly changedAt: string;
  /** How many changes were begun, or looked after by a new message: part of the ids of messages and operations. */
  readonly round: number;
  /** Whether Azure has accepted the change that its status names. */
  readonly isAsked?: boolean | undefined;
  /** About when it last spoke, or was wanted; RFC 3339. */
  readonly usedAt?: string | undefined;
  /** Since when it counts; absent while it is suspended. RFC 3339. */
  readonly upSince?: string | undefined;
  /** What was counted before, in milliseconds, by UTC month (`2026-11`): the latest months. */
  readonly upMs: Readonly<Record<string, number>>;
  /** The month in which it was told that its ceiling is near. */
  readonly nearIn?: string | undefined;
  /** When Azure last failed to resume it, RFC 3339. */
  readonly failedAt?: string | undefined;
}

/** How many months are kept of each endpoint. */
const MONTHS_KEPT = 3;
const MONTH_LENGTH = '2026-11'.length;
/** Of the ceiling. */
const NEAR_SHARE = 0.8;

/** An endpoint that is about to be deployed. */
export function newEndpoint(now: number): VoiceEndpoint {
  const at = new Date(now).toISOString();
  return { status: 'deploying', changedAt: at, round: 1, upSince: at, usedAt: at, upMs: {} };
}

/** The UTC month of a time in epoch milliseconds, `2026-11`. */
export function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, MONTH_LENGTH);
}

/** The beginning of the month after, epoch milliseconds. */
export function nextMonthAt(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** The endpoint in another status, with what it has cost until now. Entering `suspended` ends the count, leaving it begins the count. */
export function enteredStatus(
  endpoint: VoiceEndpoint,
  status: VoiceEndpointStatus,
  now: number,
  changes: Partial<VoiceEndpoint> = {},
): VoiceEndpoint {
  const at = new Date(now).toISOString();
  const isChange = status === 'resuming' || status === 'suspending';
  const upMs = Object.fromEntries(
    Object.entries(monthsOf(endpoint, now))
      .toSorted(([a], [b]) => a.localeCompare(b))
      .slice(-MONTHS_KEPT),
  );
  return {
    ...endpoint,
    status,
    changedAt: at,
    round: endpoint.round + (isChange ? 1 : 0),
    isAsked: undefined,
    upSince: status === 'suspended' ? undefined : at,
    upMs,
    ...changes,
  };
}

/** How long it was up in the month of this time, in milliseconds. */
export function upInMonthMs(endpoint: VoiceEndpoint, now: number): number {
  return monthsOf(endpoint, now)[monthOf(now)] ?? 0;
}

/** How long it may be up in what is left of the month, in milliseconds; not positive when its ceiling is reached. */
export function upLeftMs(endpoint: VoiceEndpoint, maxMsPerMonth: number, now: number): number {
  return maxMsPerMonth - upInMonthMs(endpoint, now);
}

/** Whether its ceiling is near, and that was not told in this month. */
export function isNewlyNear(endpoint: VoiceEndpoint, maxMsPerMonth: number, now: number): boolean {
  return endpoint.nearIn !== monthOf(now) && upInMonthMs(endpoint, now) >= maxMsPerMonth * NEAR_SHARE;
}

/** When it was last used or last changed, epoch milliseconds: it is idle since then. */
export function idleSince({ usedAt = '', changedAt }: VoiceEndpoint): number {
  return Math.max(Date.parse(usedAt) || 0, Date.parse(changedAt));
}

/** Whether it was wanted after it began to be suspended. */
export function isWantedAgain({ usedAt = '', changedAt }: VoiceEndpoint): boolean {
  return usedAt > changedAt;
}

function monthsOf({ upSince, upMs }: VoiceEndpoint, now: number): Record<string, number> {
  const months: Record<string, number> = { ...upMs };
  let at = upSince === undefined ? now : Date.parse(upSince);
  while (at < now) {
    const until = Math.min(nextMonthAt(at), now);
    const month = monthOf(at);
    months[month] = (months[month] ?? 0) + until - at;
    at = until;
  }
  return months;
}

/** Limits of an endpoint. */
export interface EndpointLimits {
  /** Unused for so long, it is suspended. */
  readonly idleMs: number;
  /** For so long it may be up in a UTC month. */
  readonly maxMsPerMonth: number;
}

/** Deploying, suspending and resuming take Azure minutes, and are counted. */
const CHANGE_MS = 10 * 60_000;
const MAX_CHANGE_SHARE = 0.1;
/** After Azure has failed to resume it, it is not asked again for so long. */
const RESUME_AGAIN_AFTER_MS = 60_000;
/** What resuming takes, about ("Deploy your professional voice model"), and the shortest wait that is advised. */
const RESUMING_MS = 60_000;
const MIN_RETRY_AFTER_MS = 5_000;

/** How long it may stay deployed in what is left of the month, so that it is suspended before its ceiling is reached; milliseconds. */
export function usableLeftMs(
  endpoint: VoiceEndpoint,
  { maxMsPerMonth }: Pick<EndpointLimits, 'maxMsPerMonth'>,
  now: number,
): number {
  return upLeftMs(endpoint, maxMsPerMonth, now) - Math.min(CHANGE_MS, maxMsPerMonth * MAX_CHANGE_SHARE);
}

/**
 * An endpoint after a request for its voice: the same one when nothing changes. Where its round is another, a message has to
 * look after its change.
 * @throws ServiceError `endpoint-hours-exhausted`, ProviderError `provider-unavailable`
 */
export function wanted(endpoint: VoiceEndpoint, limits: EndpointLimits, now: number): VoiceEndpoint {
  const usedAt = new Date(now).toISOString();
  switch (endpoint.status) {
    case 'deployed':
      return { ...endpoint, usedAt };
    case 'suspending':
      assertHoursLeft(endpoint, limits, now);
      if (isLeftAlone(endpoint, now)) return { ...endpoint, usedAt, round: endpoint.round + 1 };
      return isWantedAgain(endpoint) ? endpoint : { ...endpoint, usedAt };
    case 'suspended': {
      assertHoursLeft(endpoint, limits, now);
      const failedMs = now - (Date.parse(endpoint.failedAt ?? '') || 0);
      if (failedMs < RESUME_AGAIN_AFTER_MS) {
        throw new ProviderError('provider-unavailable', 'Azure could not resume the endpoint of the voice.', {
          retryAfterMs: RESUME_AGAIN_AFTER_MS - failedMs,
        });
      }
      return enteredStatus(endpoint, 'resuming', now, { usedAt, failedAt: undefined });
    }
    case 'resuming':
      return isLeftAlone(endpoint, now) ? { ...endpoint, usedAt, round: endpoint.round + 1 } : endpoint;
    case 'deploying':
      return endpoint;
  }
}

/** Whether it has been changing for longer than changes take, so that its message may be lost; asked for at most as often as this. */
function isLeftAlone(endpoint: VoiceEndpoint, now: number): boolean {
  return now - idleSince(endpoint) > CHANGE_MS;
}

/** Why a voice does not speak whose endpoint is not deployed yet. */
export function endpointResuming({ status, changedAt }: VoiceEndpoint, now: number): ServiceError {
  const sinceMs = status === 'suspending' ? 0 : now - Date.parse(changedAt);
  return new ServiceError(
    'endpoint-resuming',
    'The endpoint of the voice was suspended while nobody used it, and is being resumed. Try again in about a minute, or queue the text with POST /v1/syntheses, which waits.',
    { retryAfterMs: Math.max(MIN_RETRY_AFTER_MS, RESUMING_MS - sinceMs) },
  );
}

/** @throws ServiceError `endpoint-hours-exhausted` */
function assertHoursLeft(endpoint: VoiceEndpoint, limits: EndpointLimits, now: number): void {
  if (usableLeftMs(endpoint, limits, now) > 0) return;
  throw new ServiceError(
    'endpoint-hours-exhausted',
    `The endpoint of the voice was deployed for as long as it may be in a UTC month (PROFESSIONAL_ENDPOINT_MAX_MS_PER_MONTH). It can be resumed from ${new Date(nextMonthAt(now)).toISOString()}, or when an operator raises the limit.`,
  );
}
