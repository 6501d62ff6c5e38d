import { randomUUID } from 'node:crypto';
import type { Principal } from '#auth';
import type { AuditAction, AuditEvent, OutboxMessage } from '#domain';
import { messages } from '#messaging';
import { currentContext } from '#observability';

export interface Audited {
  readonly action: AuditAction;
  readonly subject: AuditEvent['subject'];
  readonly outcome?: AuditEvent['outcome'];
  /** The same each time the same event is recorded; by default there is one such action for each subject. */
  readonly eventId?: string;
  readonly details?: AuditEvent['details'];
}

/** What a principal does, as the audit log is to remember it. */
export function auditEvent({ kind, objectId, producer }: Principal, audited: Audited): AuditEvent {
  const { action, subject, outcome = 'accepted', eventId = `${subject.id}:${action}` } = audited;
  // Which door it came by, where that was not HTTP.
  const details = producer === undefined ? audited.details : { ...audited.details, producer };
  const { requestId, traceId } = currentContext();
  return {
    eventId,
    action,
    outcome,
    at: new Date().toISOString(),
    actor: { kind, id: objectId },
    subject,
    requestId,
    traceId,
    details,
  };
}

/** The message that brings it there. In the outbox of the document that the action writes, it cannot get lost. */
export function auditMessage(principal: Principal, audited: Audited): OutboxMessage {
  return messageOf(principal.tenantId, auditEvent(principal, audited));
}

export function messageOf(tenantId: string, event: AuditEvent): OutboxMessage {
  // Members without a value would not survive the way through JSON, and strict schemas do not know them.
  const data = JSON.parse(JSON.stringify(event)) as AuditEvent;
  // Random: under an id that could be guessed somebody else could send a message first, and have the broker drop this one as a duplicate. The
  // outbox keeps the id for each attempt to send it, and the log appends an event once by what it says, whatever message brings it.
  const id = `audit:${randomUUID()}`;
  return { ...messages.auditAppend({ tenantId, subjectId: event.subject.id, data }), id };
}
