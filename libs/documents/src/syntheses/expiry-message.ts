import { type DocumentKind, newExpiry, type OutboxMessage, type Synthesis } from '#domain';
import { messages } from '#messaging';
import type { Documents } from '../store/document-store.ts';

/** The part of `retention.sweep` that removes its subject alone. A worker of the release before goes through everything instead, which harms nothing. */
export const EXPIRED_SYNTHESIS = 'synthesis';

/** Has a synthesis removed when it expires; undefined for one that does not. @param now epoch milliseconds */
export function expiryMessage(
  { id: subjectId, tenantId, expiresAt }: Pick<Synthesis, 'id' | 'tenantId' | 'expiresAt'>,
  now: number,
): OutboxMessage | undefined {
  if (expiresAt === undefined) return undefined;
  const at = Date.parse(expiresAt);
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
