import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { TENANT } from '#domain/testing';
import { FetchUpload } from './fetch-upload.ts';

const RECORDING = {
  purpose: 'sample',
  sourceUrl: 'https://recordings.example/voice/a.wav?sig=1',
  pointer: '/samples/0/sourceUrl',
} as const;

let documents: TestDocuments;
let fetchUpload: FetchUpload;

beforeEach(() => {
  documents = new TestDocuments();
  fetchUpload = new FetchUpload(aConfig(), documents.commit);
});

const uploads = async () => (await documents.store.list('upload', TENANT, { limit: 10 })).data;

describe(FetchUpload.name, () => {
  it('makes an upload whose recording a worker fetches', async () => {
    const upload = await fetchUpload.execute(aPrincipal(), RECORDING, RequestIds.once());
    expect(upload).toMatchObject({
      status: 'awaiting',
      purpose: 'sample',
      fileName: 'a.wav',
      source: { host: 'recordings.example', url: RECORDING.sourceUrl },
    });
    await expect.poll(() => documents.published.map(({ type }) => type)).toEqual(['upload.fetch', 'audit.append']);
  });

  it('makes one upload of a request that is run again, also when both runs are alive', async () => {
    const [seed, at] = ['seed', Date.now()];
    const run = (resumed: boolean) =>
      fetchUpload.execute(aPrincipal(), RECORDING, new RequestIds({ seed, at, resumed }));
    const made = await Promise.all([run(false), run(false), run(true)]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await uploads()).toHaveLength(1);
  });

  it.each(['http://recordings.example/a.wav', 'https://10.0.0.1/a.wav', 'https://localhost/a.wav'])(
    'refuses %s, and says which field it is',
    async (sourceUrl) => {
      const refused = fetchUpload.execute(aPrincipal(), { ...RECORDING, sourceUrl }, RequestIds.once());
      await expect(refused).rejects.toMatchObject({ code: 'url-refused', fields: [{ pointer: RECORDING.pointer }] });
      expect(await uploads()).toEqual([]);
    },
  );
});
