import type { AuditEvent } from '#domain';

/** An event of a voice's creation; each number is another event. */
export function auditEventOf(number: number): AuditEvent {
  return {
    eventId: `event-${number}`,
    action: 'voice.create',
    outcome: 'accepted',
    at: '2026-11-22T10:00:00.000Z',
    actor: { kind: 'user', id: 'someone' },
    subject: { kind: 'voice', id: `vce_${number}` },
  };
}
