import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError, type Upload, uploadBlobName } from '#domain';
import { anId, anUpload, stub, TENANT } from '#domain/testing';
import type { EgressClient, EgressResponse } from '#egress';
import { DONE } from '#messaging';
import type { BlobStore } from '#storage';
import { FetchRecording } from './fetch-recording.usecase.ts';

const ID = anId('upload');
const SUBJECT = { tenantId: TENANT, subjectId: ID };
const NAME = uploadBlobName(TENANT, ID);
const source = { host: 'recordings.example', url: 'https://recordings.example/a.wav?sig=secret' };
const signal = new AbortController().signal;

let requests: number;
let answer: () => Promise<EgressResponse>;
let stored: Map<string, string>;
let documents: TestDocuments;
let fetchRecording: FetchRecording;

const answered = (status: number, headers: Record<string, string> = {}): EgressResponse => ({
  status,
  headers,
  body: Readable.from(['audio']),
});

beforeEach(() => {
  requests = 0;
  answer = () => Promise.resolve(answered(200, { 'content-type': 'audio/wav' }));
  stored = new Map();
  documents = new TestDocuments();
  const blobs = stub<BlobStore>({
    properties: ({ name }) => Promise.resolve(stored.has(name) ? { etag: '"1"' } : undefined),
    write: async ({ name }, content) => {
      if (stored.has(name)) throw new ServiceError('state-conflict', 'The blob exists already.');
      stored.set(name, await text(content));
      return '"1"';
    },
  });
  const egress = stub<EgressClient>({
    request: () => {
      requests += 1;
      return answer();
    },
  });
  fetchRecording = new FetchRecording(aConfig(), documents.store, blobs, egress, documents.commit);
});

const awaiting = (changes: Partial<Upload> = {}) =>
  documents.store.create(
    anUpload({ status: 'awaiting', source, canonical: undefined, archived: undefined, ...changes }),
  );
const read = () => documents.store.get('upload', TENANT, ID);
const handle = () => fetchRecording.handle(SUBJECT, { signal });

describe(FetchRecording.name, () => {
  it('stores what it fetches, once however often its message is delivered', async () => {
    await awaiting();
    expect(await handle()).toBe(DONE);
    expect(await handle()).toBe(DONE);
    expect([...stored]).toEqual([[NAME, 'audio']]);
    expect(requests).toBe(1);
    // The event about the blob moves it on.
    expect(await read()).toMatchObject({ status: 'awaiting' });
  });

  it('is done when another run was faster', async () => {
    await awaiting();
    answer = () => {
      stored.set(NAME, 'of the other run');
      return Promise.resolve(answered(200));
    };
    expect(await handle()).toBe(DONE);
    expect(stored.get(NAME)).toBe('of the other run');
  });

  it.each([
    ['refuses it', () => Promise.resolve(answered(403)), 'remote-refused'],
    ['leads inside', () => Promise.reject(new ServiceError('url-refused', 'no')), 'url-refused'],
    ['gives too much', () => Promise.reject(new ServiceError('payload-too-large', 'no')), 'audio-too-large'],
  ])('rejects the upload when its source %s, and forgets the URL', async (_, given, code) => {
    await awaiting();
    answer = given;
    expect(await handle()).toBe(DONE);
    const upload = await read();
    expect(upload).toMatchObject({ status: 'rejected', rejection: { code } });
    expect(JSON.stringify(upload)).not.toContain('secret');
  });

  it.each([429, 503])('tries again after %i, when the other server wants it', async (status) => {
    await awaiting();
    answer = () => Promise.resolve(answered(status, { 'retry-after': '7' }));
    await expect(handle()).rejects.toMatchObject({ code: 'remote-unavailable', retryAfterMs: 7_000 });
    expect(await read()).toMatchObject({ status: 'awaiting' });
  });

  it('rejects the upload when its attempts are used up, and leaves one that has arrived', async () => {
    await awaiting();
    const away = new ServiceError('remote-unavailable', 'away');
    await fetchRecording.onFailed(SUBJECT, away);
    expect(await read()).toMatchObject({ status: 'rejected', rejection: { code: 'remote-unavailable' } });
    await documents.store.replace({ ...(await read()), status: 'accepted' });
    await fetchRecording.onFailed(SUBJECT, away);
    expect(await read()).toMatchObject({ status: 'accepted' });
  });

  it('does not know an upload that is not there', async () => {
    expect(await handle().catch(errorCodeOf)).toBe('unknown-subject');
  });
});
