import { type DocumentKind, newExpiry, type OutboxMessage, type Synthesis } from '#domain';
import { messages } from '#messaging';
import type { Documents } from '../store/document-store.ts';

/** The part of `retention.sweep` that removes its subject alone. A worker of the release before goes through everything instead, which harms nothing. */
export const EXPIRED_SYNTHESIS = 'synthesis';

/** The longest time for which the broker keeps a message of this kind. What expires later is found by the sweep of each six hours (ADR 187). */
const MAX_SCHEDULED_MS = 14 * 86_400_000;

/**
 * Has a synthesis removed when it expires; undefined for one that does not, or that the sweep finds, since it expires after more than 14 days.
 * @param now epoch milliseconds
 */
export function expiryMessage(
  { id: subjectId, tenantId, expiresAt }: Pick<Synthesis, 'id' | 'tenantId' | 'expiresAt'>,
  now: number,
): OutboxMessage | undefined {
  if (expiresAt === undefined) return undefined;
  const at = Date.parse(expiresAt);
  if (at - now > MAX_SCHEDULED_MS) return undefined;
  return messages.retentionSweep({
    tenantId,
    subjectId,
    data: { part: EXPIRED_SYNTHESIS },
    part: `expires-${at}`,
    delayMs: Math.max(0, at - now),
  });
}

/**
 * The document with the time when it is removed, and the message for that, if it is a synthesis that is not to be stored and has ended. Written
 * together with its end, by the worker and by the API alike.
 */
export function expiring<D extends Documents[DocumentKind]>(document: D, now: number): D {
  const expiresAt = document.kind === 'synthesis' ? newExpiry(document, now) : undefined;
  if (expiresAt === undefined) return document;
  const message = expiryMessage({ ...document, expiresAt }, now);
  return { ...document, expiresAt, outbox: [...document.outbox, ...(message ? [message] : [])] };
}
