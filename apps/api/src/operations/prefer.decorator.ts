import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { operationSchema } from './operations.schema.ts';

/** Describes what `OperationAnswer` does about `Prefer: wait`. */
export function TakesPreferWait(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: 'Seconds to wait for the end of the work, at most 60 (RFC 7240)',
      schema: { type: 'string', example: 'wait=10' },
    }),
    ApiOkResponse({ standardSchema: operationSchema, description: 'The work ended within the time in Prefer' }),
  );
}
