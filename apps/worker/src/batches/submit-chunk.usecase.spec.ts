import { expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import type { SpeakableVoices } from '#documents';
import { ServiceError } from '#domain';
import { aBatch, aChunk, stub } from '#domain/testing';
import type { BatchSynthesisClient } from '#speech';
import type { BatchFiles } from '#storage';
import type { BatchWriter } from './batch-writer.ts';
import type { ChunkStates } from './chunk-states.ts';
import { SubmitChunk } from './submit-chunk.usecase.ts';

it('deletes at Azure what an earlier run may have handed over when the voice may no longer speak', async () => {
  const chunk = aChunk();
  const batch = aBatch({ id: 'bat_1', tenantId: 'home', chunks: [chunk] });
  const done: string[] = [];
  const submit = new SubmitChunk(
    aConfig({}),
    stub<SpeakableVoices>({
      find: () => Promise.reject(new ServiceError('consent-revoked', 'The consent was revoked.')),
    }),
    stub<BatchFiles>({}),
    stub<BatchSynthesisClient>({ delete: (id: string) => Promise.resolve(void done.push(`deleted ${id}`)) }),
    stub<BatchWriter>({
      open: () => Promise.resolve({ batch, chunk }),
      fail: (_: unknown, { code }: { code: string }) => Promise.resolve(void done.push(`failed ${code}`)),
    }),
    stub<ChunkStates>({}),
    stub({}),
  );
  const message = { tenantId: 'home', subjectId: 'bat_1', data: { chunk: 0, attempt: 1 } };
  await submit.handle(message, { signal: new AbortController().signal });
  expect(done).toEqual(['failed consent-revoked', 'deleted bat_1-1-1']);
});
