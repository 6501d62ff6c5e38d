import { hash } from 'node:crypto';
import type { OutboxMessage, ProducerOrder, ProducerRequestType } from '#domain';
import { currentContext } from '#observability';
import { type ReplyQueue, replyQueueOf } from './producer-queues.ts';

/**
 * What a producer is answered: that its request was accepted, or why not, and how the work ended. Internal messages are a closed table, since a
 * worker must understand what it receives; nobody here receives a reply, so that none of them is in it. See ADR 181.
 */
export const REPLY_TYPES = ['request.accepted', 'request.rejected', 'request.finished'] as const;
export type ReplyType = (typeof REPLY_TYPES)[number];

/** Whom a reply goes to, and for what. */
export interface Answered extends Pick<ProducerOrder, 'producer' | 'requestId' | 'correlationId'> {
  /** `unknown` of a request that does not say it, or says something else. */
  readonly type: ProducerRequestType | 'unknown';
}

/** What a reply says beside the request that it answers. JSON. */
export type ReplyContent = Readonly<Record<string, unknown>>;

/** The body of each reply begins with what it answers. */
export interface ReplyBody extends ReplyContent {
  readonly request: Answered['type'];
  readonly requestId: string;
}

/** A reply as it waits in the outbox of the document that it is about. */
export interface Reply extends OutboxMessage {
  readonly type: ReplyType;
  readonly data: { readonly producer: string; readonly correlationId: string; readonly body: ReplyBody };
}

export function isReply(message: OutboxMessage): message is Reply {
  return REPLY_TYPES.some((type) => type === message.type);
}

/** The queue that a reply is sent on. */
export function queueOfReply({ data: { producer } }: Reply): ReplyQueue {
  return replyQueueOf({ name: producer });
}

/**
 * A reply. Its id follows from the request: sent twice, the second is dropped by the queue.
 * @param subjectId of the document whose outbox it is in; the request's id where there is none
 */
export function replyTo(
  { producer, type: request, requestId, correlationId }: Answered,
  reply: ReplyType,
  { tenantId, subjectId }: { readonly tenantId: string; readonly subjectId: string },
  content: ReplyContent,
): Reply {
  return {
    type: reply,
    // A hash: a `MessageId` may have as many characters as this id may.
    id: `${hash('sha256', requestId).slice(0, 40)}:${reply}`,
    tenantId,
    subjectId,
    attempt: 1,
    failures: 0,
    occurredAt: new Date().toISOString(),
    traceparent: currentContext().traceparent,
    data: { producer, correlationId, body: { request, requestId, ...content } },
  };
}
