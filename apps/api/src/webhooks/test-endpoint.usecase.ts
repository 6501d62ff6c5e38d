import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, DocumentStore, type RequestIds, type Stored } from '#documents';
import { type Delivery, newDelivery, ServiceError, WEBHOOK_TEST_EVENT, webhookPayload } from '#domain';
import { AuditTrail } from '#intake';
import { webhookAttempt } from '#messaging';
import { currentContext } from '#observability';

/** Has a test event sent to one endpoint, signed and retried as any other. */
@Injectable()
export class TestEndpoint {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly audit: AuditTrail,
  ) {}

  /** A repeated request gets the same delivery. @throws ServiceError `not-found`, `state-conflict` while the endpoint is disabled, `dependency-unavailable` */
  async execute(principal: Principal, endpointId: string, ids: RequestIds): Promise<Stored<Delivery>> {
    const { tenantId, objectId: ownerId } = principal;
    const endpoint = await this.documents.get('webhookEndpoint', tenantId, endpointId);
    const id = ids.id('delivery');
    if (endpoint.status !== 'enabled') {
      throw new ServiceError('state-conflict', 'The endpoint is disabled. Enable it first.');
    }
    const now = new Date().toISOString();
    // Not by a message: workers of the release before do not know the action (ADR 144).
    await this.audit.recordFirst(principal, {
      action: 'webhook-endpoint.test',
      subject: { kind: 'webhook-endpoint', id: endpointId },
      details: { delivery: id },
      eventId: `test:${id}`,
    });
    const given = {
      id,
      tenantId,
      ownerId,
      endpointId,
      event: WEBHOOK_TEST_EVENT,
      subjectId: endpointId,
      payload: webhookPayload(
        WEBHOOK_TEST_EVENT,
        { kind: 'webhookEndpoint', id: endpointId, status: endpoint.status },
        now,
      ),
      traceparent: currentContext().traceparent,
      outbox: [webhookAttempt({ tenantId, id }, 1)],
    } as const;
    return this.commit.createOnce(newDelivery(given, now), 'background');
  }
}
