import { describe, expect, it } from 'vitest';
import { Commit, type DocumentStore, type Stored } from '#documents';
import { ServiceError, type Synthesis, type SynthesisResult } from '#domain';
import { DONE } from '#messaging';
import type { BlobStore } from '#storage';
import { SynthesisEnd } from './synthesis-end.ts';

describe(SynthesisEnd.name, () => {
  it('throws away what was spoken of a synthesis that was canceled and deleted meanwhile', async () => {
    const discarded: string[] = [];
    const end = new SynthesisEnd(
      { find: () => Promise.resolve(undefined) } as unknown as DocumentStore,
      {
        deleteAll: (container: string, prefix: string) => {
          discarded.push(`${container}/${prefix}`);
          return Promise.resolve();
        },
      } as unknown as BlobStore,
      { save: () => Promise.reject(new ServiceError('not-found', 'It is gone.')) } as unknown as Commit,
    );
    const spoken = { id: 'syn_1', kind: 'synthesis', tenantId: 't', status: 'running' } as unknown as Stored<Synthesis>;
    expect(await end.succeed(spoken, { blobName: 't/syn_1.wav' } as SynthesisResult, 'run')).toEqual(DONE);
    expect(discarded).toEqual(['results/t/syn_1']);
  });
});
