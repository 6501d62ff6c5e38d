import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, RequestIds } from '#documents';
import {
  type Delivery,
  kindOfId,
  newDelivery,
  ServiceError,
  wantsEvent,
  type WebhookEndpoint,
  webhookPayload,
} from '#domain';
import {
  DONE,
  type HandlerContext,
  type HandlerOutcome,
  Handles,
  type Message,
  type messages,
  type Received,
  webhookAttempt,
} from '#messaging';

/** All endpoints that a tenant can have. */
const ENDPOINTS_AT_ONCE = 100;

/**
 * Makes a delivery for each endpoint of the tenant that wants to know of an event: one each, whatever is delivered twice to us.
 * See ADR 54.
 */
@Handles('webhook.announce')
@Injectable()
export class AnnounceEvent {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  async handle(
    message: Received<typeof messages.webhookAnnounce>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const { tenantId, data } = message;
    const { data: endpoints } = await this.documents.list('webhookEndpoint', tenantId, { limit: ENDPOINTS_AT_ONCE });
    for (const endpoint of endpoints) {
      signal.throwIfAborted();
      if (wantsEvent(endpoint, data.event)) await this.commit.createOnce(deliveryOf(message, endpoint));
    }
    return DONE;
  }
}

/** Its id, which is the `webhook-id`, follows from the event and the endpoint. */
function deliveryOf(message: Received<typeof messages.webhookAnnounce>, endpoint: WebhookEndpoint): Delivery {
  const { tenantId, subjectId, occurredAt, traceparent, data } = message;
  const kind = kindOfId(subjectId);
  if (kind === undefined) throw new ServiceError('unknown-subject', 'The subject of the event does not exist.');
  const meaning = JSON.stringify(['delivery', meaningOf(message), endpoint.id]);
  const id = RequestIds.derived(meaning, Date.parse(occurredAt)).id('delivery');
  const given = {
    id,
    tenantId,
    ownerId: endpoint.ownerId,
    endpointId: endpoint.id,
    event: data.event,
    subjectId,
    payload: webhookPayload(data.event, { kind, id: subjectId }, occurredAt),
    traceparent,
    outbox: [webhookAttempt({ tenantId, id }, 1)],
  };
  return newDelivery(given, new Date().toISOString());
}

/** The message's id without the number of its attempt. */
function meaningOf({ id, attempt }: Message): string {
  const suffix = `:${attempt}`;
  return id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
}
