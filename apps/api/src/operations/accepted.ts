import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Operation } from '#domain';
import { type OperationView, operationView } from './operations.schema.ts';

/** How soon it makes sense to ask again, in seconds. */
const RETRY_AFTER_S = 1;

/** The answer to a request whose work goes on: 202, where to look, and the operation. */
export function accepted(operation: Operation, reply: FastifyReply): OperationView {
  void reply
    .status(HttpStatus.ACCEPTED)
    .header('location', `/v1/operations/${operation.id}`)
    .header('retry-after', String(RETRY_AFTER_S));
  return operationView(operation);
}
