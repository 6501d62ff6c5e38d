import { describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import type { Config } from '#config';
import type { RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { stub } from '#domain/testing';
import { CreateUpload } from './create-upload.usecase.ts';

const PRINCIPAL = aPrincipal({ tenantId: 't', objectId: 'o', roles: [] });
const IDS = stub<RequestIds>({ id: () => 'upl_1', resumed: false });
const BODY = { purpose: 'sample', fileName: 'a.wav' } as const;

function useCase(direct: boolean) {
  const { store, commit, container } = new TestDocuments();
  const uploads = { maxBytes: 1_000, urlTtlMs: 60_000, direct };
  const blobs = { createUrl: () => Promise.resolve('https://blob/uploads/t/upl_1?sig') };
  const config = { uploads } as Config;
  return { created: container.stored, createUpload: new CreateUpload(config, store, stub(blobs), commit) };
}

describe('CreateUpload', () => {
  it('gives a URL and says what it permits', async () => {
    const { target } = await useCase(true).createUpload.execute(PRINCIPAL, BODY, IDS);
    expect(target).toMatchObject({
      method: 'PUT',
      url: 'https://blob/uploads/t/upl_1?sig',
      headers: { 'x-ms-blob-type': 'BlockBlob' },
      maxBytes: 1_000,
      operations: ['Put Blob', 'Put Block', 'Put Block From URL', 'Put Block List'],
    });
  });

  it('gives none where clients may not reach the storage, and says what to do', async () => {
    const { createUpload, created } = useCase(false);
    await expect(createUpload.execute(PRINCIPAL, BODY, IDS)).rejects.toMatchObject({
      code: 'direct-uploads-disabled',
      detail: expect.stringContaining('multipart/form-data') as string,
    });
    expect(created.size).toBe(0);
  });
});
