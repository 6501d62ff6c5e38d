import type { Config } from '#config';
import type { Failure } from '#domain';
import type { PersonalVoice } from '#speech';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Training = Partial<Pick<PersonalVoice, 'status' | 'lastActionDateTime'>>;
type Limits = Pick<Config['speech'], 'trainingStartTimeoutMs' | 'trainingTimeoutMs'>;

/** What Azure says of a training that has not ended. A state that we do not know counts as `Running`. */
export type TrainingState = 'NotStarted' | 'Running';

export interface TrainingLimit {
  readonly state: TrainingState;
  /** How long it may stay in that state, ms. */
  readonly limitMs: number;
  /** How long until then, ms: not positive when the training has stalled. */
  readonly leftMs: number;
}

/**
 * How long a training may stay in its state. `Running` counts from when Azure entered it; where Azure does not say when, or its clock disagrees with
 * ours, from when it received the samples. It counts from the end of the time for `NotStarted` at the latest, however often Azure says that it entered
 * it again.
 * @param submittedAt when Azure received the samples, RFC 3339
 * See ADR 205.
 */
export function trainingLimit(
  { status, lastActionDateTime = '' }: Training,
  submittedAt: string | undefined,
  limits: Limits,
  now: number,
): TrainingLimit {
  const submitted = submittedAt === undefined ? now : Date.parse(submittedAt);
  if (status === 'NotStarted') {
    const limitMs = limits.trainingStartTimeoutMs;
    return { state: 'NotStarted', limitMs, leftMs: submitted + limitMs - now };
  }
  const entered = Date.parse(lastActionDateTime);
  const latest = submitted + limits.trainingStartTimeoutMs;
  const since = entered > submitted && entered <= now ? Math.min(entered, latest) : submitted;
  const limitMs = limits.trainingTimeoutMs;
  return { state: 'Running', limitMs, leftMs: since + limitMs - now };
}

/** Why a voice fails whose training has stalled. */
export function trainingStalled({ state, limitMs }: TrainingLimit): Failure {
  const detail = `Azure has left the training in the state ${state} for ${durationText(limitMs)}. Enroll again. If that stalls too, ask an operator to look at the status of Azure AI Speech.`;
  return { code: 'training-stalled', detail, providerReason: state };
}

function durationText(ms: number): string {
  if (ms >= HOUR_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return ms >= MINUTE_MS ? `${Math.round(ms / MINUTE_MS)} min` : `${ms} ms`;
}
