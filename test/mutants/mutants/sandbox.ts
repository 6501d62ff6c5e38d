import type { Mutant } from '../mutant.ts';

/** The sandbox: what it must refuse as Azure does. */
export const SANDBOX: readonly Mutant[] = [];
