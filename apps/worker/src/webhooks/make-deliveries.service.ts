import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, RequestIds } from '#documents';
import {
  type Delivery,
  kindOfId,
  newDelivery,
  ServiceError,
  wantsEvent,
  type WebhookEndpoint,
  type WebhookEvent,
  webhookPayload,
} from '#domain';
import { webhookAttempt } from '#messaging';

/** All endpoints that a tenant can have. */
const ENDPOINTS_AT_ONCE = 100;

/** What webhook endpoints are told. */
export interface News {
  readonly tenantId: string;
  readonly subjectId: string;
  readonly event: WebhookEvent;
  /** When it happened, RFC 3339: the same each time it is told. */
  readonly occurredAt: string;
  readonly traceparent?: string | undefined;
  /** Tells it from other news about the same subject. */
  readonly meaning: string;
}

/**
 * Makes a delivery for each endpoint of the tenant that wants to know of an event: one each, however often it is told.
 * See ADR 54.
 */
@Injectable()
export class MakeDeliveries {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  async execute(news: News, signal: AbortSignal): Promise<void> {
    const { data: endpoints } = await this.documents.list('webhookEndpoint', news.tenantId, {
      limit: ENDPOINTS_AT_ONCE,
    });
    for (const endpoint of endpoints) {
      signal.throwIfAborted();
      if (wantsEvent(endpoint, news.event)) await this.commit.createOnce(deliveryOf(news, endpoint));
    }
  }
}

/** Its id, which is the `webhook-id`, follows from the event and the endpoint. */
function deliveryOf(
  { tenantId, subjectId, event, occurredAt, traceparent, meaning }: News,
  endpoint: WebhookEndpoint,
): Delivery {
  const kind = kindOfId(subjectId);
  if (kind === undefined) throw new ServiceError('unknown-subject', 'The subject of the event does not exist.');
  const id = RequestIds.derived(JSON.stringify(['delivery', meaning, endpoint.id]), Date.parse(occurredAt)).id(
    'delivery',
  );
  const given = {
    id,
    tenantId,
    ownerId: endpoint.ownerId,
    endpointId: endpoint.id,
    event,
    subjectId,
    payload: webhookPayload(event, { kind, id: subjectId }, occurredAt),
    traceparent,
    outbox: [webhookAttempt({ tenantId, id }, 1)],
  };
  return newDelivery(given, new Date().toISOString());
}
