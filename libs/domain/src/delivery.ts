import type { Aggregate, DocumentKind } from './aggregate.ts';
import { lifecycle, type StateRule, statusesOf, transitionsOf } from './lifecycle.ts';
import type { NotificationFacts } from './notification.ts';
import { hrefOf } from './resource-path.ts';
import type { DeliveredEvent } from './webhook-events.ts';

export type DeliveryStatus = 'pending' | 'succeeded' | 'failed';

/** No matter what happens to it, a delivery can be asked for again: it then is pending again, under the same id. */
export const DELIVERY_LIFECYCLE = lifecycle<DeliveryStatus, StateRule<DeliveryStatus>>({
  pending: { next: ['succeeded', 'failed'], open: true },
  succeeded: { next: ['pending'] },
  failed: { next: ['pending'] },
});
export const DELIVERY_STATUSES = statusesOf(DELIVERY_LIFECYCLE);
export const DELIVERY_TRANSITIONS = transitionsOf(DELIVERY_LIFECYCLE);

/** Of the attempts of one delivery, those that are kept. */
export const ATTEMPTS_KEPT = 50;
/**
 * How long a delivery of a notification is kept: longer than the time for which its id keeps a second one away (90 days for a voice that is not used).
 */
export const NOTIFICATION_KEPT_S = 100 * 86_400;
/** How long a delivery and its attempts are kept after the last write of it. */
export const DELIVERY_KEPT_DAYS = 30;
export const DELIVERY_KEPT_S = DELIVERY_KEPT_DAYS * 86_400;

/** One request to the endpoint, or why none was made. Nothing of what the endpoint answered is kept but its status. */
export interface DeliveryAttempt {
  /** Counts from 1. */
  readonly number: number;
  readonly at: string;
  readonly durationMs: number;
  /** HTTP status of the answer. */
  readonly status?: number | undefined;
  /** Error code when there was none. */
  readonly error?: string | undefined;
}

/** One event for one endpoint. Its id is the `webhook-id`: the same in all attempts. */
export interface Delivery extends Aggregate {
  readonly kind: 'delivery';
  readonly status: DeliveryStatus;
  /** A webhook endpoint, or the notification subscription of an e-mail or a message in Teams. */
  readonly endpointId: string;
  readonly event: DeliveredEvent;
  /** What the event is about. */
  readonly subjectId?: string | undefined;
  /** The body, byte for byte as it is signed and sent. */
  readonly payload: string;
  readonly attempts: readonly DeliveryAttempt[];
  readonly attemptCount: number;
  /** Attempts that were made before it was last asked for again; the schedule restarts after them. */
  readonly attemptsBefore: number;
  readonly nextAttemptAt?: string | undefined;
  /** The attempt that is being made of an e-mail or a message in Teams, which must not be sent twice (ADR 202). */
  readonly sending?: { readonly attempt: number; readonly at: string } | undefined;
  /** Of a notification with a list: whom it is for, and the slots of what is listed, which are told once (ADR 202). */
  readonly notification?: { readonly subscriptionId: string; readonly slots: readonly string[] } | undefined;
  /** The `addressId` of the subscription that it was sent to last. */
  readonly addressId?: string | undefined;
  /** The trace of the work that caused the event, as W3C `traceparent`; each attempt is a span of it. */
  readonly traceparent?: string | undefined;
  /** Seconds until Cosmos DB deletes it. */
  readonly ttl: number;
}

/** The body of a webhook. It is thin: who may know more reads `href` with a token. */
export interface WebhookPayload {
  readonly type: DeliveredEvent;
  /** When it happened, RFC 3339 UTC. */
  readonly timestamp: string;
  readonly data: {
    readonly type: string;
    readonly id: string;
    readonly status: string;
    readonly href: string;
    /** Of a notification: counts, times and ids, and no names. */
    readonly facts?: NotificationFacts;
  };
}

/** @param status the second part of the event, unless it is another one */
export function webhookPayload(
  event: DeliveredEvent,
  subject: { readonly kind: DocumentKind; readonly id: string; readonly status?: string },
  timestamp: string,
): WebhookPayload {
  const [type = '', change = ''] = event.split('.');
  const { kind, id, status = change } = subject;
  return { type: event, timestamp, data: { type, id, status, href: hrefOf(kind, id) } };
}

/** A delivery of which no attempt was made yet. */
export function newDelivery(
  given: Pick<
    Delivery,
    'id' | 'tenantId' | 'ownerId' | 'endpointId' | 'event' | 'subjectId' | 'traceparent' | 'outbox'
  > & {
    readonly payload: WebhookPayload;
  },
  now: string,
): Delivery {
  return {
    ...given,
    kind: 'delivery',
    status: 'pending',
    payload: JSON.stringify(given.payload),
    attempts: [],
    attemptCount: 0,
    attemptsBefore: 0,
    nextAttemptAt: now,
    ttl: DELIVERY_KEPT_S,
    createdAt: now,
    updatedAt: now,
  };
}

/** The delivery after an attempt. */
export function withAttempt<D extends Delivery>(delivery: D, attempt: Omit<DeliveryAttempt, 'number'>): D {
  const number = delivery.attemptCount + 1;
  const attempts = [...delivery.attempts, { number, ...attempt }].slice(-ATTEMPTS_KEPT);
  return { ...delivery, attempts, attemptCount: number, nextAttemptAt: undefined, sending: undefined };
}
