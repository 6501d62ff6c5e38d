import { beforeEach, describe, expect, it } from 'vitest';
import type { DocumentStore, Stored } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type Consent, errorCodeOf, type ErasureReceipt, type Voice } from '#domain';
import { aHold, anUpload, aReceipt, aSynthesis, stub } from '#domain/testing';
import { DONE, type MessageSubject } from '#messaging';
import type { ErasureScope } from './erasure-scope.ts';
import { FindHeld } from './held-traces.ts';
import { ReplayErasure } from './replay-erasure.usecase.ts';

const AT = '2026-11-22T10:00:00.000Z';
const [CONSENT, VOICE, UPLOAD] = ['cns', 'vce', 'upl'].map((prefix) => `${prefix}_01JD8F3R5V6W7X8Y9Z0A1B2C01`) as [
  string,
  string,
  string,
];
const common = { tenantId: 't', ownerId: 'o', createdAt: AT, updatedAt: AT, outbox: [] };
const person = receiptOf('consent', CONSENT, { consentIds: [CONSENT] });
const signal = new AbortController().signal;

let test: TestDocuments;
let documents: DocumentStore;
/** What the stages of an erasure were run for. */
let run: string[];
let removed: number;
let removedOf: ErasureScope | undefined;
/** Answers of the question whether anything has come back. */
let cameBack: boolean[];

beforeEach(() => {
  test = new TestDocuments();
  documents = test.store;
  [run, removed, removedOf, cameBack] = [[], 0, undefined, []];
});

function receiptOf(kind: 'consent' | 'voice', id: string, erased: Partial<ErasureReceipt['erased']>): ErasureReceipt {
  const all = { ...aReceipt().erased, voiceIds: [VOICE], consentIds: [], uploadIds: [UPLOAD], ...erased };
  return aReceipt({ tenantId: 't', subject: { kind, id }, requestedAt: '2026-12-01', erased: all });
}

/** @param leaves documents that the stages, which are imitated, turn into receipts */
function replay(receipt: ErasureReceipt, leaves: readonly string[] = [CONSENT, VOICE]) {
  const erasure = {
    handle: async ({ tenantId, subjectId }: MessageSubject) => {
      run.push(subjectId);
      for (const each of leaves) {
        const found: Stored<Voice> | Stored<Consent> | undefined = await documents.find<'voice' | 'consent'>(
          each.startsWith('vce') ? 'voice' : 'consent',
          tenantId,
          each,
        );
        if (found) await documents.replace<Voice | Consent>({ ...found, status: 'deleted' });
      }
      return DONE;
    },
  };
  const traces = {
    execute: (scope: ErasureScope) => {
      [removed, removedOf] = [removed + 1, scope];
      return Promise.resolve();
    },
  };
  const leftovers = { hasComeBack: () => Promise.resolve(cameBack.shift() ?? false) };
  const findHeld = new FindHeld(documents, test.commit);
  return new ReplayErasure(documents, test.commit, stub(erasure), stub(traces), stub(leftovers), findHeld).execute(
    receipt,
    signal,
  );
}

const consent = (changes: Partial<Consent> = {}) =>
  documents.create({ ...common, id: CONSENT, kind: 'consent', status: 'active', ...changes } as Consent);
const voice = (changes: Partial<Voice> = {}) =>
  documents.create({ ...common, id: VOICE, kind: 'voice', status: 'ready', consentId: CONSENT, ...changes } as Voice);

describe(ReplayErasure.name, () => {
  it('does nothing where nothing has come back', async () => {
    await consent({ status: 'deleted' });
    expect(await replay(person)).toBe('gone');
    expect([run, removed]).toEqual([[], 0]);
  });

  it('erases a person who lives again as one who has revoked consent', async () => {
    await Promise.all([consent(), voice()]);
    expect(await replay(person)).toBe('erased');
    expect(run).toEqual([CONSENT]);
    const { withdrawal, wasActive, erasure } = await documents.get('consent', 't', CONSENT);
    expect(withdrawal).toEqual({ operationId: '', requestedAt: '2026-12-01', erase: true });
    expect(wasActive).toBe(true);
    expect(erasure).toEqual({ requestedAt: '2026-12-01', attempt: 1, stage: 'stopping' });
  });

  it('leaves the consent where a voice alone was erased', async () => {
    await Promise.all([consent(), voice()]);
    expect(await replay(receiptOf('voice', VOICE, {}), [VOICE])).toBe('erased');
    expect(run).toEqual([VOICE]);
    expect(await documents.get('voice', 't', VOICE)).toMatchObject({ erasure: { keepConsent: true } });
    expect(await documents.get('consent', 't', CONSENT)).toMatchObject({ status: 'active' });
  });

  it('does not count a consent that was deleted with its voice as revoked', async () => {
    await Promise.all([consent(), voice()]);
    await replay(receiptOf('voice', VOICE, { consentIds: [CONSENT] }), [VOICE, CONSENT]);
    expect(await documents.get('voice', 't', VOICE)).toMatchObject({ erasure: { keepConsent: false } });
    expect(await documents.get('consent', 't', CONSENT)).not.toHaveProperty('withdrawal');
  });

  it('begins with what is there where the subject is not, and goes on with what that does not reach', async () => {
    await voice();
    expect(await replay(person, [VOICE])).toBe('erased');
    expect(run).toEqual([VOICE]);
  });

  it('goes on with an erasure that was under way when the backup was taken', async () => {
    const erasure = { requestedAt: AT, attempt: 3, stage: 'removing' } as const;
    await consent({ status: 'deleting', erasure });
    expect(await replay(person)).toBe('erased');
    expect(await documents.get('consent', 't', CONSENT)).toMatchObject({ erasure });
  });

  it('removes uploads and blobs where no voice and no consent has come back', async () => {
    await consent({ status: 'deleted' });
    cameBack = [true, false];
    expect(await replay(person)).toBe('erased');
    expect([run, removed]).toEqual([[], 1]);
    cameBack = [true, true];
    expect(await replay(person).catch(errorCodeOf)).toBe('erasure-incomplete');
  });

  it('leaves out what a legal hold keeps, and hides it again', async () => {
    const free = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C02';
    const synthesis = aSynthesis({ ...common, voiceId: VOICE, status: 'succeeded', legalHold: aHold() });
    await Promise.all([
      consent({ status: 'deleted', legalHold: aHold() }),
      documents.create(anUpload({ ...common, id: UPLOAD, legalHold: aHold() })),
      documents.create(anUpload({ ...common, id: free })),
      documents.create(synthesis),
    ]);
    cameBack = [true, false];
    expect(await replay(receiptOf('consent', CONSENT, { consentIds: [CONSENT], uploadIds: [UPLOAD, free] }))).toBe(
      'erased',
    );
    expect(removedOf).toMatchObject({ uploadIds: [free], keptUploadIds: [UPLOAD] });
    expect(removedOf?.held).toMatchObject({
      uploadIds: [UPLOAD],
      consentIds: [CONSENT],
      synthesisIds: [synthesis.id],
    });
    expect(await documents.get('upload', 't', UPLOAD)).toMatchObject({ status: 'deleted', legalHold: aHold() });
    expect((await documents.get('synthesis', 't', synthesis.id)).expiresAt).toBeDefined();
  });
});
