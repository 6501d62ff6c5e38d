import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore, EndpointSlots } from '#documents';
import { AuditTrail } from '#intake';
import { checkIfMatch } from '../platform/resources/if-match.ts';

@Injectable()
export class DeleteEndpoint {
  constructor(
    private readonly documents: DocumentStore,
    private readonly slots: EndpointSlots,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws ServiceError `not-found`, `etag-mismatch`, `dependency-unavailable` */
  async execute(principal: Principal, id: string, ifMatch: string | undefined): Promise<void> {
    const endpoint = await this.documents.get('webhookEndpoint', principal.tenantId, id);
    checkIfMatch(ifMatch, endpoint);
    // No document is left that could carry it.
    await this.audit.recordFirst(principal, {
      action: 'webhook-endpoint.delete',
      subject: { kind: 'webhook-endpoint', id },
    });
    await this.documents.remove(endpoint);
    await this.slots.release(endpoint.tenantId, endpoint.id);
  }
}
