import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import { TestDocuments } from '#documents/testing';
import { anId, anUpload, stub } from '#domain/testing';
import type { AuditTrail } from '#intake';
import type { BlobStore } from '#storage';
import { ReadRecording } from './read-recording.usecase.ts';

const OWNER: Principal = { tenantId: 't', objectId: 'ada', kind: 'user', roles: ['Voice.Enroll'], clientId: 'c' };
const CONTENT = 'RIFFdata';

describe(ReadRecording.name, () => {
  let audited: object[];
  let kept: boolean;
  let documents: TestDocuments;

  beforeEach(async () => {
    audited = [];
    kept = true;
    documents = new TestDocuments();
    await documents.store.create(
      anUpload({
        tenantId: 't',
        ownerId: 'ada',
        status: 'accepted',
        fileName: 'statement.wav',
        contentType: 'audio/wav',
      }),
    );
  });

  const read = (principal: Principal) => {
    const blobs = stub<BlobStore>({
      properties: () => Promise.resolve(kept ? stub({ etag: '"0x8D"', sizeBytes: CONTENT.length }) : undefined),
      read: (_address: unknown, part?: { offset: number; count: number }) =>
        Promise.resolve(
          stub({ stream: Readable.from([CONTENT.slice(part?.offset, part && part.offset + part.count)]) }),
        ),
    });
    const audit = stub<AuditTrail>({
      recordFirst: (_: unknown, event: object) => Promise.resolve(void audited.push(event)),
    });
    return new ReadRecording(documents.store, blobs, audit).execute(principal, anId('upload'));
  };

  it('hands the recording to its owner, whole or in part, and records that', async () => {
    const download = await read(OWNER);
    expect(download).toMatchObject({ sizeBytes: 8, contentType: 'audio/wav', fileName: `${anId('upload')}.wav` });
    const part = await download.read({ first: 4, last: 7 }, () => undefined);
    expect(await text(Readable.from(part))).toBe('data');
    expect(audited).toEqual([
      expect.objectContaining({ action: 'upload.listen', subject: { kind: 'upload', id: anId('upload') } }),
    ]);
  });

  it('hands it to nobody else but an administrator', async () => {
    await expect(read({ ...OWNER, objectId: 'grace' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(audited).toEqual([]);
    await read({ ...OWNER, objectId: 'grace', roles: ['Voice.Admin'] });
    expect(audited).toHaveLength(1);
  });

  it('says that a recording is no longer kept', async () => {
    kept = false;
    await expect(read(OWNER)).rejects.toMatchObject({ code: 'state-conflict' });
    expect(audited).toEqual([]);
  });
});
