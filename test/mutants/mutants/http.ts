import type { Mutant } from '../mutant.ts';

/** The HTTP edge: limits, headers, idempotency, errors. */
export const HTTP: readonly Mutant[] = [];
