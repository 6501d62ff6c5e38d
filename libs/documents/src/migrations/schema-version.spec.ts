import { describe, expect, it } from 'vitest';
import { type DocumentKind, errorCodeOf, ID_PREFIXES } from '#domain';
import { DOCUMENT_MIGRATIONS } from './document-migrations.ts';
import type { Migration, RawDocument } from './migration.ts';
import { broughtForward, schemaOf, stampFor } from './schema-version.ts';

const KINDS = Object.keys(ID_PREFIXES) as DocumentKind[];
const words: Migration = {
  version: 2,
  readableFrom: 1,
  what: 'counts words',
  apply: (document) => ({ ...document, words: String(document['text']).split(' ').length }),
};
const noText: Migration = {
  version: 3,
  readableFrom: 2,
  what: 'forgets the text',
  apply: (document) => Object.fromEntries(Object.entries(document).filter(([name]) => name !== 'text')),
};
/** Of three releases, one after the other. */
const [first, second, third] = [{ voice: [] }, { voice: [words] }, { voice: [words, noText] }];

async function codeOf(fn: () => unknown): Promise<string> {
  return Promise.resolve()
    .then(fn)
    .then(() => 'taken', errorCodeOf);
}

describe(broughtForward.name, () => {
  const old: RawDocument = { kind: 'voice', text: 'one two' };

  it('applies what came after the version of a document, in order', () => {
    expect(broughtForward(old, second)).toEqual({ ...old, words: 2 });
    expect(broughtForward(old, third)).toEqual({ kind: 'voice', words: 2 });
    const current = { kind: 'voice', words: 7, schemaVersion: 3, readableFrom: 2 };
    expect(broughtForward(current, third)).toBe(current);
  });

  it('leaves a document of a newer release as it is, as long as that one says that it may be read', async () => {
    const newer = { ...old, words: 2, schemaVersion: 2, readableFrom: 1 };
    expect(broughtForward(newer, first)).toBe(newer);
    const tooNew = { kind: 'voice', words: 2, schemaVersion: 3, readableFrom: 2 };
    expect(await codeOf(() => broughtForward(tooNew, second))).toBe('taken');
    expect(await codeOf(() => broughtForward(tooNew, first))).toBe('document-too-new');
  });
});

describe(stampFor.name, () => {
  it('names the release that writes, also over a newer one: that one migrates the document again', () => {
    const newer = { kind: 'voice', schemaVersion: 2, readableFrom: 1, text: 'one', words: 1 } as const;
    const written = { ...newer, text: 'one two three', ...stampFor(newer, first) };
    expect(written).toMatchObject({ schemaVersion: 1, words: 1 });
    expect(broughtForward(written, second)).toMatchObject({ words: 3 });
  });

  it('keeps what a newer release asks of its readers', () => {
    expect(stampFor({ kind: 'voice', readableFrom: 2 }, second)).toEqual({ schemaVersion: 2, readableFrom: 2 });
    expect(stampFor({ kind: 'voice' }, third)).toEqual({ schemaVersion: 3, readableFrom: 2 });
  });
});

describe('the migrations of this release', () => {
  it.each(KINDS)('are numbered from 2 on without a gap, and readable for the release before: %s', (kind) => {
    const list = DOCUMENT_MIGRATIONS[kind];
    expect(list.map(({ version }) => version)).toEqual(list.map((_, index) => index + 2));
    for (const { version, readableFrom } of list) {
      expect(readableFrom).toBeGreaterThanOrEqual(1);
      expect(readableFrom).toBeLessThan(version);
    }
    expect(schemaOf(kind).schemaVersion).toBe(list.length + 1);
  });

  const evidence = { match: { matches: true }, sha256: 'a' };
  it.each([
    ['revoked, with evidence that Azure was given', { status: 'revoked', evidence, submittedAt: '2026' }, true],
    ['expired without evidence', { status: 'expired' }, false],
    ['that says so already', { status: 'revoked', wasActive: true }, true],
    ['active', { status: 'active', evidence, submittedAt: '2026' }, undefined],
    ['erased', { status: 'deleted' }, undefined],
  ])('say of a consent %s whether it was active, once and for all', (_, consent, wasActive) => {
    const migrated = broughtForward<RawDocument>({ kind: 'consent', ...consent });
    expect(migrated['wasActive']).toBe(wasActive);
    // The release before writes it back without knowing more: it is migrated again.
    const written = { ...migrated, schemaVersion: 1 };
    expect(broughtForward<RawDocument>(written)).toEqual(written);
  });
});
