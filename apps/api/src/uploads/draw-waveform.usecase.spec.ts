import { describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type Upload } from '#domain';
import { anId, anUpload } from '#domain/testing';
import { DrawWaveform } from './draw-waveform.usecase.ts';

async function codeOf(changes: Partial<Upload>): Promise<string> {
  const documents = new TestDocuments();
  await documents.store.create(anUpload(changes));
  const draw = new DrawWaveform(documents.store);
  return draw.execute(aPrincipal(), anId('upload'), 'image/svg+xml').then(() => 'drawn', errorCodeOf);
}

describe(DrawWaveform.name, () => {
  it.each(['awaiting', 'received', 'processing'] as const)(
    'has nothing to draw of an upload that is %s',
    async (status) => {
      expect(await codeOf({ status, report: undefined })).toBe('upload-not-ready');
    },
  );

  it('says that nothing of the recording could be decoded', async () => {
    expect(await codeOf({ status: 'rejected', report: {} })).toBe('state-conflict');
  });

  it('does not know an upload that is not there', async () => {
    const draw = new DrawWaveform(new TestDocuments().store);
    expect(await draw.execute(aPrincipal(), anId('upload'), 'image/png').catch(errorCodeOf)).toBe('not-found');
  });
});
