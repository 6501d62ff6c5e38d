import { expect, it } from 'vitest';
import type { Config } from '#config';
import type { SpeakableVoices } from '#documents';
import { ServiceError } from '#domain';
import type { BatchSynthesisClient } from '#speech';
import type { BatchFiles } from '#storage';
import type { BatchWriter } from './batch-writer.ts';
import type { ChunkStates } from './chunk-states.ts';
import { SubmitChunk } from './submit-chunk.usecase.ts';

it('deletes at Azure what an earlier run may have handed over when the voice may no longer speak', async () => {
  const chunk = { index: 0, attempt: 1, status: 'queued' };
  const batch = { id: 'bat_1', tenantId: 'home', voiceId: 'vce_1', chunks: [chunk], status: 'queued' };
  const done: string[] = [];
  const submit = new SubmitChunk(
    {} as unknown as Config,
    {
      find: () => Promise.reject(new ServiceError('consent-revoked', 'The consent was revoked.')),
    } as unknown as SpeakableVoices,
    {} as unknown as BatchFiles,
    { delete: (id: string) => Promise.resolve(void done.push(`deleted ${id}`)) } as unknown as BatchSynthesisClient,
    {
      open: () => Promise.resolve({ batch, chunk }),
      fail: (_: unknown, { code }: { code: string }) => Promise.resolve(void done.push(`failed ${code}`)),
    } as unknown as BatchWriter,
    {} as unknown as ChunkStates,
  );
  const message = { tenantId: 'home', subjectId: 'bat_1', data: { chunk: 0, attempt: 1 } };
  await submit.handle(message, { signal: new AbortController().signal });
  expect(done).toEqual(['failed consent-revoked', 'deleted bat_1-1-1']);
});
