import { describe, expect, it } from 'vitest';
import { RequestIds, type SettleCharge } from '#documents';
import { stored, TestDocuments } from '#documents/testing';
import type { SynthesisResult } from '#domain';
import { stub, aSynthesis } from '#domain/testing';
import { DONE } from '#messaging';
import type { BlobStore } from '#storage';
import { SynthesisEnd } from './synthesis-end.ts';

describe(SynthesisEnd.name, () => {
  it('throws away what was spoken of a synthesis that was canceled and deleted meanwhile', async () => {
    const discarded: string[] = [];
    const settled: string[] = [];
    const end = new SynthesisEnd(
      stub<BlobStore>({
        deleteAll: (container: string, prefix: string) => {
          discarded.push(`${container}/${prefix}`);
          return Promise.resolve();
        },
      }),
      new TestDocuments().commit,
      stub<SettleCharge>({ execute: ({ id: ended }) => Promise.resolve(void settled.push(ended)) }),
    );
    const id = RequestIds.once().id('synthesis');
    const spoken = stored(aSynthesis({ id, kind: 'synthesis', tenantId: 't', status: 'running' }));
    expect(await end.succeed(spoken, { blobName: `t/${id}.wav` } as SynthesisResult, 'run')).toEqual(DONE);
    expect([discarded, settled]).toEqual([[`results/t/${id}`], [id]]);
  });

  it.each([
    ['not what was spoken as it was charged', {}, 0],
    ['what was spoken in place of the text', { spoken: { text: 'Hallo.', locale: 'de-DE' } }, 1],
    ['what has failed before, and was given back', { reopened: 1 }, 1],
  ])('settles %s', async (_, changes, times) => {
    const documents = new TestDocuments();
    const settled: string[] = [];
    const end = new SynthesisEnd(
      stub<BlobStore>({ deleteAll: () => Promise.resolve() }),
      documents.commit,
      stub<SettleCharge>({ execute: ({ id }) => Promise.resolve(void settled.push(id)) }),
    );
    const spoken = await documents.store.create(aSynthesis({ status: 'running', ...changes }));
    await end.succeed(spoken, { blobName: 'a.wav' } as SynthesisResult, 'run');
    expect(settled).toHaveLength(times);
  });
});
