import type { Mutant } from '../mutant.ts';

/** The audit log: its chain, what verification finds. */
export const AUDIT: readonly Mutant[] = [
  {
    rule: 'an entry of the audit log names the hash of the one before it',
    file: 'libs/storage/src/audit/audit-chain.ts',
    anchor: `if (entry.previousHash !== before.hash) return 'it does not follow the entry before it';`,
    replacement: ``,
    spec: 'libs/storage/src/audit/audit-chain.spec.ts',
  },
];
