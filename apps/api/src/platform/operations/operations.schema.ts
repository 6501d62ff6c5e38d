import { z } from 'zod';
import { hrefOf, type Operation, OPERATION_STAGES, OPERATION_STATUSES, OPERATION_TYPES } from '#domain';
import {
  described,
  failureSchema,
  idParamsSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  timesShape,
  viewOf,
} from '#intake';

const operationStatusSchema = z
  .enum(OPERATION_STATUSES)
  .meta({ id: 'OperationStatus', description: 'State of an operation' });
const operationTypeSchema = z
  .enum(OPERATION_TYPES)
  .meta({ id: 'OperationType', description: 'What an operation does' });

export const operationParamsSchema = idParamsSchema('operation');

export const operationsQuerySchema = listQuerySchema.extend({
  status: operationStatusSchema.optional().meta({ description: 'Only operations in this state' }),
  type: operationTypeSchema.optional().meta({ description: 'Only operations of this type' }),
});
export type OperationsQuery = z.infer<typeof operationsQuerySchema>;

export const operationSchema = z
  .object({
    id: ownIdSchema('operation'),
    type: operationTypeSchema,
    status: operationStatusSchema,
    stage: z
      .enum(OPERATION_STAGES)
      .meta({ id: 'OperationStage', description: 'What is being done; each type of operation has stages of its own' }),
    progress: described(z.number().min(0).max(1), 'From 0 to 1', 0.4),
    subject: z
      .object({
        type: described(z.string(), 'Kind of the resource', 'synthesis'),
        id: described(z.string(), 'Its id', 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
        href: described(z.string(), 'Its path', '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
      })
      .meta({ id: 'OperationSubject', description: 'The resource that the operation works on' }),
    error: failureSchema.optional(),
    ...timesShape,
  })
  .meta({ id: 'Operation', description: 'Work that continues after the response to its request' });

export const operationListSchema = pageSchema('Operation', operationSchema);

export type OperationView = z.infer<typeof operationSchema>;

export function operationView(operation: Operation): OperationView {
  const { kind, id } = operation.subject;
  return viewOf(operationSchema, { ...operation, subject: { type: kind, id, href: hrefOf(kind, id) } });
}
