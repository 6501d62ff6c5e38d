import type { Mutant } from '../mutant.ts';

/** Batches: their items, chunks and archives. */
export const BATCHES: readonly Mutant[] = [
  {
    rule: 'the items of a batch are listed by the status that was asked for',
    file: 'apps/api/src/batches/batch-items.ts',
    anchor: `&& (status === undefined || item.status === status)`,
    replacement: ``,
    spec: 'apps/api/src/batches/batch-items.spec.ts',
  },
];
