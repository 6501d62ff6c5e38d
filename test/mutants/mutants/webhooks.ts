import type { Mutant } from '../mutant.ts';

/** Webhooks, both ways, and fetches from other hosts. */
export const WEBHOOKS: readonly Mutant[] = [];
