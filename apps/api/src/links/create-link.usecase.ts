import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Principal, SignedLinks } from '#auth';
import { CONFIG, type Config } from '#config';
import { DocumentStore } from '#documents';
import { ServiceError } from '#domain';
import { AuditTrail } from '../audit/audit-trail.service.ts';
import { type LinkView, linkedDocument } from './links.schema.ts';

/** Signs a link to one resource of the caller's tenant. Who may have the resource is decided when the link is used. */
@Injectable()
export class CreateLink {
  private readonly links: SignedLinks;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'http' | 'webhooks'>,
    private readonly documents: DocumentStore,
    private readonly audit: AuditTrail,
  ) {
    this.links = new SignedLinks(config.webhooks.secretKeys);
  }

  /** @throws ServiceError `unknown-reference`, `dependency-unavailable` */
  async execute(principal: Principal, resource: string): Promise<LinkView> {
    const linked = linkedDocument(resource);
    const found = linked && (await this.documents.findReferenced(linked.kind, principal.tenantId, linked.id));
    if (!found) {
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
}
