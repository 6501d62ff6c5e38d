import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientAddress, isInNetworks, type Principal, type ReceivedWebhook, verifyWebhook } from '#auth';
import { CONFIG, type Config, type HookSource } from '#config';
import { Commit, RequestIds } from '#documents';
import { type Hook, HOOK_KEPT_S, ServiceError } from '#domain';
import { messages } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { Refusals } from '../audit/refusals.service.ts';

export interface ReceivedHook {
  readonly id: string;
  /** Whether it had arrived before. */
  readonly duplicate: boolean;
}

export interface AdmittedSource {
  readonly source: HookSource;
  readonly address: string | undefined;
}

/**
 * Takes in a webhook of another system: verified, once, and stored before it is answered. A worker acts on it.
 * See ADR 52.
 */
@Injectable()
export class ReceiveHook {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly commit: Commit,
    private readonly refusals: Refusals,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The source of this name, if its webhooks may come from this address. A refusal is audited in the tenant of the source.
   * @throws ServiceError `not-found`, `forbidden`
   */
  async admit(name: string, request: FastifyRequest): Promise<AdmittedSource> {
    const source = this.config.hooks.sources.find((each) => each.name === name);
    if (!source) throw new ServiceError('not-found', 'This path does not exist.');
    const { headers, raw } = request;
    const { trustedProxyHops } = this.config.http;
    const address = clientAddress(headers['x-forwarded-for'], raw.socket.remoteAddress, trustedProxyHops);
    const { allowedNetworks } = source;
    if (allowedNetworks.length > 0 && (address === undefined || !isInNetworks(address, allowedNetworks))) {
      this.logger.warn({ source: name }, 'a webhook came from an address that is not allowed');
      await this.refusals.record(request, this.claimedBy(source));
      throw new ServiceError('forbidden', 'Webhooks of this source are not allowed from this address.');
    }
    return { source, address };
  }

  /** @throws ServiceError `webhook-unverified`, `invalid-request` */
  async execute(source: HookSource, webhook: ReceivedWebhook): Promise<ReceivedHook> {
    const sameness = this.verified(source, webhook);
    const hook = this.newHook(source, sameness, textOf(webhook.body));
    // Creating it is both the commit and the check for repetition: all replicas see the same documents.
    const duplicate = (await this.commit.createNew<'hook'>(hook, 'background')) === undefined;
    if (duplicate) this.logger.info({ source: source.name, hookId: hook.id }, 'a webhook was sent again');
    return { id: hook.id, duplicate };
  }

  private verified(source: HookSource, webhook: ReceivedWebhook): string {
    try {
      return verifyWebhook(source, webhook, Date.now());
    } catch (error) {
      const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'unknown';
      this.logger.warn({ source: source.name, reason }, 'a webhook was refused');
      throw error;
    }
  }

  /** On whose behalf a webhook of this source comes, if it does; what is not verified yet has no rights by it. */
  private claimedBy({ name, tenantId = this.config.entra.tenantId }: HookSource): Principal {
    const id = `hook:${name}`;
    return { tenantId: tenantId.toLowerCase(), objectId: id, kind: 'application', roles: [], clientId: id };
  }

  private newHook(source: HookSource, sameness: string, payload: string): Hook {
    const { tenantId, objectId: ownerId } = this.claimedBy(source);
    const id = RequestIds.derived(JSON.stringify(['hook', source.name, sameness])).id('hook');
    const now = new Date().toISOString();
    return {
      id,
      kind: 'hook',
      tenantId,
      ownerId,
      status: 'received',
      source: source.name,
      payload,
      ttl: HOOK_KEPT_S,
      createdAt: now,
      updatedAt: now,
      outbox: [messages.hookReceived({ tenantId, subjectId: id })],
    };
  }
}

/** @throws ServiceError `invalid-request` */
function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw new ServiceError('invalid-request', 'The body is not UTF-8 text.', { cause });
  }
}
