import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { AuditTrail } from './audit-trail.ts';

/** A caller who is refused repeatedly is recorded once in this time: nobody may fill the database through the audit log. */
const SLOT_MS = 60_000;
const MAX_REMEMBERED = 1_000;

/** Codes of refusals because a right is missing, where the required right depends on the request. */
export const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'voice-not-granted']);

/** Records requests of known principals that were refused because a right is missing, over HTTP or by message. */
@Injectable()
export class RefusedRequests {
  readonly #recent = new Set<string>();

  constructor(private readonly trail: AuditTrail) {}

  /** @param route of the API, for example `POST /v1/voices`; that of a message is the one with the same body */
  async record(principal: Principal, route: string): Promise<void> {
    const slot = Math.floor(Date.now() / SLOT_MS);
    const { tenantId, objectId, producer } = principal;
    const key = JSON.stringify([tenantId, objectId, route, slot, ...(producer === undefined ? [] : [producer])]);
    const eventId = `refuse:${createHash('sha256').update(key).digest('hex').slice(0, 40)}`;
    if (this.#recent.has(eventId)) return;
    if (this.#recent.size >= MAX_REMEMBERED) this.#recent.clear();
    this.#recent.add(eventId);
    await this.trail.record(principal, {
      action: 'request.refuse',
      outcome: 'refused',
      subject: { kind: 'route', id: route },
      eventId,
      details: { clientId: principal.clientId, roles: principal.roles.join(' ') },
    });
  }
}
