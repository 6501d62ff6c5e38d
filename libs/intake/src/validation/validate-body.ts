import { z } from 'zod';
import { inTurns } from '#loop';
import { dropAbsentNulls } from './absent-nulls.ts';
import { countOf, fieldErrors, invalidRequest, type Issue } from './field-errors.ts';
import { overfullArrays, validatorInSteps } from './validation-steps.ts';
import { inWords } from './words.ts';

export type Validated<T> = { readonly issues: readonly Issue[] } | { readonly issues?: undefined; readonly value: T };

/**
 * What is wrong with the body of a request, or what its schema makes of it. Nulls that say "not set" are removed from `value`.
 * @param strip is called before a body is validated at once; large ones are validated in steps
 */
export async function bodyIssues<S extends z.ZodType>(
  schema: S,
  value: unknown,
  strip: () => void = () => undefined,
): Promise<Validated<z.infer<S>>> {
  const overfull = overfullArrays(schema, value);
  if (overfull.length > 0) return { issues: overfull };
  await inTurns(dropAbsentNulls(schema, value));
  const validator = validatorInSteps(schema);
  if (validator) {
    const result = await inTurns(validator(value));
    return result.issues ? result : { value: result.value as z.infer<S> };
  }
  strip();
  const parsed = await schema.safeParseAsync(value, { error: inWords });
  return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues };
}

/** The body as its schema makes it. @throws ServiceError `invalid-request` with a pointer to each field that is wrong */
export async function validatedBody<S extends z.ZodType>(schema: S, value: unknown): Promise<z.infer<S>> {
  const result = await bodyIssues(schema, value);
  if (!result.issues) return result.value;
  throw invalidRequest(fieldErrors(result.issues, { prefix: '' }), countOf(result.issues));
}
