import type { z } from 'zod';

/** A refusal that says what to do instead. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly advice: string,
    readonly problems?: readonly { path: string; message: string }[],
  ) {
    super(detail);
  }
}

/** @throws ControlError 400 with all problems */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new ControlError(
    400,
    'invalid-request',
    'The request does not have the expected form.',
    'Fix the listed problems.',
    problems,
  );
}
