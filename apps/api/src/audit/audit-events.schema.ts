import { z } from 'zod';
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, AUDIT_SUBJECT_KINDS, invalidCursor } from '#domain';
import { described, listQuerySchema, pageSchema, timeSchema } from '#intake';
import type { AuditEntry } from '#storage';
import { documentedAs } from '../platform/openapi/json-schema.ts';

const actionSchema = z.enum(AUDIT_ACTIONS).meta({ id: 'AuditAction', description: 'What was done' });

export const auditEventsQuerySchema = listQuerySchema.extend({
  action: actionSchema.optional().meta({ description: 'Only events of this action' }),
  subjectId: z.string().max(300).optional().meta({ description: 'Only events about this subject' }),
});
export type AuditEventsQuery = z.infer<typeof auditEventsQuerySchema>;

export const auditEventSchema = z
  .object({
    sequence: z
      .int()
      .meta({ format: 'int64', description: 'Number in the tenant’s chain, from 1 without gaps', example: 42 }),
    eventId: described(z.string(), 'Id of the event', 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D:voice.speak'),
    action: actionSchema,
    outcome: z.enum(AUDIT_OUTCOMES).meta({
      id: 'AuditOutcome',
      description: 'Whether it was accepted; the result of accepted work is in its resource',
    }),
    at: timeSchema.meta({ description: 'Time of the event' }),
    recordedAt: described(timeSchema, 'When it was recorded'),
    actor: z
      .object({
        kind: z.enum(['user', 'application', 'system']).meta({ id: 'AuditActorKind', description: 'Kind of caller' }),
        id: described(z.string(), '`oid` of the caller', '11111111-2222-4333-8444-555555555555'),
      })
      .meta({ id: 'AuditActor', description: 'Who did it' }),
    subject: z
      .object({
        kind: z.enum(AUDIT_SUBJECT_KINDS).meta({ id: 'AuditSubjectKind', description: 'Kind of resource' }),
        id: described(z.string(), 'Its id', 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
      })
      .meta({ id: 'AuditSubject', description: 'What it was done to' }),
    requestId: described(z.string().optional(), 'The request', '01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    traceId: described(z.string().optional(), 'The trace', '0af7651916cd43dd8448eb211c80319c'),
    details: documentedAs(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {
      type: 'object',
      additionalProperties: true,
      description: 'More about it: strings, numbers and flags',
      example: { way: 'live' },
    }).optional(),
    previousHash: described(
      z.string(),
      '`hash` of the entry before',
      '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ),
    hash: described(
      z.string(),
      'SHA-256 of the canonical JSON of the entry without this field, with `tenantId`',
      '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ),
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
