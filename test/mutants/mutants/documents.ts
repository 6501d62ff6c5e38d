import type { Mutant } from '../mutant.ts';

const COMMIT = 'libs/documents/src/commit/commit.ts';
const LOST_RACES = 'libs/documents/src/commit/lost-races.ts';
const SPEC = 'libs/documents/src/commit/commit.spec.ts';

/** What is done around each write of a document, in one place for both apps. */
export const DOCUMENTS: readonly Mutant[] = [
  {
    rule: 'a chunk never goes back to a status that it has passed',
    file: 'libs/domain/src/batch.ts',
    anchor: `!before || hasChunkPassed(before.status, changed.status)`,
    replacement: `!before`,
    spec: 'libs/domain/src/batch.spec.ts',
  },
  {
    rule: 'a webhook that arrives twice is taken in once',
    file: COMMIT,
    anchor: `      if (errorCodeOf(error) !== 'state-conflict') throw error;
      return undefined;`,
    replacement: `      if (errorCodeOf(error) !== 'state-conflict') throw error;
      return document as Stored<Documents[K]>;`,
    spec: 'apps/api/src/hooks/receive-hook.usecase.spec.ts',
  },
  {
    rule: 'a write that lost the race for the ETag is made again',
    file: LOST_RACES,
    anchor: `code === 'etag-mismatch' || alsoLost`,
    replacement: `alsoLost`,
    spec: SPEC,
  },
  {
    rule: 'a write that always loses fails at the bound',
    file: LOST_RACES,
    anchor: `attempt >= MAX_WRITE_ATTEMPTS`,
    replacement: `attempt > MAX_WRITE_ATTEMPTS`,
    spec: SPEC,
  },
  {
    rule: 'what a change throws is no lost race',
    file: LOST_RACES,
    anchor: `    const found = await read();
    try {
      return await write(found);`,
    replacement: `    try {
      return await write(await read());`,
    spec: SPEC,
  },
  {
    rule: 'a lost race is repeated from a fresh read',
    file: LOST_RACES,
    anchor: `    first = undefined;`,
    replacement: `    first = found;`,
    spec: SPEC,
  },
  {
    rule: 'what follows a write is not repeated as a lost race',
    file: COMMIT,
    anchor: `await this.write<Documents[K]>(changed)),
      }),`,
    replacement: `await this.save<Documents[K]>(changed, following)),
      }),`,
    spec: SPEC,
  },
  {
    rule: 'the operation follows a commit',
    file: COMMIT,
    anchor: `    if (isOperationSubject(written)) await this.operations.follow(written);`,
    replacement: ``,
    spec: SPEC,
  },
  {
    rule: 'the messages of a commit are relayed',
    file: COMMIT,
    anchor: `    return this.outbox.relay(written);`,
    replacement: `    return document;`,
    spec: SPEC,
  },
  {
    rule: 'messages are relayed after the commit, not before',
    file: COMMIT,
    anchor: `    return this.follow(await this.write(document), following);`,
    replacement: `    await this.outbox.relay(document as Stored<D> & StoredDocument);
    return this.follow(await this.write(document), following);`,
    spec: SPEC,
  },
  {
    rule: 'a status that is an event is announced in the same write',
    file: COMMIT,
    anchor: `this.documents.replace<D>(announcing(changed))`,
    replacement: `this.documents.replace<D>(changed)`,
    spec: SPEC,
  },
  {
    rule: 'accepted work is relayed',
    file: COMMIT,
    anchor: `    this.outbox.relayInBackground(subject);
    const { operationId }`,
    replacement: `    const { operationId }`,
    spec: SPEC,
  },
  {
    rule: 'work that was accepted before is not written again',
    file: COMMIT,
    anchor: `changed === document ? document : await this.write<Documents[K]>(changed)`,
    replacement: `await this.write<Documents[K]>(changed)`,
    spec: SPEC,
  },
];
