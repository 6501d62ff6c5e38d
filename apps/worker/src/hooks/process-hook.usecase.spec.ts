import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type Hook, ServiceError } from '#domain';
import { aHook, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import { MemoryLogger } from '#observability/testing';
import { ProcessHook } from './process-hook.usecase.ts';

const ID = aHook().id;
const SUBJECT = { tenantId: TENANT, subjectId: ID };
const data = { purpose: 'sample', sourceUrl: 'https://recordings.example/a.wav' };
const payload = JSON.stringify({ type: 'recording.available', data });

let isBrokerDown: boolean;
let documents: TestDocuments;
let processHook: ProcessHook;

beforeEach(() => {
  isBrokerDown = false;
  documents = new TestDocuments(() =>
    isBrokerDown ? Promise.reject(new ServiceError('dependency-unavailable', 'no broker')) : Promise.resolve(),
  );
  const { store, commit } = documents;
  processHook = new ProcessHook(aConfig(), store, commit, new MemoryLogger().asLogger);
});

const received = (changes: Partial<Hook>) => documents.store.create(aHook(changes));
const read = () => documents.store.get('hook', TENANT, ID);
const uploads = async () => (await documents.store.list('upload', TENANT, { limit: 10 })).data;

describe(ProcessHook.name, () => {
  it('has the recording fetched that a webhook names, once however often it is delivered', async () => {
    await received({ payload });
    expect(await processHook.handle(SUBJECT)).toBe(DONE);
    const [upload] = await uploads();
    expect(upload).toMatchObject({ status: 'awaiting', purpose: 'sample', source: { host: 'recordings.example' } });
    expect(await read()).toMatchObject({ status: 'processed', subject: { kind: 'upload', id: upload?.id } });
    expect(documents.published.map(({ type }) => type)).toEqual(['upload.fetch']);
    expect(await processHook.handle(SUBJECT)).toBe(DONE);
    expect(await uploads()).toHaveLength(1);
  });

  it('finds the upload of a run that died before it noted the webhook as processed', async () => {
    await received({ payload });
    isBrokerDown = true;
    expect(await processHook.handle(SUBJECT).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(await read()).toMatchObject({ status: 'received' });
    isBrokerDown = false;
    expect(await processHook.handle(SUBJECT)).toBe(DONE);
    expect(await uploads()).toHaveLength(1);
    expect(documents.published.map(({ type }) => type)).toEqual(['upload.fetch']);
  });

  it.each([
    ['of a type that it does not know', '{"type":"something.else","data":{}}', 'ignored', undefined],
    ['with fields that are not valid', '{"type":"recording.available","data":{}}', 'failed', 'invalid-request'],
    ['with a URL that leads inside', payload.replace('recordings.example', '10.0.0.1'), 'failed', 'url-refused'],
  ] as const)('makes nothing of a webhook %s', async (_, given, status, code) => {
    await received({ payload: given });
    expect(await processHook.handle(SUBJECT)).toBe(DONE);
    const hook = await read();
    expect([hook.status, hook.failure?.code]).toEqual([status, code]);
    expect(await uploads()).toEqual([]);
  });

  it('fails with what its message failed with, and leaves one that is processed', async () => {
    await received({});
    await processHook.onFailed(SUBJECT, new ServiceError('dependency-unavailable', 'away'));
    expect(await read()).toMatchObject({ status: 'failed', failure: { code: 'dependency-unavailable' } });
    await processHook.onFailed(SUBJECT, new ServiceError('internal', 'another'));
    expect(await read()).toMatchObject({ failure: { code: 'dependency-unavailable' } });
  });
});
