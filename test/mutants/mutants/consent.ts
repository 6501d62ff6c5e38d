import type { Mutant } from '../mutant.ts';

/** Consents, revocation and erasure. */
export const CONSENT: readonly Mutant[] = [];
