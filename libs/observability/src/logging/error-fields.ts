import { REDACTED, redactText } from './redact-text.ts';

/** What a log line says of an error. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorFields;
  readonly errors?: readonly ErrorFields[];
  readonly [property: string]: unknown;
}

/** Properties worth having, of Node, the Azure SDKs and our own errors. Requests, responses, headers and bodies are not among them. */
const PROPERTIES = [
  'code',
  'status',
  'statusCode',
  'providerCode',
  'retryAfterMs',
  'syscall',
  'substatus',
  'requestId',
  'activityId',
];
const MAX_CAUSES = 5;
const MAX_AGGREGATED = 10;
const MAX_MESSAGE = 2_048;
const MAX_STACK = 8_192;

/** The error as plain JSON: name, message, stack, causes and codes, never what an SDK attached to it. */
export function errorFields(error: Error, depth = 0): ErrorFields {
  const properties = Object.fromEntries(
    PROPERTIES.map((name) => [name, (error as unknown as Record<string, unknown>)[name]] as const)
      .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
      .map(([name, value]) => [name, typeof value === 'string' ? clip(value, MAX_MESSAGE) : value]),
  );
  const nested = depth < MAX_CAUSES;
  return {
    type: typeof error.name === 'string' ? error.name : 'Error',
    ...(isConfidential(error)
      ? { message: REDACTED }
      : {
          message: clip(error.message, MAX_MESSAGE),
          ...(typeof error.stack === 'string' && { stack: clip(error.stack, MAX_STACK) }),
        }),
    ...properties,
    ...(nested && error.cause instanceof Error && { cause: errorFields(error.cause, depth + 1) }),
    ...(nested &&
      error instanceof AggregateError && {
        errors: error.errors
          .filter((inner): inner is Error => inner instanceof Error)
          .slice(0, MAX_AGGREGATED)
          .map((inner) => errorFields(inner, depth + 1)),
      }),
  };
}

/** Errors that hold the words of somebody else say so; their stack begins with the same words. */
function isConfidential(error: Error): boolean {
  return (error as { confidential?: unknown }).confidential === true;
}

function clip(text: unknown, length: number): string {
  const string = typeof text === 'string' ? text : '';
  return redactText(string.length > length ? `${string.slice(0, length)}…` : string);
}
