import type { TroubleKind } from '#observability';

/** Where a finding belongs; the order in which they are shown. */
export const AREAS = [
  'configuration',
  'entra',
  'service-bus',
  'cosmos',
  'blob-storage',
  'speech',
  'translator',
  'openai',
  'redis',
] as const;
export type Area = (typeof AREAS)[number];

/**
 * `failed`: the product cannot do its work so. `warning`: it can, but not all of it. `not-shown`: this identity may not see it, which is no fault.
 * `skipped`: what it rests on has failed.
 */
export type FindingStatus = 'ok' | 'failed' | 'warning' | 'not-shown' | 'skipped';

export interface Finding {
  readonly area: Area;
  /** What was looked at: `queue maintenance, send`, `name`, `token`. */
  readonly subject: string;
  readonly status: FindingStatus;
  /** What was found and what to do about it; holds no secret. */
  readonly detail: string;
  /** Environment variable that leads there. */
  readonly variable?: string;
  /** What kind of trouble a read met. */
  readonly trouble?: TroubleKind;
  /** Name of the role that is missing, as in infra/roles.json. */
  readonly role?: string;
}

/** `failed     service-bus   queue maintenance, send: …`. */
export function lineOf({ area, subject, status, detail }: Finding): string {
  return `${status.padEnd(9)}  ${area.padEnd(13)}  ${subject}: ${detail}`;
}
