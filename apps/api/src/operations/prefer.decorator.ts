import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { operationSchema } from './operations.schema.ts';

/** Describes what `OperationAnswer` does about `Prefer: wait`. */
export function TakesPreferWait(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: 'How many seconds, at most 60, to wait for the end of the work (RFC 7240)',
      schema: { type: 'string', example: 'wait=10' },
    }),
    ApiOkResponse({ standardSchema: operationSchema, description: 'It ended within the time that Prefer gave it' }),
  );
}
