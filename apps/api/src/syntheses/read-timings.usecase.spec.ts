import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError, type SpeechTimings } from '#domain';
import { aConsent, aHash, anId, aSynthesis, aVoice, stub, TENANT } from '#domain/testing';
import { voicesOf } from '#intake/testing';
import type { BlobStore } from '#storage';
import { ReadTimings } from './read-timings.usecase.ts';

const ID = anId('synthesis');
const TIMINGS: SpeechTimings = {
  durationMs: 1_000,
  sentenceSource: 'provider',
  joinsMs: [],
  words: [
    { text: 'Good', offsetMs: 0, durationMs: 400, textOffset: 0 },
    { text: 'morning.', offsetMs: 500, durationMs: 400, textOffset: 5 },
  ],
  sentences: [{ text: 'Good morning.', offsetMs: 0, durationMs: 900, textOffset: 0 }],
};
const result = { blobName: 'a.wav', contentType: 'audio/wav', sizeBytes: 1, durationMs: 1_000, sha256: aHash(3) };

let documents: TestDocuments;
let isAway: boolean;
let readTimings: ReadTimings;

beforeEach(async () => {
  documents = new TestDocuments();
  isAway = false;
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  const blobs = stub<BlobStore>({
    read: ({ name }) =>
      isAway || name !== 'a.timings.json'
        ? Promise.reject(new ServiceError('dependency-unavailable', 'away'))
        : Promise.resolve({
            stream: Readable.from([Buffer.from(JSON.stringify(TIMINGS))]),
          }),
  });
  readTimings = new ReadTimings(documents.store, voicesOf(documents), blobs);
});

const spoken = (timingsBlobName: string | undefined = 'a.timings.json') =>
  documents.store.create(aSynthesis({ status: 'succeeded', result: { ...result, timingsBlobName } }));
const execute = () => readTimings.execute(aPrincipal(), ID);

describe(ReadTimings.name, () => {
  it('answers them as they are stored', async () => {
    await spoken();
    expect(JSON.parse(await execute())).toEqual(TIMINGS);
  });

  it('has none for audio that was made before timings were kept', async () => {
    await documents.store.create(aSynthesis({ status: 'succeeded', result }));
    expect(await execute().catch(errorCodeOf)).toBe('not-found');
  });

  it('refuses what is not spoken yet, and what a voice has said whose consent was revoked', async () => {
    await documents.store.create(aSynthesis({ status: 'running' }));
    expect(await execute().catch(errorCodeOf)).toBe('synthesis-not-ready');
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    await documents.store.replace({ ...consent, status: 'revoked' });
    expect(await execute().catch(errorCodeOf)).toBe('consent-revoked');
  });

  it('says that the storage is away', async () => {
    await spoken();
    isAway = true;
    expect(await execute().catch(errorCodeOf)).toBe('dependency-unavailable');
  });
});
