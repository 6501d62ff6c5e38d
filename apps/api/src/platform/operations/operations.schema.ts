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

const operationStatusSchema = z.enum(OPERATION_STATUSES).meta({ id: 'OperationStatus' });
const operationTypeSchema = z.enum(OPERATION_TYPES).meta({ id: 'OperationType' });

export const operationParamsSchema = idParamsSchema('operation');

export const operationsQuerySchema = listQuerySchema.extend({
  status: operationStatusSchema.optional(),
  type: operationTypeSchema.optional(),
});
export type OperationsQuery = z.infer<typeof operationsQuerySchema>;

export const operationSchema = z
  .object({
    id: ownIdSchema('operation'),
    type: operationTypeSchema,
    status: operationStatusSchema,
    stage: z.string(),
    progress: z.number().min(0).max(1),
    subject: z.object({ type: z.string(), id: z.string(), href: z.string() }).meta({ id: 'OperationSubject' }),
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
