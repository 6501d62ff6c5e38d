import { expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import type { SpeakableVoices, VoiceEndpoints } from '#documents';
import { newEndpoint, ServiceError } from '#domain';
import { aBatch, aChunk, aVoice, stub } from '#domain/testing';
import type { BatchSynthesisClient } from '#speech';
import type { BatchFiles } from '#storage';
import type { BatchWriter } from './batch-writer.ts';
import type { ChunkStates } from './chunk-states.ts';
import { SubmitChunk } from './submit-chunk.usecase.ts';

const message = { tenantId: 'home', subjectId: 'bat_1', data: { chunk: 0, attempt: 1 } };

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
  await submit.handle(message, { signal: new AbortController().signal });
  expect(done).toEqual(['failed consent-revoked', 'deleted bat_1-1-1']);
});

/** A chunk that has been planned, of a voice with an endpoint, which answers like this. */
function planned(wake: () => Promise<void>) {
  const chunk = aChunk();
  const batch = aBatch({ id: 'bat_1', tenantId: 'home', chunks: [chunk] });
  const done: string[] = [];
  const voice = aVoice({ voiceKind: 'professional', endpoint: newEndpoint(Date.now()) });
  const submit = new SubmitChunk(
    aConfig({}),
    stub<SpeakableVoices>({ find: () => Promise.resolve(voice) }),
    // Without `items`: no SSML can be made.
    stub<BatchFiles>({ findPlan: () => Promise.resolve({ items: [{ hash: 'a' }], inputs: [0] }) }),
    stub<BatchSynthesisClient>({
      countActive: () => Promise.resolve(0),
      delete: (id: string) => Promise.resolve(void done.push(`deleted ${id}`)),
    }),
    stub<BatchWriter>({
      open: () => Promise.resolve({ batch, chunk }),
      fail: (_: unknown, { code }: { code: string }) => Promise.resolve(void done.push(`failed ${code}`)),
    }),
    stub<ChunkStates>({}),
    stub<VoiceEndpoints>({ wake }),
  );
  return { submit, done };
}

it('deletes at Azure what an earlier run may have handed over when the hours of the endpoint are exhausted', async () => {
  const { submit, done } = planned(() =>
    Promise.reject(new ServiceError('endpoint-hours-exhausted', 'No hours left.')),
  );
  await submit.handle(message, { signal: new AbortController().signal });
  expect(done).toEqual(['failed endpoint-hours-exhausted', 'deleted bat_1-1-1']);
});

it('waits for an endpoint that is being resumed without making the SSML again', async () => {
  const { submit, done } = planned(() =>
    Promise.reject(new ServiceError('endpoint-resuming', 'Soon.', { retryAfterMs: 5_000 })),
  );
  expect(await submit.handle(message, { signal: new AbortController().signal })).toEqual({ retryAfterMs: 5_000 });
  expect(done).toEqual([]);
});
