export interface Replacement {
  readonly file: string;
  /** Stands there exactly once. */
  readonly found: string;
  readonly replacedBy: string;
}

const DOCUMENTS = 'libs/documents/src/store/document-store.ts';
const STORED = 'libs/documents/src/store/stored-document.ts';

/** Protections of the product, each with what takes it out of the source. */
export const REMOVALS: Readonly<Record<string, readonly Replacement[]>> = {
  'the ETag check: a changed document is written whatever it has become meanwhile': [
    {
      file: DOCUMENTS,
      found: `.replace(item, { accessCondition: { type: 'IfMatch', condition: readETag } });`,
      replacedBy: `.replace(item); void readETag;`,
    },
  ],
  'the outbox: what a document causes is sent, but not written down with it': [
    {
      file: STORED,
      found: `...(document.outbox.length > 0 && { outboxSince: outboxSinceOf(document.outbox, document.updatedAt) }),`,
      replacedBy: `outbox: [],`,
    },
  ],
  'the derived id: a request that is repeated has ids of its own': [
    {
      file: 'libs/documents/src/idempotency/request-ids.ts',
      found: `.update(JSON.stringify([this.options.seed, kind, role]))`,
      replacedBy: `.update(JSON.stringify([Math.random(), kind, role]))`,
    },
  ],
  'the handler’s clear: nobody takes out of the outbox what was left there for the handler': [
    {
      file: 'apps/worker/src/syntheses/synthesis-end.ts',
      found: `outbox: synthesis.outbox.filter(({ type }) => type !== SYNTHESIS_RUN) };`,
      replacedBy: `outbox: synthesis.outbox };`,
    },
    {
      file: STORED,
      found: `{ op: 'set', path: '/outbox', value: [...later] },`,
      replacedBy: `{ op: 'set', path: '/outbox', value: document.outbox.filter(({ type }) => type === 'synthesis.run') },`,
    },
    {
      file: STORED,
      found: `Object.assign({ ...document }, { outbox: [...later] },`,
      replacedBy: `Object.assign({ ...document }, { outbox: document.outbox.filter(({ type }) => type === 'synthesis.run') },`,
    },
  ],
  'the deterministic id: a message that is sent again has a new one': [
    {
      file: 'libs/messaging/src/publisher.ts',
      found: `messageId: message.id,`,
      replacedBy: `messageId: String(Math.random()),`,
    },
  ],
};
