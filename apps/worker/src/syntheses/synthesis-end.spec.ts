import { describe, expect, it } from 'vitest';
import { RequestIds } from '#documents';
import { stored, TestDocuments } from '#documents/testing';
import type { SynthesisResult } from '#domain';
import { stub, aSynthesis } from '#domain/testing';
import { DONE } from '#messaging';
import type { BlobStore } from '#storage';
import type { SettleCharge } from '../platform/settle-charge.ts';
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
});
