import { describe, expect, it } from 'vitest';
import { type DocumentStore, Commit } from '#documents';
import { stored } from '#documents/testing';
import { ServiceError, type SynthesisResult } from '#domain';
import { stub, aSynthesis } from '#domain/testing';
import { DONE } from '#messaging';
import type { BlobStore } from '#storage';
import { SynthesisEnd } from './synthesis-end.ts';

describe(SynthesisEnd.name, () => {
  it('throws away what was spoken of a synthesis that was canceled and deleted meanwhile', async () => {
    const discarded: string[] = [];
    const end = new SynthesisEnd(
      stub<DocumentStore>({ find: () => Promise.resolve(undefined) }),
      stub<BlobStore>({
        deleteAll: (container: string, prefix: string) => {
          discarded.push(`${container}/${prefix}`);
          return Promise.resolve();
        },
      }),
      stub<Commit>({ save: () => Promise.reject(new ServiceError('not-found', 'It is gone.')) }),
    );
    const spoken = stored(aSynthesis({ id: 'syn_1', kind: 'synthesis', tenantId: 't', status: 'running' }));
    expect(await end.succeed(spoken, { blobName: 't/syn_1.wav' } as SynthesisResult, 'run')).toEqual(DONE);
    expect(discarded).toEqual(['results/t/syn_1']);
  });
});
