import { beforeEach, describe, expect, it } from 'vitest';
import { type DocumentStore, SameRecordings, type Stored, TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type Consent, errorCodeOf, type Upload } from '#domain';
import { aConsent, aHold, anId, anUpload, AT, aVoice, stub, TENANT } from '#domain/testing';
import type { CancelVoiceWork } from '../voices/cancel-voice-work.service.ts';
import { type ErasureRoot, ErasureScopes } from './erasure-scope.ts';
import { FindHeld } from './held-traces.ts';
import { StopWriters } from './stop-writers.ts';

const signal = new AbortController().signal;
const erasure = { requestedAt: AT, attempt: 1, stage: 'stopping' } as const;
const OTHER = anId('consent', 1);

let documents: DocumentStore;
let scopes: ErasureScopes;
let stop: StopWriters;
let recording: Stored<Upload>;

beforeEach(async () => {
  const test = new TestDocuments();
  const container = test.container.asContainer;
  documents = test.store;
  const findHeld = new FindHeld(documents, test.commit);
  scopes = new ErasureScopes(documents, new TraceStore(container), new SameRecordings(container), findHeld);
  const work = stub<CancelVoiceWork>({ execute: () => Promise.resolve() });
  stop = new StopWriters(documents, stub({ cancel: () => Promise.resolve() }), work, test.commit, findHeld);
  const canonical = { blobName: 'b', durationMs: 1, sizeBytes: 1, sha256: 'aa' };
  recording = await documents.create(anUpload({ id: anId('upload', 1), canonical }));
});

async function consent(changes: Partial<Consent> = {}): Promise<Stored<Consent>> {
  const evidence = { blobName: 'b', sha256: 'aa' };
  return documents.create(aConsent({ uploadId: recording.id, evidence, ...changes }));
}

/** What an administrator does between the look for the scope and its use. */
async function stopAfterHold(root: ErasureRoot, held: Stored<Consent>): Promise<unknown> {
  const scope = await scopes.of(root);
  expect(scope.consentIds).toContain(held.id);
  await documents.replace<Consent>({ ...held, legalHold: aHold() });
  return stop.execute(root, scope, signal).catch(errorCodeOf);
}

const statusOf = async (id: string) => (await documents.get('consent', TENANT, id)).status;

describe(StopWriters.name, () => {
  it('stops a voice, its consent and their uploads', async () => {
    await consent();
    const root = await documents.create(aVoice({ status: 'deleting', erasure }));
    await stop.execute(root, await scopes.of(root), signal);
    expect(await statusOf(anId('consent'))).toBe('deleting');
    expect((await documents.get('upload', TENANT, recording.id)).status).toBe('deleted');
  });

  it('leaves the consent of a voice that is held in this moment, and all that goes with it', async () => {
    const own = await consent();
    await consent({ id: OTHER, status: 'rejected' });
    const root = await documents.create(aVoice({ status: 'deleting', erasure }));
    expect(await stopAfterHold(root, own)).toBe('etag-mismatch');
    expect([await statusOf(own.id), await statusOf(OTHER)]).toEqual(['active', 'rejected']);
    expect((await documents.get('upload', TENANT, recording.id)).status).toBe('accepted');
    // The next run finds the hold, and leaves the consent out.
    const scope = await scopes.of(root);
    expect(scope.consentIds).toEqual([]);
    await stop.execute(root, scope, signal);
    expect(await statusOf(own.id)).toBe('active');
  });

  it('stops a person whose consent is held in this moment: the erasure hides it', async () => {
    const root = await consent({ status: 'deleting', erasure, wasActive: true });
    const again = await consent({ id: OTHER, status: 'revoked' });
    expect(await stopAfterHold(root, again)).toBeUndefined();
    expect(await statusOf(OTHER)).toBe('deleting');
  });
});
