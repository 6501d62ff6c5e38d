import { z } from 'zod';
import { hrefOf, type Operation, OPERATION_STATUSES, OPERATION_TYPES } from '#domain';
import {
  failureSchema,
  idParamsSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  timeSchema,
  viewOf,
} from '../resources/resource.schema.ts';

export const operationParamsSchema = idParamsSchema('operation');

export const operationsQuerySchema = listQuerySchema.extend({
  status: z.enum(OPERATION_STATUSES).optional(),
  type: z.enum(OPERATION_TYPES).optional(),
});
export type OperationsQuery = z.infer<typeof operationsQuerySchema>;

export const operationSchema = z
  .object({
    id: ownIdSchema('operation'),
    type: z.enum(OPERATION_TYPES),
    status: z.enum(OPERATION_STATUSES),
    stage: z.string(),
    progress: z.number().min(0).max(1),
    subject: z.object({ type: z.string(), id: z.string(), href: z.string() }),
    error: failureSchema.optional(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Operation' });

export const operationListSchema = pageSchema('Operation', operationSchema);

export type OperationView = z.infer<typeof operationSchema>;

export function operationView(operation: Operation): OperationView {
  const { kind, id } = operation.subject;
  return viewOf(operationSchema, { ...operation, subject: { type: kind, id, href: hrefOf(kind, id) } });
}
