import type { AuditEvent, OutboxMessage } from '#domain';
import { createMessage } from '#messaging';
import { auditFingerprint } from '#storage';

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
  const id = `audit:${auditFingerprint(data)}`;
  return { ...createMessage('audit.append', { tenantId, subjectId: event.subject.id, data }), id };
}
