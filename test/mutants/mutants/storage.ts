import type { Mutant } from '../mutant.ts';

/** Documents and blobs: ETags, what errors mean, what is counted. */
export const STORAGE: readonly Mutant[] = [
  {
    rule: 'an outbox is emptied only in the document as it was read',
    file: 'libs/storage/src/documents/document-store.ts',
    anchor: `          {
            accessCondition: { type: 'IfMatch', condition: document.etag },
          },`,
    replacement: `          {},`,
    spec: 'libs/storage/src/documents/clear-outbox.spec.ts',
  },
  {
    rule: 'a list can be read although the text of one of its documents is gone',
    file: 'libs/storage/src/documents/large-texts.ts',
    anchor: `if (errorCodeOf(error) !== 'not-found') throw error;`,
    replacement: `throw error;`,
    spec: 'libs/storage/src/documents/large-texts.spec.ts',
  },
  {
    rule: 'a text that a stale state names is looked for in the newest state',
    file: 'libs/storage/src/documents/document-store.ts',
    anchor: `isBehind || namesNothing ?`,
    replacement: `isBehind ?`,
    spec: 'libs/storage/src/documents/large-texts.spec.ts',
  },
];
