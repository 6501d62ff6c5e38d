import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Principal, SignedLinks } from '#auth';
import { CONFIG, type Config } from '#config';
import { DocumentStore, OperationStore } from '#documents';
import { type DocumentKind, ServiceError } from '#domain';
import { AuditTrail } from '#intake';
import { type LinkView, linkedDocument } from './links.schema.ts';

/** Signs a link to one resource of the caller's tenant. Who may have the resource is decided when the link is used. */
@Injectable()
export class CreateLink {
  private readonly links: SignedLinks;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'http' | 'webhooks'>,
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly audit: AuditTrail,
  ) {
    this.links = new SignedLinks(config.webhooks.secretKeys);
  }

  /** @throws ServiceError `unknown-reference`, `dependency-unavailable` */
  async execute(principal: Principal, resource: string): Promise<LinkView> {
    const linked = linkedDocument(resource);
    if (!linked || !(await this.exists(linked.kind, principal.tenantId, linked.id))) {
      const detail = 'names no resource of this tenant';
      throw new ServiceError('unknown-reference', `/resource ${detail}.`, {
        fields: [{ pointer: '/resource', code: 'unknown-reference', detail }],
      });
    }
    const { target, expiresAt } = this.links.sign(principal, resource);
    await this.audit.recordFirst(principal, {
      action: 'link.create',
      subject: { kind: 'route', id: resource },
      eventId: `link:${randomUUID()}`,
    });
    return {
      url: `${this.config.http.publicUrl?.replace(/\/+$/, '') ?? ''}${target}`,
      expiresAt: expiresAt.toISOString(),
    };
  }

  /** A synthesis shows its operation itself until it ends: there may be no document of an operation that a caller follows. */
  private async exists(kind: DocumentKind, tenantId: string, id: string): Promise<boolean> {
    if (kind !== 'operation') return (await this.documents.findReferenced(kind, tenantId, id)) !== undefined;
    try {
      await this.operations.get(tenantId, id);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'not-found') return false;
      throw error;
    }
  }
}
