import { type DrivenKind, stepsOf } from '#domain';
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
