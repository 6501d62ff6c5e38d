import type { Mutant } from '../mutant.ts';

/** Cosmos DB: stale reads, what its refusals mean, its containers, and the sandbox's emulator. */
export const COSMOS: readonly Mutant[] = [
  {
    rule: 'the subject of a message is read at least as new as the message',
    file: 'libs/storage/src/documents/document-store.ts',
    anchor: `(found?.revision ?? 0) < subjectRevision`,
    replacement: `found === undefined && subjectRevision < 0`,
    spec: 'libs/storage/src/documents/stale-reads.spec.ts',
  },
  {
    rule: 'the client sends its session tokens',
    file: 'libs/storage/src/documents/cosmos-client-options.ts',
    anchor: `consistencyLevel: ConsistencyLevel.Session`,
    replacement: `consistencyLevel: ConsistencyLevel.Eventual`,
    spec: 'libs/storage/src/documents/cosmos-client-options.spec.ts',
  },
  {
    rule: 'each write of a document counts its revision',
    file: 'libs/storage/src/documents/stored-document.ts',
    anchor: `revision: (document.revision ?? 0) + 1`,
    replacement: `revision: document.revision ?? 1`,
    spec: 'libs/storage/src/documents/stale-reads.spec.ts',
  },
  {
    rule: 'a message brings the revision of its subject',
    file: 'libs/messaging/src/outbox-relay.ts',
    anchor: `await this.publisher.publish({ ...message, revision });`,
    replacement: `await this.publisher.publish(message);`,
    spec: 'libs/messaging/src/outbox-relay.spec.ts',
  },
  {
    rule: 'a subject that is not found is looked for again',
    file: 'libs/messaging/src/message-processor.ts',
    anchor: `decideMiss(message.misses ?? 0)`,
    replacement: `decideMiss(Infinity)`,
    spec: 'libs/messaging/src/message-processor.spec.ts',
  },
  {
    rule: 'the sweep asks for the newest state before it deletes a blob',
    file: 'apps/worker/src/maintenance/sweep-blobs.usecase.ts',
    anchor: `const document = found && (await latest(found));`,
    replacement: `const document = found;`,
    spec: 'apps/worker/src/maintenance/sweep-blobs.spec.ts',
  },
  {
    rule: 'what Cosmos DB refuses as too large is final',
    file: 'libs/storage/src/documents/cosmos-errors.ts',
    anchor: `code === 413`,
    replacement: `code === 414`,
    spec: 'libs/storage/src/documents/cosmos-errors.spec.ts',
  },
  {
    rule: 'a long text is kept outside of its document',
    file: 'libs/storage/src/documents/large-texts.ts',
    anchor: `if (size <= MAX_INLINE_DOCUMENT_BYTES)`,
    replacement: `if (size > 0)`,
    spec: 'libs/storage/src/documents/large-texts.spec.ts',
  },
  {
    rule: 'a container without time to live is noticed at start',
    file: 'libs/storage/src/documents/container-check.ts',
    anchor: `found.defaultTtl === defaultTtl`,
    replacement: `found.partitionKey !== undefined`,
    spec: 'libs/storage/src/documents/container-check.spec.ts',
  },
  {
    rule: 'the sandbox honours a time to live only where the container has a default',
    file: 'apps/sandbox/src/cosmos/item-container.ts',
    anchor: `this.options.defaultTtl === undefined ? undefined : (ttl ?? this.options.defaultTtl)`,
    replacement: `ttl ?? this.options.defaultTtl`,
    spec: 'apps/sandbox/src/cosmos/cosmos-protocol.spec.ts',
  },
  {
    rule: 'the sandbox refuses a query by a path that is not indexed',
    file: 'apps/sandbox/src/cosmos/run-query.ts',
    anchor: `isExcluded(indexingPolicy, names)`,
    replacement: `names.length < 0`,
    spec: 'apps/sandbox/src/cosmos/cosmos-protocol.spec.ts',
  },
];
