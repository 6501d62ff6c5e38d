import 'reflect-metadata';
import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { aHold, anId, anUpload, stub } from '#domain/testing';
import type { BlobStore } from '#storage';
import { DrawWaveform } from './draw-waveform.usecase.ts';
import { ReadRecording } from './read-recording.usecase.ts';
import { UploadsController } from './uploads.controller.ts';

const [id, other] = [anId('upload'), anId('upload', 1)];

let documents: TestDocuments;
let uploads: UploadsController;

beforeEach(() => {
  documents = new TestDocuments();
  const { store } = documents;
  const recording = new ReadRecording(store, stub<BlobStore>({}), stub({}));
  uploads = new UploadsController(stub({}), stub({}), stub({}), new DrawWaveform(store), recording, store);
});

describe(UploadsController.name, () => {
  it('does not know an upload that was erased and that a legal hold alone keeps', async () => {
    const legalHold = aHold();
    await documents.store.create(anUpload({ id, fileName: 'Ada.wav', status: 'deleted', legalHold }));
    await documents.store.create(anUpload({ id: other, legalHold }));
    const answers = [
      uploads.get(aPrincipal(), { id }),
      uploads.audio(aPrincipal(), { id }),
      uploads.waveform(aPrincipal(), { id }, 'image/png'),
    ];
    for (const answer of answers) expect(await answer.catch(errorCodeOf)).toBe('not-found');
    const { data } = await uploads.list(aPrincipal(), { limit: 10 });
    expect(data.map((upload) => upload.id)).toEqual([other]);
    expect(await uploads.get(aPrincipal(), { id: other })).toMatchObject({ id: other, legalHold });
  });
});
