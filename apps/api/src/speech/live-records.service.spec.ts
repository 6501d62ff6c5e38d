import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { aVoice, anId, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { ProvenanceRecorder, ProvenanceSigner } from '#provenance';
import { newProvenanceId, ProvenanceItems, ProvenanceStore } from '#storage';
import { failure, MemoryBlobs, MemoryContainer } from '#storage/testing';
import { LiveRecords } from './live-records.service.ts';

const CHUNKS = ['one', 'two', 'three'].map((text) => Buffer.from(text));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let container: MemoryContainer;
let documents: TestDocuments;
let store: ProvenanceStore;
let records: LiveRecords;
let logger: MemoryLogger;
let id: string;

beforeEach(async () => {
  container = new MemoryContainer();
  documents = new TestDocuments();
  await documents.store.create(aVoice());
  store = new ProvenanceStore(container.asContainer, 86_400_000);
  logger = new MemoryLogger();
  const signer = new ProvenanceSigner([Buffer.alloc(32, 1).toString('base64')]);
  const recorder = new ProvenanceRecorder(
    store,
    new ProvenanceItems(new MemoryBlobs()),
    signer,
    'Contoso',
    logger.asLogger,
  );
  records = new LiveRecords(recorder, store, documents.store, logger.asLogger);
  id = newProvenanceId();
});

function spoken(breaksOff?: Error, chunks: readonly Buffer[] = CHUNKS): AsyncGenerator<Uint8Array> {
  async function* audio(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
    if (breaksOff) throw breaksOff;
  }
  const format = { name: 'pcm', sampleRateHz: 24_000 };
  const speakers = [{ id: anId('voice'), consentId: 'cns_1', voiceKind: 'personal' as const }];
  return records.recorded({ id, tenantId: TENANT, format, speakers, actorId: 'me', text: 'Words.' }, audio());
}

async function heard(audio: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of audio) all.push(chunk);
  return Buffer.concat(all);
}

describe(LiveRecords.name, () => {
  it('keeps one record after the last byte, of what was handed out, by one call', async () => {
    const stream = spoken();
    await stream.next();
    expect(container.calls).toBe(0);
    await heard(stream);
    await records.onApplicationShutdown();
    expect(container.calls).toBe(1);
    const { statement, details, kind } = (await store.find(TENANT, id)) ?? expect.fail('there is no record');
    expect([kind, statement.complete, statement.bytes]).toEqual(['live', true, 11]);
    expect([statement.sha256, statement.audioSha256]).toEqual(Array(2).fill(sha256(Buffer.concat(CHUNKS))));
    expect(details).toMatchObject({ voiceIds: [anId('voice')], consentIds: ['cns_1'], actorId: 'me' });
  });

  it.each(['breaks off', 'is left'])(
    'says of speech that %s that it is not complete, and what was heard',
    async (how) => {
      if (how === 'breaks off') await expect(heard(spoken(new Error('cut')))).rejects.toThrow('cut');
      else for await (const _ of spoken()) break;
      await records.onApplicationShutdown();
      const { statement } = (await store.find(TENANT, id)) ?? expect.fail('there is no record');
      const whole = how === 'breaks off' ? Buffer.concat(CHUNKS) : Buffer.from('one');
      expect(statement).toMatchObject({ complete: false, bytes: whole.length, sha256: sha256(whole) });
    },
  );

  it('keeps no record where nothing was handed out', async () => {
    await expect(heard(spoken(new Error('cut'), []))).rejects.toThrow('cut');
    await heard(spoken(undefined, [Buffer.alloc(0)]));
    await records.onApplicationShutdown();
    expect(container.calls).toBe(0);
  });

  it('keeps a record later when the database was away, once', async () => {
    container.failures.push(failure(503), failure(503));
    await heard(spoken());
    await expect.poll(() => logger.lines.length).toBe(1);
    await records.retry();
    expect(await store.find(TENANT, id)).toBeUndefined();
    await records.retry();
    expect(await store.find(TENANT, id)).toBeDefined();
    const { calls } = container;
    await records.retry();
    expect(container.calls).toBe(calls);
  });

  it('keeps no id of somebody who was erased while the record waited', async () => {
    container.failures.push(failure(503));
    await heard(spoken());
    await expect.poll(() => logger.lines.length).toBe(1);
    const voice = await documents.store.get('voice', TENANT, anId('voice'));
    await documents.store.replace({ ...voice, status: 'deleting' });
    await records.retry();
    const record = (await store.find(TENANT, id)) ?? expect.fail('there is no record');
    expect(record.withdrawnAt).toBeDefined();
    expect(JSON.stringify(record)).not.toContain(anId('voice'));
  });
});
