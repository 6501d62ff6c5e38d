import { applyDecorators, HttpCode, HttpStatus, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import type { Operation } from '#domain';
import type { Answer, HandlerDecorator } from '../answers/answer.ts';
import { headers } from '../openapi/response-headers.ts';
import { OperationAnswer } from './operation-answer.ts';
import { operationSchema } from './operations.schema.ts';

/** Answers with the operation that the handler returns: 202, or, as `Prefer: wait` asks, 200 when it has ended. An `Answer` is sent as it is. */
export function AnswersOperation(): HandlerDecorator<Operation | Answer<unknown>> {
  return applyDecorators(
    HttpCode(HttpStatus.ACCEPTED),
    ApiAcceptedResponse({
      standardSchema: operationSchema,
      description: 'The work was accepted; `Location` leads to its operation',
      headers: headers('Location', 'Retry-After', 'Preference-Applied'),
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: 'Seconds to wait for the end of the work, at most 60 (RFC 7240)',
      schema: { type: 'string', example: 'wait=10' },
    }),
    ApiOkResponse({
      standardSchema: operationSchema,
      description: 'The work ended within the time in `Prefer`',
      headers: headers('Location', 'Preference-Applied'),
    }),
    UseInterceptors(OperationAnswer),
  );
}
