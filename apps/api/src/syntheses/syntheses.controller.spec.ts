import type { FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import type { DocumentStore } from '#documents';
import { ServiceError } from '#domain';
import { aSynthesis, stub } from '#domain/testing';
import type { VoicesToSpeak } from '../speech/voices-to-speak.ts';
import { SynthesesController } from './syntheses.controller.ts';

const principal = { tenantId: 'tenant', objectId: 'somebody' } as Principal;
const synthesis = aSynthesis({
  status: 'succeeded',
  result: { sha256: 'ab12', blobName: 'speech.wav', sizeBytes: 4, durationMs: 1, contentType: 'audio/wav' },
});

/** Downloads with a tag that the caller has from an earlier time. */
async function revalidate(checkSpoken: () => Promise<void>) {
  const headers = new Map<string, string>();
  let status = 200;
  const reply = {
    header(name: string, value: string) {
      headers.set(name, value);
      return reply;
    },
    status(code: number) {
      status = code;
      return reply;
    },
  };
  const documents = stub<DocumentStore>({ get: () => Promise.resolve(synthesis) });
  const voices = stub<VoicesToSpeak>({ checkSpoken });
  const controller = new SynthesesController(
    stub({}),
    stub({}),
    stub({}),
    stub({}),
    stub({}),
    voices,
    documents,
    stub({}),
    stub({}),
  );
  const answer = await controller.audio(
    principal,
    { id: 'syn_1' },
    undefined,
    '"ab12"',
    {} as FastifyRequest,
    stub<FastifyReply>(reply),
  );
  return { answer, status, headers };
}

describe('the audio of a synthesis', () => {
  it('may be cached, and has to be asked for again each time, which answers 304 while the voice may be heard', async () => {
    const { answer, status, headers } = await revalidate(() => Promise.resolve());
    expect(answer).toBeUndefined();
    expect(status).toBe(304);
    expect(headers.get('etag')).toBe('"ab12"');
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });

  it('is refused to a cache that asks again after the consent was revoked', async () => {
    const revoked = new ServiceError('consent-revoked', 'The consent was revoked.');
    await expect(revalidate(() => Promise.reject(revoked))).rejects.toBe(revoked);
  });
});
