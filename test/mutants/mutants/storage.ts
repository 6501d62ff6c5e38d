import type { Mutant } from '../mutant.ts';

const STORE = 'libs/documents/src/store/document-store.ts';
const MIGRATOR = 'libs/documents/src/migrations/document-migrator.ts';
const SCHEMA = 'libs/documents/src/migrations/schema-version.ts';
const STORE_SPEC = 'libs/documents/src/store/document-store.spec.ts';

/** Documents and blobs: ETags, what errors mean, what is counted. */
export const STORAGE: readonly Mutant[] = [
  {
    rule: 'a document is migrated only as it was read',
    file: MIGRATOR,
    anchor: `.replace(next, { accessCondition: { type: 'IfMatch', condition: item._etag } });`,
    replacement: `.replace(next);`,
    spec: 'libs/documents/src/migrations/document-migrator.spec.ts',
  },
  {
    rule: 'a migration does not lengthen the life of a document',
    file: MIGRATOR,
    anchor: `      ...secondsLeft(item),\n`,
    replacement: ``,
    spec: 'libs/documents/src/migrations/document-migrator.spec.ts',
  },
  {
    rule: 'a document that only a newer release may read is refused',
    file: SCHEMA,
    anchor: `if (readableFrom > known) {`,
    replacement: `if (readableFrom > known + 1) {`,
    spec: 'libs/documents/src/migrations/schema-version.spec.ts',
  },
  {
    rule: 'a release writes its own version over a newer one',
    file: SCHEMA,
    anchor: `return { schemaVersion, readableFrom: Math.max(`,
    replacement: `return { schemaVersion: schemaVersion + 1, readableFrom: Math.max(`,
    spec: 'libs/documents/src/migrations/schema-version.spec.ts',
  },
  {
    rule: 'a write keeps what a newer release asks of its readers',
    file: SCHEMA,
    anchor: `Math.max(readableFrom, document.readableFrom ?? FIRST_VERSION)`,
    replacement: `Math.max(readableFrom, FIRST_VERSION)`,
    spec: 'libs/documents/src/migrations/schema-version.spec.ts',
  },
  {
    rule: 'an outbox is emptied only in the document as it was read',
    file: 'libs/documents/src/store/document-store.ts',
    anchor: `.patch(operations, { accessCondition: { type: 'IfMatch', condition: document.etag } });`,
    replacement: `.patch(operations);`,
    spec: 'libs/documents/src/store/clear-outbox.spec.ts',
  },
  {
    rule: 'a document is replaced only as it was read',
    file: STORE,
    anchor: `.replace(item, { accessCondition: { type: 'IfMatch', condition: readETag } });`,
    replacement: `.replace(item, readETag === '' ? undefined : {});`,
    spec: STORE_SPEC,
  },
  {
    rule: 'a document is removed only as it was read',
    file: STORE,
    anchor: `.delete({ accessCondition: { type: 'IfMatch', condition: etag } });`,
    replacement: `.delete(etag === '' ? undefined : {});`,
    spec: STORE_SPEC,
  },
  {
    rule: 'a list holds the documents of one tenant',
    file: STORE,
    anchor: `'c.tenantId = @tenantId',
      'c.id < @after'`,
    replacement: `'c.id < @after'`,
    spec: STORE_SPEC,
  },
  {
    rule: 'a list holds the documents of one kind',
    file: STORE,
    anchor: `'c.kind = @kind',
      'c.tenantId`,
    replacement: `'c.tenantId`,
    spec: STORE_SPEC,
  },
  {
    rule: 'what is filtered by is a property, not a piece of a query',
    file: STORE,
    anchor: `if (!/^[a-zA-Z]+(\\.[a-zA-Z\\d]+)?$/.test(name))`,
    replacement: `if (name === '')`,
    spec: STORE_SPEC,
  },
  {
    rule: 'usage is read of one tenant: its partition',
    file: 'libs/storage/src/usage/usage-store.ts',
    anchor: `{ type, tenantId, from, to, voiceId }, tenantId);`,
    replacement: `{ type, tenantId, from, to, voiceId });`,
    spec: 'libs/storage/src/usage/usage-store.spec.ts',
  },
  {
    rule: 'usage is read of one tenant: the condition of the query',
    file: 'libs/storage/src/usage/usage-store.ts',
    anchor: `'c.partitionKey = @tenantId',`,
    replacement: ``,
    spec: 'libs/storage/src/usage/usage-store.spec.ts',
  },
  {
    rule: 'a list can be read although the text of one of its documents is gone',
    file: 'libs/documents/src/store/large-texts.ts',
    anchor: `if (errorCodeOf(error) !== 'not-found') throw error;`,
    replacement: `throw error;`,
    spec: 'libs/documents/src/store/large-texts.spec.ts',
  },
  {
    rule: 'a text that a stale state names is looked for in the newest state',
    file: 'libs/documents/src/store/document-store.ts',
    anchor: `isBehind || namesNothing ?`,
    replacement: `isBehind ?`,
    spec: 'libs/documents/src/store/large-texts.spec.ts',
  },
];
