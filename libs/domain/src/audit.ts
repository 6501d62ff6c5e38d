export const AUDIT_ACTIONS = [
  'upload.create',
  'upload.listen',
  'upload.delete',
  'consent.create',
  'consent.record',
  'consent.revoke',
  'consent.erase',
  'consent.erased',
  'consent.expire',
  'voice.create',
  'voice.update',
  'voice.speak',
  'voice.delete',
  'voice.erased',
  'synthesis.delete',
  'synthesis.expire',
  'operation.cancel',
  'link.create',
  'webhook-endpoint.create',
  'webhook-endpoint.update',
  'webhook-endpoint.rotate-secret',
  'webhook-endpoint.test',
  'webhook-endpoint.delete',
  'delivery.replay',
  'dead-letter.list',
  'dead-letter.show',
  'dead-letter.resubmit',
  'dead-letter.discard',
  'log-level.change',
  'schedule.run',
  'schedule.update',
  'schedule.pause',
  'schedule.resume',
  'budget.update',
  'budget.soft-limit',
  'notification-subscription.create',
  'notification-subscription.update',
  'notification-subscription.delete',
  'notification-subscription.unsubscribe',
  'notification-subscription.suspend',
  'retention.update',
  'retention.delete',
  'retention.move',
  'legal-hold.set',
  'legal-hold.clear',
  'request.refuse',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** `accepted`: the work was accepted; its outcome is in the subject's own document. */
export const AUDIT_OUTCOMES = ['accepted', 'refused'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export const AUDIT_SUBJECT_KINDS = [
  'upload',
  'consent',
  'voice',
  'synthesis',
  'batch',
  'operation',
  'webhook-endpoint',
  'delivery',
  'dead-letter',
  'schedule',
  'notification-subscription',
  'route',
] as const;
export type AuditSubjectKind = (typeof AUDIT_SUBJECT_KINDS)[number];

/** Who did what to what, and when. Ids only: no names of people, no text, no tokens. */
export interface AuditEvent {
  /** The same each time the same event is recorded: it is appended once. */
  readonly eventId: string;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** When it happened, RFC 3339 UTC. */
  readonly at: string;
  readonly actor: { readonly kind: 'user' | 'application' | 'system'; readonly id: string };
  readonly subject: { readonly kind: AuditSubjectKind; readonly id: string };
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly details?: Readonly<Record<string, string | number | boolean>> | undefined;
}
