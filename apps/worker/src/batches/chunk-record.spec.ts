import { expect, it } from 'vitest';
import { aBatch, aChunk, aVoice, stub } from '#domain/testing';
import { stored, TestDocuments } from '#documents/testing';
import type { ProvenanceRecorder, RecordedChunk, RecordedFile } from '#provenance';
import { provenanceIdOf } from '#storage';
import { ChunkRecord } from './chunk-record.ts';

const speech = { hash: 'h', sizeBytes: 1, durationMs: 1, crc32: 0, audioSha256: 'aa' };

it('records the items of a chunk that were spoken, also with a voice that was not looked up, and nothing where none was', async () => {
  const recorded: RecordedChunk[] = [];
  const documents = new TestDocuments();
  const voice = aVoice();
  await documents.store.create(voice);
  const record = new ChunkRecord(
    stub<ProvenanceRecorder>({ chunk: (chunk) => Promise.resolve(void recorded.push(chunk)) }),
    documents.store,
  );
  const batch = stored(aBatch({ voiceId: voice.id, format: 'mp3' }));
  const open = { batch, chunk: aChunk({ index: 1, first: 10 }) };
  await record.keep(open, [{ characters: 4 }, { characters: 8, speech }]);
  expect(recorded).toMatchObject([
    {
      id: provenanceIdOf(batch.id, '1'),
      kind: 'batch',
      subjectId: batch.id,
      actorId: batch.ownerId,
      speakers: [{ id: voice.id, consentId: voice.consentId }],
      items: [{ index: 11, audioSha256: 'aa' }],
    },
  ]);
  await record.keep(open, [{ characters: 4 }, { characters: 8 }]);
  expect(recorded).toHaveLength(1);
});

it('records one file of all items without their texts', async () => {
  const recorded: RecordedFile[] = [];
  const record = new ChunkRecord(
    stub<ProvenanceRecorder>({ file: (file) => Promise.resolve(void recorded.push(file)) }),
    new TestDocuments().store,
  );
  const batch = aBatch({ format: 'wav' });
  const file = { id: 'prv_1', bytes: 1, sha256: 'aa', audioSha256: 'bb' };
  await record.keepJoined(batch, file, { id: batch.voiceId, consentId: 'cns_1', voiceKind: 'personal' });
  await record.keepJoined(batch, file);
  expect(recorded).toMatchObject([
    {
      ...file,
      kind: 'batch',
      complete: true,
      subjectId: batch.id,
      actorId: batch.ownerId,
      format: { name: 'wav' },
      speakers: [{ id: batch.voiceId, consentId: 'cns_1' }],
    },
    { ...file, speakers: [{ id: batch.voiceId, voiceKind: 'personal' }] },
  ]);
  expect(recorded[0]).not.toHaveProperty('text');
});
