import { z } from 'zod';
import type { HeldDocument } from '#documents';
import {
  HOLDABLE_KINDS,
  hrefOf,
  idPattern,
  LEGAL_HOLD_STATUSES,
  type LegalHold,
  legalHoldStatus,
  ServiceError,
} from '#domain';
import { described, listQuerySchema, mustBe, pageSchema, timeSchema } from '#intake';

const EXAMPLE_ID = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

export const holdParamsSchema = z.object({
  id: z
    .string()
    .regex(new RegExp(HOLDABLE_KINDS.map((kind) => idPattern(kind).source).join('|')), {
      error: mustBe(
        `the id of an upload, a consent or a synthesis, such as ${EXAMPLE_ID}`,
        'hold a voice by its samples and its consent',
      ),
    })
    .meta({ description: 'Id of an upload, a consent or a synthesis', example: EXAMPLE_ID }),
});
export type HoldParams = z.infer<typeof holdParamsSchema>;

export const holdsQuerySchema = listQuerySchema;
export type HoldsQuery = z.infer<typeof holdsQuerySchema>;

export const updateHoldSchema = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ description: 'Why it is held, such as the number of a case; no names of persons', example: 'Case 4711' }),
  })
  .meta({ id: 'UpdateLegalHold', description: 'Why something is held', example: { reason: 'Case 4711' } });
export type UpdateHoldBody = z.infer<typeof updateHoldSchema>;

export const holdSchema = z
  .object({
    id: described(z.string(), 'Id of what is held', EXAMPLE_ID),
    kind: z.enum(HOLDABLE_KINDS).meta({ id: 'LegalHoldKind', description: 'What is held' }),
    href: described(z.string(), 'Its path', `/v1/uploads/${EXAMPLE_ID}`),
    status: z.enum(LEGAL_HOLD_STATUSES).meta({
      id: 'LegalHoldStatus',
      description:
        '`placing`: the product deletes nothing of it, and Storage is about to refuse it too. `placed`: Storage refuses to delete its files. `releasing`: it was cleared, and holds until Storage has cleared its own',
    }),
    reason: described(z.string(), 'Why it is held', 'Case 4711'),
    setBy: described(z.string(), '`oid` of the administrator', '11111111-2222-4333-8444-555555555555'),
    setAt: timeSchema.meta({ description: 'When it was set' }),
    placedAt: timeSchema.optional().meta({ description: 'When Storage had it for all files' }),
    releasedAt: timeSchema.optional().meta({ description: 'When it was cleared' }),
  })
  .meta({ id: 'LegalHold', description: 'Keeps something, whatever retention or an erasure wants' });
export type HoldView = z.infer<typeof holdSchema>;
export const holdListSchema = pageSchema('LegalHold', holdSchema);

export function holdView(document: HeldDocument): HoldView {
  const { id, kind } = document;
  const hold = holdOf(document);
  const { reason, setBy, setAt, placedAt, releasedAt } = hold;
  return {
    id,
    kind,
    href: hrefOf(kind, id),
    status: legalHoldStatus(hold),
    reason,
    setBy,
    setAt,
    ...(placedAt !== undefined && { placedAt }),
    ...(releasedAt !== undefined && { releasedAt }),
  };
}

/** @throws ServiceError `not-found` when there is none */
export function holdOf({ legalHold }: HeldDocument): LegalHold {
  if (legalHold) return legalHold;
  throw new ServiceError('not-found', 'There is no legal hold on it. PUT /v1/retention/holds/{id} sets one.');
}
