import { z } from 'zod';
import { hrefOf, type Operation, OPERATION_STATUSES, OPERATION_TYPES } from '#domain';
import {
  failureSchema,
  idSchema,
  listQuerySchema,
  pageSchema,
  timeSchema,
  viewOf,
} from '../platform/resources/resource.schema.ts';

const EXAMPLE_ID = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

export const operationParamsSchema = z.object({ id: idSchema('operation', EXAMPLE_ID) });

export const operationsQuerySchema = listQuerySchema.extend({
  status: z.enum(OPERATION_STATUSES).optional(),
  type: z.enum(OPERATION_TYPES).optional(),
});
export type OperationsQuery = z.infer<typeof operationsQuerySchema>;

export const operationSchema = z
  .object({
    id: z.string().meta({ example: EXAMPLE_ID }),
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
