import { describe, expect, it } from 'vitest';
import { RequestIds, type SettleCharge } from '#documents';
import { stored, TestDocuments } from '#documents/testing';
import type { SynthesisResult } from '#domain';
import { anId, aSynthesis, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import type { AuditLog, BlobStore } from '#storage';
import { ForgetText } from './forget-text.ts';
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
      stub<ForgetText>({}),
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
      stub<ForgetText>({ execute: (synthesis) => Promise.resolve(synthesis) }),
    );
    const spoken = await documents.store.create(aSynthesis({ status: 'running', ...changes }));
    await end.succeed(spoken, { blobName: 'a.wav' } as SynthesisResult, 'run');
    expect(settled).toHaveLength(times);
  });

  it('removes the text of what is not to be stored after its charge, and then the blob of the text', async () => {
    const documents = new TestDocuments();
    const steps: string[] = [];
    const isTextThere = async () => (await documents.store.get('synthesis', TENANT, anId('synthesis'))).text !== '';
    const auditLog = stub<AuditLog>({ append: (_, { action }) => Promise.resolve(void steps.push(action)) });
    const end = new SynthesisEnd(
      stub<BlobStore>({
        deleteAll: async (_container, _prefix, except = []) => {
          steps.push(`kept ${except.filter((name) => name !== undefined).join()} ${await isTextThere()}`);
        },
      }),
      documents.commit,
      stub<SettleCharge>({ execute: async () => void steps.push(`settled ${await isTextThere()}`) }),
      new ForgetText(documents.commit, auditLog),
    );
    const textBlob = { blobName: 'text.json', sha256: 'aa', characters: 9 };
    const spoken = { text: 'Hallo.', locale: 'de-DE' };
    const found = await documents.store.create(aSynthesis({ status: 'running', store: false, spoken, textBlob }));
    const result = { blobName: 'a.wav' } as SynthesisResult;
    await end.succeed(found, result, 'run');
    expect(steps).toEqual(['settled true', 'synthesis.expire', 'kept a.wav false']);
    // What a run that died has left is done by the next, which changes nothing else.
    const ended = await documents.store.get('synthesis', TENANT, anId('synthesis'));
    await end.clearUp(ended);
    expect(steps.slice(3)).toEqual(['kept a.wav false']);
  });
});
