import type { Mutant } from '../mutant.ts';

/** Recordings: what is measured and what is rejected. */
export const AUDIO: readonly Mutant[] = [];
