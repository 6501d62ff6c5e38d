import type { Mutant } from '../mutant.ts';

/** Queues, retries, outboxes and dead letters. */
export const MESSAGING: readonly Mutant[] = [];
