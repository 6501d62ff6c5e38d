import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { ServiceError } from '#domain';
import { aSynthesis, stub } from '#domain/testing';
import { ReadAudio } from './read-audio.usecase.ts';

const principal = { tenantId: 'tenant', objectId: 'somebody' } as Principal;
const RESULT = { sha256: 'ab12', blobName: 'speech.wav', sizeBytes: 4, durationMs: 1, contentType: 'audio/wav' };

function readAudio(synthesis = aSynthesis({ status: 'succeeded', result: RESULT }), checked = Promise.resolve()) {
  const read = vi.fn(() => Promise.resolve({ stream: Readable.from([Buffer.from('RIFF')]) }));
  const watch = { signal: new AbortController().signal, confirmed: () => Promise.resolve(), [Symbol.dispose]() {} };
  const useCase = new ReadAudio(
    stub({ get: () => Promise.resolve(synthesis) }),
    stub({ checkSpoken: () => checked, watch: () => watch }),
    stub({ read }),
  );
  return { read, execute: () => useCase.execute(principal, 'syn_1') };
}

describe(ReadAudio.name, () => {
  it('hands out the audio under its checksum, all of it or a range', async () => {
    const { read, execute } = readAudio();
    const download = await execute();
    expect(download).toMatchObject({ tag: 'ab12', sizeBytes: 4, contentType: 'audio/wav', fileName: 'syn_1.wav' });
    expect(read).not.toHaveBeenCalled();
    const chunks: Uint8Array[] = [];
    for await (const chunk of await download.read({ first: 1, last: 3 }, () => undefined)) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('RIFF');
    expect(read).toHaveBeenCalledWith({ container: 'results', name: 'speech.wav' }, { offset: 1, count: 3 });
  });

  it('refuses it, also to a cache that asks again, after the consent was revoked', async () => {
    const revoked = new ServiceError('consent-revoked', 'The consent was revoked.');
    await expect(readAudio(undefined, Promise.reject(revoked)).execute()).rejects.toBe(revoked);
  });

  it.each([
    ['queued', 'synthesis-not-ready'],
    ['running', 'synthesis-not-ready'],
    ['failed', 'state-conflict'],
    ['canceled', 'state-conflict'],
  ] as const)('says that a synthesis which is %s has none: %s', async (status, code) => {
    await expect(readAudio(aSynthesis({ status })).execute()).rejects.toMatchObject({ code });
  });
});
