import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '#domain';
import { PROBLEM_MEDIA_TYPE, PROBLEM_STATUS, problemOf } from '#intake';
import type { ErrorForm } from '../contribution.ts';
import { headers, type ResponseHeader } from './response-headers.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Examples = NonNullable<NonNullable<OpenAPIObject['components']>['examples']>;
type ResponseObject = Exclude<Operation['responses'][string], { $ref: string } | undefined>;

/** What an operation is, as far as it says how it can fail. */
export interface FailingOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
  readonly isPublic: boolean;
  readonly idempotency: { readonly required: boolean } | undefined;
  /** Those of `@Fails`. */
  readonly codes: readonly ErrorCode[];
}

/** All codes with which an operation can fail: those of its own, and those that follow from what it takes. */
export function errorCodesOf(failing: FailingOperation): readonly ErrorCode[] {
  const { path, method, operation, isPublic, idempotency, codes } = failing;
  const hasHeader = (name: string) =>
    (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.name === name);
  const takesBody = method === 'post' || method === 'patch' || method === 'put';
  return [
    'invalid-request',
    'rate-limited',
    'internal',
    'dependency-unavailable',
    'document-too-new',
    ...(isPublic ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(path.includes('{') ? (['not-found'] as const) : []),
    ...(takesBody ? (['unsupported-media-type', 'payload-too-large'] as const) : []),
    ...(hasHeader('If-Match') ? (['etag-mismatch'] as const) : []),
    ...(hasHeader('Range') ? (['range-not-satisfiable', 'etag-mismatch', 'too-many-open-requests'] as const) : []),
    ...(idempotency ? (['idempotency-in-progress', 'idempotency-key-reused'] as const) : []),
    ...(idempotency?.required ? (['idempotency-key-required'] as const) : []),
    ...codes,
  ];
}

/** Headers of errors by their status, beside those of all answers. */
const HEADERS_OF_STATUS: Readonly<Record<number, readonly ResponseHeader[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  409: ['Retry-After'],
  416: ['Content-Range'],
  429: ['Retry-After'],
  502: ['Retry-After'],
  503: ['Retry-After'],
  504: ['Retry-After'],
};

/** Errors as problems, where a feature has no other form for them. */
const PROBLEMS: Pick<ErrorForm, 'mediaType' | 'schema' | 'bodyOf' | 'headers'> = {
  mediaType: PROBLEM_MEDIA_TYPE,
  schema: 'Problem',
  bodyOf: (problem) => problem,
  headers: [],
};

/**
 * The responses of an operation that fails with these codes, by status. Each names its codes in words and as `x-problem-codes`, and has an
 * example of each.
 */
export function errorAnswers(
  codes: readonly ErrorCode[],
  form: typeof PROBLEMS = PROBLEMS,
): Record<string, ResponseObject> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...new Set(codes)].toSorted()) {
    const status = PROBLEM_STATUS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      String(status),
      {
        description: of.map((code) => `\`${code}\`: ${ERROR_CODES[code].title}`).join('. '),
        headers: headers(
          ...(HEADERS_OF_STATUS[status] ?? []),
          ...(of.some(isFinal) ? (['X-Should-Retry'] as const) : []),
          ...form.headers,
        ),
        content: {
          [form.mediaType]: {
            schema: { $ref: `#/components/schemas/${form.schema}` },
            examples: Object.fromEntries(
              of.map((code) => [code, { $ref: `#/components/examples/${exampleName(form.schema, code)}` }]),
            ),
          },
        },
        'x-problem-codes': of,
      },
    ]),
  );
}

/** Whether a client must not retry, although others do with the same status. */
function isFinal(code: ErrorCode): boolean {
  return PROBLEM_STATUS[code] === 429 && !ERROR_CODES[code].retryable;
}

function exampleName(schema: string, code: ErrorCode): string {
  return `${schema}.${code}`;
}

const FIELD = { pointer: '/voiceId', code: 'required', detail: 'is missing' };

/** An example of each error, in each form, as components. */
export function errorExamples(forms: readonly (typeof PROBLEMS)[]): Examples {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  return Object.fromEntries(
    [PROBLEMS, ...forms].flatMap((form) =>
      codes.map((code) => {
        const { title, retryable } = ERROR_CODES[code];
        const isOfField = code === 'invalid-request';
        const fields = isOfField ? [FIELD] : [];
        const detail = isOfField ? '`voiceId` is missing. See POST /v1/syntheses in /openapi.json.' : `${title}.`;
        const problem = problemOf(
          { code, title, retryable, detail, fields },
          { path: '/v1/syntheses', requestId: '01JD8F3R5V6W7X8Y9Z0A1B2C3D' },
        );
        return [exampleName(form.schema, code), { summary: title, value: form.bodyOf(problem) }];
      }),
    ),
  );
}
