import { type DrivenDocument, type DrivenKind, lastSignOfLife, requeueFactor, stepOf, stepsOf } from '#domain';
import { MAX_BACKOFF_MS, MESSAGES, type MessageType, messageTypeOf, QUEUES } from '#messaging';

/** The messages that move documents of a kind forward. */
export function stepMessagesOf(kind: DrivenKind): readonly MessageType[] {
  return stepsOf(kind).flatMap((step) => messageTypeOf(step) ?? []);
}

/** For what is between two attempts beside the pause: the broker's scheduling, a worker that has to be woken. */
const MARGIN_MS = 5 * 60_000;

/**
 * How long work may show no sign of life before its step is started again, in milliseconds: one whole run, the longest pause between two
 * attempts, and a margin. A step that is started again while it still lives runs next to itself, which handlers bear.
 */
export function stalledAfterMs(step: MessageType): number {
  return QUEUES[MESSAGES[step].queue].maxRunMs + MAX_BACKOFF_MS + MARGIN_MS;
}

/** The shortest of these times among the steps of a kind; `STALLED_AFTER_MS` when that is set. */
export function minStalledAfterMs(kind: DrivenKind, configuredMs: number | undefined): number {
  return configuredMs ?? Math.min(...stepMessagesOf(kind).map(stalledAfterMs));
}

/**
 * The message that starts the step again; undefined while the document shows signs of life, has ended, or waits for a person.
 * @param now epoch milliseconds
 */
export function stalledStepOf(
  document: DrivenDocument,
  now: number,
  configuredMs: number | undefined,
): MessageType | undefined {
  const step = messageTypeOf(stepOf(document));
  if (step === undefined) return undefined;
  const quietMs = now - Date.parse(lastSignOfLife(document));
  const waitMs = minStalledAfterMs(document.kind, configuredMs) * requeueFactor(document.redrives, step);
  return quietMs < waitMs ? undefined : step;
}
