import type { Mutant } from '../mutant.ts';

/** Azure AI Speech: what its answers mean, what is spoken and how. */
export const SPEECH: readonly Mutant[] = [
  {
    rule: 'a 449 of Azure AI Speech is tried again',
    file: 'libs/speech/src/provider/provider-errors.ts',
    anchor: `status >= 500 || status === 449 ?`,
    replacement: `status >= 500 ?`,
    spec: 'libs/speech/src/provider/provider-errors.spec.ts',
  },
];
