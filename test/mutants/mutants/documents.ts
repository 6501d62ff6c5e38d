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
    anchor: `    return this.follow(await this.write(document), following, true);`,
    replacement: `    await this.outbox.relay(document as Stored<D> & StoredDocument);
    return this.follow(await this.write(document), following, true);`,
    spec: SPEC,
  },
  {
    rule: 'a status that is an event is announced in the same write',
    file: COMMIT,
    anchor: `this.documents.replace<D>(announcing(withOperationEvent(changed)))`,
    replacement: `this.documents.replace<D>(withOperationEvent(changed))`,
    spec: SPEC,
  },
  {
    rule: 'accepted work is relayed',
    file: COMMIT,
    anchor: `    this.outbox.relayInBackground(subject, options);
    const { operationId }`,
    replacement: `    const { operationId }`,
    spec: SPEC,
  },
  {
    rule: 'work that was accepted before is not written again',
    file: COMMIT,
    anchor: `changed === document ? document : await this.writeAccepted<Documents[K]>(changed)`,
    replacement: `await this.writeAccepted<Documents[K]>(changed)`,
    spec: SPEC,
  },
  {
    rule: 'an operation that its synthesis shows is a document when it ends',
    file: 'libs/documents/src/operations/operation-view.ts',
    anchor: `showsOperation(subject) && !isTerminal(SYNTHESIS_TRANSITIONS, subject.status)`,
    replacement: `showsOperation(subject)`,
    spec: 'libs/documents/src/operations/operation-view.spec.ts',
  },
  {
    rule: 'what a release wrote that knows no events is shown',
    file: 'libs/documents/src/operations/operation-view.ts',
    anchor: `  return advanceOperation(shown, operationStateOf(subject), subject.updatedAt);`,
    replacement: `  return shown;`,
    spec: 'libs/documents/src/operations/operation-view.spec.ts',
  },
  {
    rule: 'what its handler clears is left in the outbox',
    file: 'libs/documents/src/outbox/outbox-relay.ts',
    anchor: `isLeft && undeliverable.length === 0 &&`,
    replacement: `false &&`,
    spec: 'libs/documents/src/outbox/outbox-relay.spec.ts',
  },
  {
    rule: 'only messages about the document itself are left in its outbox',
    file: 'libs/documents/src/outbox/outbox-relay.ts',
    anchor: `subjectId === id && isClearedByHandler(type)`,
    replacement: `isClearedByHandler(type)`,
    spec: 'libs/documents/src/outbox/outbox-relay.spec.ts',
  },
  {
    rule: 'a repeated request whose first run has written nothing waits for it',
    file: COMMIT,
    anchor: `    if (!ids.isHeld) return undefined;`,
    replacement: `    if (ids.resumed) return undefined;`,
    spec: SPEC,
  },
  {
    rule: 'the ids of a key that another request has recorded are not written with',
    file: 'libs/documents/src/idempotency/idempotency-store.ts',
    anchor: `if (recorded.outcome === 'leased' && recorded.lease.record.idSeed === idSeed) return;`,
    replacement: `if (recorded.outcome !== 'reused') return;`,
    spec: 'libs/documents/src/idempotency/idempotency-store.spec.ts',
  },
  {
    rule: 'a synthesis is written only when its key is recorded',
    file: 'libs/intake/src/syntheses/create-synthesis.usecase.ts',
    anchor: `    await ids.claimed();`,
    replacement: ``,
    spec: 'libs/intake/src/syntheses/create-synthesis.usecase.spec.ts',
  },
  {
    rule: 'the first write of its handler takes a message out of the outbox',
    file: 'apps/worker/src/syntheses/run-synthesis.usecase.ts',
    anchor: `    const synthesis = withoutHandled(found);`,
    replacement: `    const synthesis = found;`,
    spec: 'apps/worker/src/syntheses/run-synthesis.usecase.spec.ts',
  },
  {
    rule: 'what is not to be stored gets its time with its end',
    file: 'libs/domain/src/synthesis-expiry.ts',
    anchor: `if (store !== false || expiresAt !== undefined || !isTerminal`,
    replacement: `if (store === undefined || expiresAt !== undefined || isTerminal`,
    spec: 'libs/domain/src/synthesis-expiry.spec.ts',
  },
  {
    rule: 'the first complete download starts the hour, and no later one',
    file: 'libs/domain/src/synthesis-expiry.ts',
    anchor: `|| sentAt !== undefined) return undefined;`,
    replacement: `|| sentAt === '') return undefined;`,
    spec: 'libs/domain/src/synthesis-expiry.spec.ts',
  },
  {
    rule: 'a range of a file is not the file',
    file: 'apps/api/src/platform/answers/download.ts',
    anchor: `if (!range && download.onSent)`,
    replacement: `if (download.onSent)`,
    spec: 'apps/api/src/platform/answers/download.spec.ts',
  },
  {
    rule: 'a connection that broke has not taken the file',
    file: 'apps/api/src/platform/answers/download.ts',
    anchor: `reply.raw.writableFinished ? download.onSent?.() : undefined`,
    replacement: `download.onSent?.()`,
    spec: 'apps/api/src/platform/answers/download.spec.ts',
  },
  {
    rule: 'audio that has expired is not handed out, also while it is there',
    file: 'apps/api/src/syntheses/read-audio.usecase.ts',
    anchor: `if (isExpired(synthesis, Date.now())) {`,
    replacement: `if (isExpired({}, Date.now())) {`,
    spec: 'apps/api/src/syntheses/read-audio.usecase.spec.ts',
  },
  {
    rule: 'the text of what has failed stays for an operator',
    file: 'libs/domain/src/synthesis-expiry.ts',
    anchor: `return store === false && status === 'succeeded' && removedText === undefined;`,
    replacement: `return store === false && removedText === undefined;`,
    spec: 'apps/worker/src/syntheses/forget-text.spec.ts',
  },
  {
    rule: 'a synthesis is not removed before its time',
    file: 'apps/worker/src/syntheses/expire-syntheses.service.ts',
    anchor: `if (!isExpired(synthesis, now)) return undefined;`,
    replacement: ``,
    spec: 'apps/worker/src/syntheses/expire-syntheses.service.spec.ts',
  },
  {
    rule: 'retention removes nothing before the days of its own tenant are over',
    file: 'libs/documents/src/retention/due-documents.ts',
    anchor: `if (at === undefined || Date.parse(at) >= now) continue;`,
    replacement: `if (at === undefined) continue;`,
    spec: 'libs/documents/src/retention/due-documents.spec.ts',
  },
  {
    rule: 'retention leaves a recording that a voice is yet to be made from',
    file: 'libs/documents/src/retention/due-documents.ts',
    anchor: `if (name === 'sample' && (await this.isNeeded(document))) continue;`,
    replacement: ``,
    spec: 'libs/documents/src/retention/due-documents.spec.ts',
  },
  {
    rule: 'retention removes nothing of a tenant that keeps it',
    file: 'libs/domain/src/retention.ts',
    anchor: `(set ?? undefined)]`,
    replacement: `(set ?? defaults[name])]`,
    spec: 'libs/domain/src/retention.spec.ts',
  },
  {
    rule: 'a preview shows the caller’s tenant alone',
    file: 'apps/api/src/retention/manage-retention.usecase.ts',
    anchor: `      tenantId,
      policies: new Map`,
    replacement: `      policies: new Map`,
    spec: 'apps/api/src/retention/manage-retention.usecase.spec.ts',
  },
];
