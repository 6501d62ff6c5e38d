import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type Synthesis } from '#domain';
import { aConsent, aHash, anId, aSynthesis, aVoice, stub, TENANT } from '#domain/testing';
import { voicesOf } from '#intake/testing';
import { MemoryLogger } from '#observability/testing';
import type { BlobStore } from '#storage';
import { NoteSent } from './note-sent.ts';
import { ReadAudio } from './read-audio.usecase.ts';

const ID = anId('synthesis');
const AUDIO = Buffer.from('0123456789');
const result = { blobName: 'speech.mp3', contentType: 'audio/mpeg', sizeBytes: 10, durationMs: 1, sha256: aHash(3) };

let documents: TestDocuments;
let readAudio: ReadAudio;

beforeEach(async () => {
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  const blobs = stub<BlobStore>({
    read: (_address, { offset, count } = {}) => {
      const end = count === undefined ? undefined : (offset ?? 0) + count;
      return Promise.resolve({ stream: Readable.from([AUDIO.subarray(offset, end)]) });
    },
  });
  readAudio = new ReadAudio(
    documents.store,
    voicesOf(documents),
    blobs,
    new NoteSent(documents.commit, new MemoryLogger().asLogger),
  );
});

const spoken = (changes: Partial<Synthesis> = {}) =>
  documents.store.create(aSynthesis({ status: 'succeeded', result, ...changes }));
const execute = (principal = aPrincipal()) => readAudio.execute(principal, ID);

describe(ReadAudio.name, () => {
  it('hands out the audio, or the part that was requested', async () => {
    await spoken();
    const download = await execute();
    expect(download).toMatchObject({ tag: result.sha256, fileName: `${ID}.mp3` });
    const cut = (): void => undefined;
    const read = async (range?: { first: number; last: number }) => {
      const parts: Uint8Array[] = [];
      for await (const part of await download.read(range, cut)) parts.push(part);
      return Buffer.concat(parts).toString();
    };
    expect(await read()).toBe('0123456789');
    expect(await read({ first: 2, last: 4 })).toBe('234');
  });

  it('says what has made the audio, and the id in its tag if it has one', async () => {
    await spoken({ result: { ...result, provenanceId: 'prv_1' } });
    expect((await execute()).headers).toEqual({
      'x-ai-generated': '1',
      'provenance-id': 'prv_1',
      link: '</v1/provenance/prv_1>; rel="describedby"',
    });
    await documents.store.replace({ ...(await documents.store.get('synthesis', TENANT, ID)), result });
    expect((await execute()).headers).toEqual({ 'x-ai-generated': '1' });
  });

  it.each([
    ['has not been spoken yet', { status: 'running', result: undefined }, 'synthesis-not-ready'],
    ['has failed', { status: 'failed', result: undefined }, 'state-conflict'],
  ] as const)('refuses a synthesis that %s', async (_, changes, code) => {
    await spoken(changes);
    expect(await execute().catch(errorCodeOf)).toBe(code);
  });

  it('refuses what a voice has said whose consent was revoked since', async () => {
    await spoken();
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    await documents.store.replace({ ...consent, status: 'revoked' });
    expect(await execute().catch(errorCodeOf)).toBe('consent-revoked');
  });

  it('is for anyone who had it spoken or may use the voice', async () => {
    await spoken();
    expect(await execute(aPrincipal({ objectId: 'another' })).catch(errorCodeOf)).toBe('voice-not-granted');
    const voice = await documents.store.get('voice', TENANT, anId('voice'));
    await documents.store.replace({ ...voice, grants: [{ principalId: 'another' }] });
    expect(await execute(aPrincipal({ objectId: 'another' }))).toMatchObject({ tag: result.sha256 });
  });

  it('notes that all of it was sent, of what is not to be stored alone', async () => {
    await spoken();
    expect((await execute()).onSent).toBeUndefined();
    await documents.store.replace({ ...(await documents.store.get('synthesis', TENANT, ID)), store: false });
    await (await execute()).onSent?.();
    expect((await documents.store.get('synthesis', TENANT, ID)).sentAt).toBeDefined();
  });

  it('refuses what has expired, also while it is still there', async () => {
    await spoken({ expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(await execute().catch(errorCodeOf)).toBe('not-found');
    const synthesis = await documents.store.get('synthesis', TENANT, ID);
    await documents.store.replace({ ...synthesis, expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(await execute()).toMatchObject({ tag: result.sha256 });
  });
});
