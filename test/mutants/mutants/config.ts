import type { Mutant } from '../mutant.ts';

/** What ends the start of a process. */
export const CONFIG: readonly Mutant[] = [
  {
    rule: 'a key of an Azure service ends the start',
    file: 'libs/config/src/config.ts',
    anchor: `  problems.push(...refusedAccountKeys(present));`,
    replacement: ``,
    spec: 'libs/config/src/account-keys.spec.ts',
  },
  {
    rule: 'keys are allowed by the value of ALLOW_ACCOUNT_KEYS, not by its presence',
    file: 'libs/config/src/account-keys.ts',
    anchor: `if (allowed.data === true) return [];`,
    replacement: `if (present['ALLOW_ACCOUNT_KEYS'] !== undefined) return [];`,
    spec: 'libs/config/src/account-keys.spec.ts',
  },
];
