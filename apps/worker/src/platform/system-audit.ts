import { randomUUID } from 'node:crypto';
import type { AuditEvent, OutboxMessage } from '#domain';
import { messages } from '#messaging';

/** The message that brings something to the audit log which the system did by itself. */
export function systemAudit(
  tenantId: string,
  event: Pick<AuditEvent, 'action' | 'subject' | 'details'>,
  eventId = `${event.subject.id}:${event.action}`,
): OutboxMessage {
  const data = {
    eventId,
    outcome: 'accepted' as const,
    at: new Date().toISOString(),
    actor: { kind: 'system' as const, id: 'worker' },
    ...event,
  };
  // Random, so that nobody can send a message under this id first, which would have the broker drop this one.
  const id = `audit:${randomUUID()}`;
  return { ...messages.auditAppend({ tenantId, subjectId: event.subject.id, data }), id };
}
