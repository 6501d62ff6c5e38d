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
import { uploadsQuerySchema } from './uploads.schema.ts';

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

  it('lists the uploads of the tenant that have the given state and purpose, newest first, page by page', async () => {
    const kinds = [
      { purpose: 'sample', status: 'accepted' },
      { purpose: 'sample', status: 'rejected' },
      { purpose: 'consent', status: 'accepted' },
      { purpose: 'consent', status: 'rejected' },
      { purpose: 'sample', status: 'accepted' },
    ] as const;
    const ids = kinds.map((_, n) => anId('upload', n));
    for (const [n, kind] of kinds.entries()) await documents.store.create(anUpload({ ...kind, id: ids[n] ?? '' }));
    await documents.store.create(anUpload({ id: anId('upload', 9), tenantId: 'another' }));
    const found = async (query: object): Promise<readonly number[]> => {
      const page = await uploads.list(aPrincipal(), uploadsQuerySchema.parse(query));
      return page.data.map((upload) => ids.indexOf(upload.id));
    };
    expect(await found({})).toEqual([4, 3, 2, 1, 0]);
    expect(await found({ status: 'rejected' })).toEqual([3, 1]);
    expect(await found({ purpose: 'sample' })).toEqual([4, 1, 0]);
    expect(await found({ purpose: 'consent', status: 'accepted' })).toEqual([2]);
    expect(await found({ status: 'deleted' })).toEqual([]);
    const first = await uploads.list(aPrincipal(), uploadsQuerySchema.parse({ purpose: 'sample', limit: '2' }));
    expect(first.data.map((upload) => ids.indexOf(upload.id))).toEqual([4, 1]);
    expect(await found({ purpose: 'sample', limit: '2', after: first.next })).toEqual([0]);
  });

  it.each([{ status: 'ready' }, { purpose: 'other' }])('knows no such filter as %j', (query) => {
    expect(uploadsQuerySchema.safeParse(query).success).toBe(false);
  });
});
