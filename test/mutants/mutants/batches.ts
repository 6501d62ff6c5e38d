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
  {
    rule: 'an archive of many items is listed in steps',
    file: 'apps/api/src/batches/batch-archive.ts',
    anchor: `    if (offset > 0 && offset % ITEMS_PER_STEP === 0) yield;\n`,
    replacement: '',
    spec: 'test/security/budgets/archive.spec.ts',
  },
];
