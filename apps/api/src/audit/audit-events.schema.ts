import { z } from 'zod';
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, AUDIT_SUBJECT_KINDS, invalidCursor } from '#domain';
import type { AuditEntry } from '#storage';
import { documentedAs } from '../platform/openapi/json-schema.ts';
import { listQuerySchema, pageSchema, timeSchema } from '../platform/resources/resource.schema.ts';

const actionSchema = z.enum(AUDIT_ACTIONS).meta({ id: 'AuditAction' });

export const auditEventsQuerySchema = listQuerySchema.extend({
  action: actionSchema.optional(),
  subjectId: z.string().max(300).optional().meta({ description: 'Only events about this subject' }),
});
export type AuditEventsQuery = z.infer<typeof auditEventsQuerySchema>;

export const auditEventSchema = z
  .object({
    sequence: z.int().meta({ format: 'int64', description: 'Number in the tenant’s chain, from 1 without gaps' }),
    eventId: z.string(),
    action: actionSchema,
    outcome: z.enum(AUDIT_OUTCOMES).meta({ id: 'AuditOutcome' }),
    at: timeSchema.meta({ description: 'Time of the event' }),
    recordedAt: timeSchema,
    actor: z
      .object({ kind: z.enum(['user', 'application', 'system']).meta({ id: 'AuditActorKind' }), id: z.string() })
      .meta({ id: 'AuditActor' }),
    subject: z
      .object({ kind: z.enum(AUDIT_SUBJECT_KINDS).meta({ id: 'AuditSubjectKind' }), id: z.string() })
      .meta({ id: 'AuditSubject' }),
    requestId: z.string().optional(),
    traceId: z.string().optional(),
    details: documentedAs(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {
      type: 'object',
      additionalProperties: true,
    }).optional(),
    previousHash: z.string(),
    hash: z
      .string()
      .meta({ description: 'SHA-256 of the canonical JSON of the entry without this field, with `tenantId`' }),
  })
  .meta({
    id: 'AuditEvent',
    description: 'An entry of the audit log. Each entry contains the hash of the previous one',
  });
export type AuditEventView = z.infer<typeof auditEventSchema>;

export const auditEventListSchema = pageSchema('AuditEvent', auditEventSchema);

export function auditEventView(entry: AuditEntry): AuditEventView {
  const { tenantId: _, ...view } = entry;
  return view;
}

export function cursorOf({ sequence }: AuditEntry): string {
  return Buffer.from(String(sequence)).toString('base64url');
}

/** @throws ServiceError `invalid-request` */
export function sequenceOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw invalidCursor();
}
