import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { type ErasedSubjects, HeldDocuments, type HeldDocument, type StoredDocument } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type ErrorCode, errorCodeOf, ServiceError } from '#domain';
import { aConsent, aHold, anId, anUpload, aReceipt, AT, aSynthesis, stub, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import type { AuditLog, BlobEraser, BlobHolds } from '#storage';
import type { ExpireSyntheses } from '../syntheses/expire-syntheses.service.ts';
import { ApplyHold } from './apply-hold.usecase.ts';

const signal = new AbortController().signal;
const SETTLE_MS = 60_000;
const { retention } = aConfig();
const PLACING = aHold({ placedAt: undefined });
const RELEASING = aHold({ releasedAt: AT });

/** What is done outside the documents, in its order; the step of this number fails. */
let steps: string[];
let failingStep: number | undefined;
/** Steps that begin like this are refused, each time. */
let refused: { readonly step: string; readonly code: ErrorCode } | undefined;
/** What others do while Storage is asked. */
let meanwhile: (() => Promise<unknown>) | undefined;
let documents: TestDocuments;
let logger: MemoryLogger;
let apply: ApplyHold;

async function step(name: string): Promise<void> {
  steps.push(name);
  await meanwhile?.();
  if (refused && name.startsWith(refused.step)) throw new ServiceError(refused.code, 'Storage refuses it.');
  if (steps.length === failingStep) throw new ServiceError('dependency-unavailable', 'It died.');
}

beforeEach(() => {
  [steps, failingStep, refused, meanwhile] = [[], undefined, undefined, undefined];
  documents = new TestDocuments();
  logger = new MemoryLogger();
  apply = new ApplyHold(
    documents.store,
    new HeldDocuments(documents.container.asContainer),
    documents.commit,
    stub<BlobHolds>({ set: (name, prefix, isHeld) => step(`${isHeld ? 'holds' : 'frees'} ${name}/${prefix}`) }),
    stub<BlobEraser>({ erase: (name, prefix) => step(`erased ${name}/${prefix}`) }),
    stub<ErasedSubjects>({ add: (_, id) => step(`noted ${id}`) }),
    stub<ExpireSyntheses>({ one: ({ subjectId }) => step(`expired ${subjectId}`).then(() => undefined) }),
    stub<AuditLog>({
      append: (_, { details }) => step(`audited ${details?.['after']}`),
    }),
    aConfig({ retention: { ...retention, erasureSettleMs: SETTLE_MS } }),
    logger.asLogger,
  );
});

const one = ({ id: subjectId }: { readonly id: string }) => apply.one({ tenantId: TENANT, subjectId }, signal);
const stored = ({ kind, id }: { readonly kind: HeldDocument['kind']; readonly id: string }) =>
  documents.store.find(kind, TENANT, id) as Promise<HeldDocument | undefined>;
const create = (document: object) => documents.store.create(document as StoredDocument);

const HELD = [anUpload({ legalHold: PLACING }), aConsent({ legalHold: PLACING }), aSynthesis({ legalHold: PLACING })];
const FILES = {
  upload: ['uploads', 'audio', 'archive'],
  consent: ['consents'],
  synthesis: ['results'],
} as const;

describe(ApplyHold.name, () => {
  it.each(HELD)('holds all files of a $kind, and says so once Storage has the last', async (document) => {
    await create(document);
    const { kind, id } = document;
    const all = FILES[kind].map((container) => `holds ${container}/${TENANT}/${id}`);
    for (let failing = 1; failing <= all.length; failing += 1) {
      [steps, failingStep] = [[], failing];
      expect(await one(document).catch(errorCodeOf)).toBe('dependency-unavailable');
      expect((await stored(document))?.legalHold?.placedAt).toBeUndefined();
    }
    [steps, failingStep] = [[], undefined];
    await one(document);
    expect(steps).toEqual(all);
    expect((await stored(document))?.legalHold?.placedAt).toBeDefined();
    await one(document);
    expect(steps).toEqual(all);
  });

  it('does it again when the document has changed meanwhile', async () => {
    const upload = anUpload({ legalHold: PLACING });
    await create(upload);
    meanwhile = async () => {
      meanwhile = undefined;
      const found = await stored(upload);
      await documents.store.replace(Object.assign({ ...found }, { reopened: 1 }) as HeldDocument);
    };
    expect(await one(upload).catch(errorCodeOf)).toBe('etag-mismatch');
    await one(upload);
    expect((await stored(upload))?.legalHold?.placedAt).toBeDefined();
  });

  it.each(HELD)('frees the files of a $kind, and then forgets the hold', async (document) => {
    const released = { ...document, legalHold: RELEASING };
    await create(released);
    await one(released);
    expect(steps).toEqual(FILES[document.kind].map((name) => `frees ${name}/${TENANT}/${document.id}`));
    expect(await stored(document)).toMatchObject({ status: document.status });
    expect((await stored(document))?.legalHold).toBeUndefined();
    // A message that comes a second time frees what a dead worker may have held after all.
    await one(released);
    expect(steps.slice(FILES[document.kind].length)).toEqual(steps.slice(0, FILES[document.kind].length));
  });

  it.each(HELD)(
    'stops placing the hold of a $kind once it is cleared, and clears what it has placed',
    async (document) => {
      await create(document);
      meanwhile = async () => {
        meanwhile = undefined;
        const found = (await stored(document)) as HeldDocument;
        await documents.store.replace<HeldDocument>({ ...found, legalHold: { ...PLACING, releasedAt: AT } });
      };
      expect(await one(document).catch(errorCodeOf)).toBe('etag-mismatch');
      const [first] = FILES[document.kind];
      expect(steps).toEqual([`holds ${first}/${TENANT}/${document.id}`]);
      expect(await one(document)).toBeUndefined();
      expect(steps.slice(1)).toEqual(FILES[document.kind].map((name) => `frees ${name}/${TENANT}/${document.id}`));
      expect((await stored(document))?.legalHold).toBeUndefined();
    },
  );

  it('waits with clearing until what places it has ended', async () => {
    const releasedAt = new Date().toISOString();
    await create(anUpload({ legalHold: aHold({ placedAt: undefined, releasedAt }) }));
    const leftMs = await one(anUpload());
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(SETTLE_MS);
    expect(steps).toEqual([]);
    expect((await stored(anUpload()))?.legalHold).toBeDefined();
  });

  it.each(['state-conflict', 'internal'] as const)(
    'clears a hold that could not be placed, where Storage answers %s to each call',
    async (code) => {
      const upload = anUpload({ legalHold: { ...PLACING, releasedAt: AT } });
      await create(upload);
      refused = { step: 'frees audio', code };
      await one(upload);
      expect(steps).toHaveLength(3);
      expect((await stored(upload))?.legalHold).toBeUndefined();
    },
  );

  it('keeps a hold that was placed and that Storage does not clear', async () => {
    const upload = anUpload({ legalHold: RELEASING });
    await create(upload);
    refused = { step: 'frees audio', code: 'state-conflict' };
    expect(await one(upload).catch(errorCodeOf)).toBe('state-conflict');
    expect((await stored(upload))?.legalHold).toEqual(RELEASING);
  });

  it('removes an upload that was erased meanwhile, also when a worker dies at any step', async () => {
    const upload = anUpload({ status: 'deleted', legalHold: RELEASING });
    const all = ['audited legal-hold', `noted ${upload.id}`];
    for (let failing = 4; failing <= 8; failing += 1) {
      [steps, failingStep] = [[], failing];
      if (!(await stored(upload))) await create(upload);
      expect(await one(upload).catch(errorCodeOf)).toBe('dependency-unavailable');
      expect(await stored(upload)).toBeDefined();
    }
    [steps, failingStep] = [[], undefined];
    await one(upload);
    expect(steps.slice(3)).toEqual([...all, ...FILES.upload.map((name) => `erased ${name}/${TENANT}/${upload.id}`)]);
    expect(await stored(upload)).toBeUndefined();
  });

  it('removes the recording and the names of a consent that was erased meanwhile', async () => {
    const receipt = aReceipt();
    await create(aConsent({ status: 'deleted', receipt, legalHold: RELEASING }));
    await one({ id: anId('consent') });
    expect(steps).toContain(`erased consents/${TENANT}/${anId('consent')}`);
    expect(await documents.store.get('consent', TENANT, anId('consent'))).toMatchObject({
      status: 'deleted',
      voiceTalentName: '',
      receipt,
    });
    expect(JSON.stringify(await stored(aConsent()))).not.toContain('Ada Example');
  });

  it('removes speech whose time was over', async () => {
    const synthesis = aSynthesis({ status: 'succeeded', expiresAt: AT, legalHold: RELEASING });
    await create(synthesis);
    await one(synthesis);
    expect(steps.at(-1)).toBe(`expired ${synthesis.id}`);
  });

  it('finds holds whose message was lost', async () => {
    for (const document of [...HELD, anUpload({ id: anId('upload', 1), legalHold: aHold() })]) await create(document);
    expect(await apply.execute(undefined, signal)).toEqual({
      counts: { holdsSettled: 3, holdsFailed: 0 },
      next: undefined,
    });
    expect(await apply.execute(undefined, signal)).toEqual({
      counts: { holdsSettled: 0, holdsFailed: 0 },
      next: undefined,
    });
  });
  it.each([
    ['of a container that takes no holds', anUpload({ legalHold: PLACING }), 'holds audio', 'state-conflict'],
    [
      'of evidence that Storage keeps for its time',
      aConsent({ status: 'deleted', receipt: aReceipt(), legalHold: RELEASING }),
      'erased consents',
      'erasure-incomplete',
    ],
  ] as const)('goes on with the other holds after one %s, and tells of it', async (_, document, step, code) => {
    for (const each of [document, aSynthesis({ legalHold: PLACING })]) await create(each);
    refused = { step, code };
    expect(await apply.execute(undefined, signal)).toEqual({
      counts: { holdsSettled: 1, holdsFailed: 1 },
      next: undefined,
    });
    expect((await stored(document))?.legalHold).toEqual(document.legalHold);
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { subjectId: document.id, code } }]);
  });
});
