import type { JobState } from '#documents';
import { type DrivenKind, type ErrorCode, isDrivenKind, LIFECYCLES, requeuedStatuses, ruleOf } from '#domain';

const MINUTE_MS = 60_000;

/** Jobs of one kind in one state. */
export interface JobCount {
  readonly kind: DrivenKind;
  readonly status: string;
  readonly count: number;
}

/** Jobs that messages move on, in one state. */
export interface OpenJobs extends JobCount {
  /** How long the oldest has been there since it was requested. */
  readonly oldestMs: number;
  /** The longest time since one of them showed a sign of life. */
  readonly quietMs: number;
  /** Whether these are all. */
  readonly isComplete: boolean;
}

export interface AcceptedJobs {
  readonly kind: DrivenKind;
  readonly count: number;
  readonly perMinute: number;
}

export interface ReachedState extends JobCount {
  readonly perMinute: number;
}

/** How long jobs took from when they were accepted until they succeeded. */
export interface JobDurations {
  readonly kind: DrivenKind;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface JobFailures {
  readonly kind: DrivenKind;
  readonly code: ErrorCode;
  readonly count: number;
  /** RFC 3339. */
  readonly lastAt: string;
}

export const JOB_KINDS = Object.keys(LIFECYCLES).filter(isDrivenKind);

/** Kinds whose last change is their end: what is created, worked on once, and stays as it is. */
const TIMED_KINDS: ReadonlySet<DrivenKind> = new Set(['synthesis', 'batch']);

/** By kind and state, in the order of the lifecycles. @param now epoch milliseconds */
export function openJobs(kind: DrivenKind, states: readonly JobState[], isComplete: boolean, now: number): OpenJobs[] {
  return requeuedStatuses(kind).flatMap((status) => {
    const those = states.filter((each) => each.kind === kind && each.status === status);
    if (those.length === 0) return [];
    const oldestMs = Math.max(...those.map((each) => since(each.erasureAt ?? each.createdAt, now)));
    const quietMs = Math.max(
      ...those.map(({ updatedAt, heartbeatAt = '' }) => since(later(updatedAt, heartbeatAt), now)),
    );
    return [{ kind, status, count: those.length, oldestMs, quietMs, isComplete }];
  });
}

/** Those that were created at `from` (RFC 3339) or later. */
export function acceptedJobs(states: readonly JobState[], from: string, windowMs: number): AcceptedJobs[] {
  return JOB_KINDS.flatMap((kind) => {
    const count = states.filter((each) => each.kind === kind && each.createdAt >= from).length;
    return count === 0 ? [] : [{ kind, count, perMinute: perMinute(count, windowMs) }];
  });
}

/** Those that are in a state in which no message moves them on. */
export function reachedStates(states: readonly JobState[], windowMs: number): ReachedState[] {
  return JOB_KINDS.flatMap((kind) =>
    Object.keys(LIFECYCLES[kind]).flatMap((status) => {
      if (requeuedStatuses(kind).includes(status)) return [];
      const count = states.filter((each) => each.kind === kind && each.status === status).length;
      return count === 0 ? [] : [{ kind, status, count, perMinute: perMinute(count, windowMs) }];
    }),
  );
}

export function jobDurations(states: readonly JobState[]): JobDurations[] {
  return JOB_KINDS.filter((kind) => TIMED_KINDS.has(kind)).flatMap((kind) => {
    const took = states
      .filter((each) => each.kind === kind && ruleOf(each)?.operation === 'succeeded')
      .map(({ createdAt, updatedAt }) => since(createdAt, Date.parse(updatedAt)))
      .toSorted((one, other) => one - other);
    if (took.length === 0) return [];
    return [{ kind, count: took.length, p50Ms: percentile(took, 0.5), p95Ms: percentile(took, 0.95) }];
  });
}

/** By kind and code, the most frequent first. */
export function jobFailures(states: readonly JobState[]): JobFailures[] {
  const failures = new Map<string, JobFailures>();
  for (const { kind, failureCode, rejectionCode, updatedAt } of states) {
    const code = failureCode ?? rejectionCode ?? 'internal';
    const { count = 0, lastAt = '' } = failures.get(`${kind} ${code}`) ?? {};
    failures.set(`${kind} ${code}`, { kind, code, count: count + 1, lastAt: later(lastAt, updatedAt) });
  }
  return [...failures.values()].toSorted((one, other) => other.count - one.count);
}

/** The states of all kinds in which work has failed. */
export const FAILED_STATUSES = [
  ...new Set(
    JOB_KINDS.flatMap((kind) =>
      Object.keys(LIFECYCLES[kind]).filter((status) => ruleOf({ kind, status })?.operation === 'failed'),
    ),
  ),
];

/** @param sorted ascending, not empty. The value that this share of them does not exceed ("nearest rank"). */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

function perMinute(count: number, windowMs: number): number {
  return Math.round((count / Math.max(1, windowMs)) * MINUTE_MS * 100) / 100;
}

function since(at: string, now: number): number {
  return Math.max(0, now - Date.parse(at));
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
