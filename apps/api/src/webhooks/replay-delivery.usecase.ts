import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, DocumentStore, type Stored } from '#documents';
import { type Delivery, DELIVERY_TRANSITIONS, ServiceError, transition } from '#domain';
import { auditMessage } from '#intake';
import { webhookAttempt } from '#messaging';

/** Has a delivery that ended be made again. */
@Injectable()
export class ReplayDelivery {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  /** @throws ServiceError `not-found`, `state-conflict` while it is pending or its endpoint disabled, `etag-mismatch` */
  async execute(principal: Principal, endpointId: string, deliveryId: string): Promise<Stored<Delivery>> {
    const { tenantId } = principal;
    // One after the other: which of two missing things is named must not depend on which read was faster.
    const endpoint = await this.documents.get('webhookEndpoint', tenantId, endpointId);
    const delivery = await this.documents.get('delivery', tenantId, deliveryId);
    if (delivery.endpointId !== endpoint.id) throw new ServiceError('not-found', 'The delivery does not exist.');
    if (endpoint.status !== 'enabled') {
      throw new ServiceError('state-conflict', 'The endpoint is disabled. Enable it first.');
    }
    const audited = auditMessage(principal, {
      action: 'delivery.replay',
      subject: { kind: 'delivery', id: deliveryId },
      eventId: `${deliveryId}:delivery.replay:${delivery.attemptCount}`,
    });
    const now = new Date().toISOString();
    const pending = transition(DELIVERY_TRANSITIONS, delivery, 'pending', {
      attemptsBefore: delivery.attemptCount,
      nextAttemptAt: now,
      outbox: [...delivery.outbox, webhookAttempt(delivery, delivery.attemptCount + 1), audited],
    });
    return this.commit.save(pending, 'background');
  }
}
