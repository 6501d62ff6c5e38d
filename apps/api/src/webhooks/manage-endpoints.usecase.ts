import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, EndpointSlots, type RequestIds, type Stored } from '#documents';
import { liveSecrets, type OutboxMessage, ServiceError, type WebhookEndpoint } from '#domain';
import { checkUrl } from '#egress';
import { auditMessage } from '#intake';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import { claimEndpointSlot } from './endpoint-limit.ts';
import { EndpointSecrets } from './endpoint-secrets.ts';
import type { CreateWebhookEndpointBody, UpdateWebhookEndpointBody } from './webhook-endpoints.schema.ts';

/** Signatures in one header. */
const MAX_SECRETS = 5;

export interface EndpointWithSecret {
  readonly endpoint: Stored<WebhookEndpoint>;
  readonly secret: string;
}

/** Creates and changes webhook endpoints and their secrets. */
@Injectable()
export class ManageEndpoints {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly slots: EndpointSlots,
    private readonly secrets: EndpointSecrets,
    private readonly commit: Commit,
  ) {}

  /** A repeated request gets the same secret. @throws ServiceError `url-refused`, `state-conflict` */
  async create(principal: Principal, body: CreateWebhookEndpointBody, ids: RequestIds): Promise<EndpointWithSecret> {
    const { tenantId, objectId: ownerId } = principal;
    const url = this.checkedUrl(body.url);
    const id = ids.id('webhookEndpoint');
    const earlier = ids.resumed ? await this.documents.findReferenced('webhookEndpoint', tenantId, id) : undefined;
    if (earlier) return this.withFirstSecret(earlier);
    await claimEndpointSlot({ documents: this.documents, slots: this.slots }, tenantId, id);
    const { sealed } = this.secrets.make({ tenantId, id }, ids.id('webhookEndpoint', 'secret'));
    const now = new Date().toISOString();
    const endpoint: WebhookEndpoint = {
      id,
      kind: 'webhookEndpoint',
      tenantId,
      ownerId,
      status: 'enabled',
      url,
      description: body.description,
      events: body.events,
      secrets: [sealed],
      createdAt: now,
      updatedAt: now,
      outbox: [
        auditMessage(principal, { action: 'webhook-endpoint.create', subject: { kind: 'webhook-endpoint', id } }),
      ],
    };
    return this.withFirstSecret(await this.commit.createOnce<'webhookEndpoint'>(endpoint, 'moment'));
  }

  /** @throws ServiceError `not-found`, `url-refused`, `etag-mismatch` */
  async update(
    principal: Principal,
    id: string,
    { url, status, description, events }: UpdateWebhookEndpointBody,
    ifMatch?: string,
  ): Promise<Stored<WebhookEndpoint>> {
    const endpoint = await this.documents.get('webhookEndpoint', principal.tenantId, id);
    checkIfMatch(ifMatch, endpoint);
    const change = endpoint.etag.replaceAll('"', '');
    const changed: Stored<WebhookEndpoint> = {
      ...endpoint,
      ...(description !== undefined && { description: description ?? undefined }),
      ...(events !== undefined && { events: events ?? [] }),
      ...(url !== undefined && { url: this.checkedUrl(url) }),
      ...(status !== undefined && { status, disabledReason: status === 'disabled' ? 'requested' : undefined }),
      outbox: [...endpoint.outbox, auditOf(principal, 'webhook-endpoint.update', endpoint, change)],
    };
    return this.commit.save(changed, 'moment');
  }

  /**
   * Gives the endpoint a new secret, beside which those until now sign for a while.
   * @throws ServiceError `etag-mismatch`, `state-conflict` when too many sign already
   */
  async rotateSecret(
    principal: Principal,
    endpointId: string,
    overlapMs: number,
    ids: RequestIds,
  ): Promise<EndpointWithSecret> {
    const endpoint = await this.documents.get('webhookEndpoint', principal.tenantId, endpointId);
    const secretId = ids.id('webhookEndpoint', 'secret');
    const [newest] = endpoint.secrets;
    // An earlier run of the same request has made it.
    if (ids.resumed && newest?.id === secretId) return { endpoint, secret: this.secrets.opened(endpoint, newest) };
    const now = Date.now();
    const until = new Date(now + overlapMs).toISOString();
    const older = liveSecrets(endpoint, now)
      .map((secret) => ({ ...secret, expiresAt: earlierOf(secret.expiresAt, until) }))
      .filter(({ expiresAt }) => Date.parse(expiresAt) > now);
    if (older.length >= MAX_SECRETS) {
      throw new ServiceError('state-conflict', 'Too many secrets are valid. Wait until one of them has expired.');
    }
    const { secret, sealed } = this.secrets.make(endpoint, secretId);
    const outbox = [...endpoint.outbox, auditOf(principal, 'webhook-endpoint.rotate-secret', endpoint, secretId)];
    const changed = { ...endpoint, secrets: [sealed, ...older], outbox };
    return { endpoint: await this.commit.save(changed, 'moment'), secret };
  }

  private withFirstSecret(endpoint: Stored<WebhookEndpoint>): EndpointWithSecret {
    return { endpoint, secret: this.secrets.opened(endpoint, endpoint.secrets.at(-1)) };
  }

  private checkedUrl(text: string): string {
    try {
      return checkUrl(text, this.config.egress).href;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const fields = [{ pointer: '/url', code: error.code, detail: error.detail }];
      throw new ServiceError(error.code, error.detail, { fields });
    }
  }
}

function earlierOf(a: string | undefined, b: string): string {
  return a !== undefined && a < b ? a : b;
}

/** @param change tells changes of one endpoint apart */
function auditOf(
  principal: Principal,
  action: 'webhook-endpoint.update' | 'webhook-endpoint.rotate-secret',
  { id }: WebhookEndpoint,
  change: string,
): OutboxMessage {
  const subject = { kind: 'webhook-endpoint' as const, id };
  return auditMessage(principal, { action, subject, eventId: `${id}:${action}:${change}` });
}
