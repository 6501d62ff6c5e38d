import { type Announcement, messageId, type OutboxMessage, unannouncedEvent } from '#domain';
import { messages } from './messages.ts';

interface Announceable {
  readonly id: string;
  readonly kind: string;
  readonly tenantId: string;
  readonly status?: string;
  readonly announced?: Announcement | undefined;
  readonly outbox: readonly OutboxMessage[];
}

/**
 * The document with the message that tells webhook endpoints about its status, if that is an event and not announced yet. Written
 * together with the status, so that neither is without the other.
 */
export function announcing<D extends Announceable>(document: D): D {
  const news = unannouncedEvent(document);
  if (!news) return document;
  const { tenantId, id: subjectId } = document;
  const message = messages.webhookAnnounce({ tenantId, subjectId, data: { event: news.event } });
  const id = messageId(subjectId, `webhook.announce.${news.announced.count}`, 1);
  return { ...document, announced: news.announced, outbox: [...document.outbox, { ...message, id }] };
}

/**
 * The message that makes one attempt to deliver. Attempts that the schedule makes are told apart by their number, the tries of one of
 * them, should a database be away, by the message's own attempt.
 * @param number counts from 1
 */
export function webhookAttempt(
  { tenantId, id: subjectId }: { readonly tenantId: string; readonly id: string },
  number: number,
  delayMs = 0,
): OutboxMessage {
  const message = messages.webhookDeliver({
    tenantId,
    subjectId,
    data: { attempt: number },
    ...(delayMs > 0 && { delayMs }),
  });
  return { ...message, id: messageId(subjectId, `webhook.deliver.${number}`, 1) };
}
