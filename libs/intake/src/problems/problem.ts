import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, type FieldError, type ServiceError } from '#domain';
import { PROBLEM_STATUS } from './problem-status.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const problemCodeSchema = z
  .enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]])
  .meta({ id: 'ProblemCode', description: 'Stable code; branch on this' });

/** Every error answer of the API (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().meta({
      format: 'uri-reference',
      description: 'Path of the page of this API that explains the code',
      example: '/errors/invalid-request',
    }),
    title: z.string().describe('Meaning of the code; always the same text'),
    status: z.int().min(400).max(599).describe('Status of the response'),
    detail: z.string().meta({
      description: 'The cause in this request, and how to fix it',
      // Kiota makes it the message of its exception.
      'x-ms-primary-error-message': true,
    }),
    instance: z.string().describe('Path of the request'),
    code: problemCodeSchema,
    requestId: z.string().describe('Same as X-Request-Id; quote it when you report a problem'),
    retryable: z.boolean().describe('Whether the same request may succeed later'),
    errors: z
      .array(
        z
          .object({
            pointer: z.string().describe('JSON pointer into the body, or query/…, path/…, header/…'),
            code: z.string().describe('What kind of mistake it is'),
            detail: z.string().describe('What is wrong with it'),
            line: z.int().optional().describe('Line in a text of several lines, from 1'),
            column: z.int().optional().describe('Column in UTF-16 code units, from 1'),
          })
          .meta({ id: 'ProblemField', description: 'One invalid input' }),
      )
      .optional()
      .describe('Each invalid input'),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457)' });

export type Problem = z.infer<typeof problemSchema>;

/**
 * The `type` of problems with this code: a reference to its page that is relative, like `Location`, because the API does not always know the address
 * by which it is reached. It has the full path, as RFC 9457 (3.1.1) asks of relative references.
 */
export function problemType(code: ErrorCode): string {
  return `/errors/${code}`;
}

/** The problem document of a failure. */
export function problemOf(
  failure: Pick<ServiceError, 'code' | 'detail' | 'title' | 'retryable'> & { readonly fields?: readonly FieldError[] },
  request: { readonly path: string; readonly requestId: string },
  status: number = PROBLEM_STATUS[failure.code],
): Problem {
  return {
    type: problemType(failure.code),
    title: failure.title,
    status,
    detail: failure.detail,
    instance: request.path,
    code: failure.code,
    requestId: request.requestId,
    retryable: failure.retryable,
    ...(failure.fields && failure.fields.length > 0 && { errors: failure.fields.map((field) => ({ ...field })) }),
  };
}
