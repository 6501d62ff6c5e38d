import type { OutboxMessage } from '#domain';
import { isReply, type Reply } from '#messaging';

/** After the first failure in a row; each further one doubles it. */
const FIRST_DELAY_MS = 60_000;
/** As often as a process without work looks at the store. */
export const MAX_REPLY_DELAY_MS = 3_600_000;

/** A reply that its queue did not take, to be sent after a delay that grows with each failure. @param now epoch milliseconds */
export function keptReply(reply: Reply, now: number): Reply {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** reply.failures, MAX_REPLY_DELAY_MS);
  return { ...reply, failures: reply.failures + 1, scheduledFor: new Date(now + delayMs).toISOString() };
}

/** Whether a message is a reply that is not to be sent yet. @param now epoch milliseconds */
export function isWaitingReply(message: OutboxMessage, now: number): boolean {
  return isReply(message) && message.scheduledFor !== undefined && Date.parse(message.scheduledFor) > now;
}

/**
 * Since when an outbox has a message to be sent, RFC 3339: sweeps find documents by it. Where all of them are replies that wait, the time of the
 * first one, which may be to come.
 * @param updatedAt when the document was written
 */
export function outboxSinceOf(outbox: readonly OutboxMessage[], updatedAt: string): string {
  const times = outbox.map((message) => (isReply(message) ? message.scheduledFor : undefined));
  const kept = times.filter((time) => time !== undefined);
  if (kept.length === 0 || kept.length < times.length) return updatedAt;
  return kept.reduce((first, time) => (time < first ? time : first));
}
