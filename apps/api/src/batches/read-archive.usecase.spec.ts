import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { aBatch, aConsent, anId, aVoice, stub, TENANT } from '#domain/testing';
import { voicesOf } from '#intake/testing';
import type { BatchArchive } from './batch-archive.ts';
import { ReadArchive } from './read-archive.usecase.ts';

const ID = anId('batch');

let opened: number;
let of: BatchArchive['of'];
let documents: TestDocuments;
let readArchive: ReadArchive;

beforeEach(async () => {
  opened = 0;
  of = () =>
    Promise.resolve({
      lengthBytes: 3,
      provenanceIds: [],
      content: (async function* () {
        yield Buffer.from('zip');
      })(),
    });
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  await documents.store.create(aBatch({ status: 'succeeded' }));
  readArchive = new ReadArchive(documents.store, voicesOf(documents), stub<BatchArchive>({ of: (batch) => of(batch) }));
});

function execute(principal = aPrincipal()) {
  return readArchive.execute(principal, ID, () => {
    opened += 1;
    return { ended: new AbortController().signal, cut: () => undefined, closed: Promise.resolve() };
  });
}

describe(ReadArchive.name, () => {
  it('hands out the archive, whose length is known before', async () => {
    const { content, lengthBytes } = await execute();
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(part);
    expect([Buffer.concat(parts).toString(), lengthBytes, opened]).toEqual(['zip', 3, 1]);
  });

  it('opens no answer for a voice whose consent was revoked, or that the caller may not use', async () => {
    expect(await execute(aPrincipal({ objectId: 'another' })).catch(errorCodeOf)).toBe('voice-not-granted');
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    await documents.store.replace({ ...consent, status: 'revoked' });
    expect(await execute().catch(errorCodeOf)).toBe('consent-revoked');
    expect(opened).toBe(0);
  });

  it('says why there is no archive yet', async () => {
    of = () => Promise.reject(new ServiceError('synthesis-not-ready', 'not yet'));
    expect(await execute().catch(errorCodeOf)).toBe('synthesis-not-ready');
  });
});
