import { describe, expect, it, vi } from 'vitest';
import { type CanonicalAudio, type Consent, ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { type CustomVoiceClient, MAX_AUDIO_UPLOAD_BYTES } from '#speech';
import type { BlobAddress, BlobStore } from '#storage';
import { consentInMemory, samplesByUrl, samplesInMemory, whileUploading } from '../platform/azure-audio.ts';
import { submitToAzure } from './consent-submission.ts';

function sample(blobName: string, sizeBytes: number): CanonicalAudio {
  return { blobName, sizeBytes, durationMs: 20_000, sha256: '00' };
}

/** A store that holds what is requested, and notes what it was asked. */
function storeOf(sizeBytes = 3) {
  const asked: string[] = [];
  const blobs = stub<BlobStore>({
    readWhole: ({ container, name }: BlobAddress, maxBytes: number) => {
      asked.push(`read ${container}/${name}`);
      return sizeBytes > maxBytes
        ? Promise.reject(new ServiceError('payload-too-large', 'Too large.'))
        : Promise.resolve(Buffer.from(name));
    },
    createContainer: (container: string) => Promise.resolve(void asked.push(`create ${container}`)),
    copy: (source: BlobAddress, target: BlobAddress) =>
      Promise.resolve(void asked.push(`copy ${source.name} to ${target.container}/${target.name}`)),
    containerReadUrl: (container: string) => Promise.resolve(`https://blob/${container}?sig`),
    readUrl: ({ container, name }: BlobAddress) => Promise.resolve(`https://blob/${container}/${name}?sig`),
  });
  return { blobs, asked };
}

describe('audio for Azure', () => {
  it('goes as a URL of a container that holds nothing else', async () => {
    const { blobs, asked } = storeOf();
    const url = await samplesByUrl(blobs, 'vce_1', [sample('a.wav', 3), sample('b.wav', 3)]);
    expect(url).toBe('https://blob/samples-vce-1?sig');
    expect(asked).toEqual([
      'create samples-vce-1',
      'copy a.wav to samples-vce-1/sample-0001.wav',
      'copy b.wav to samples-vce-1/sample-0002.wav',
    ]);
  });

  it('goes as bytes, without a URL', async () => {
    const { blobs, asked } = storeOf();
    const contents = await samplesInMemory(blobs, [sample('a.wav', 3), sample('b.wav', 3)]);
    expect(contents.map(String)).toEqual(['a.wav', 'b.wav']);
    expect(asked).toEqual(['read audio/a.wav', 'read audio/b.wav']);
  });

  it('is held in memory for a few requests at a time', async () => {
    const { signal } = new AbortController();
    const ends: (() => void)[] = [];
    const run = () => new Promise<void>((resolve) => void ends.push(resolve));
    const all = Promise.all(Array.from({ length: 10 }, (_, index) => whileUploading(`t${index}`, signal, run)));
    await vi.waitFor(() => expect(ends).toHaveLength(4));
    ends[0]?.();
    await vi.waitFor(() => expect(ends).toHaveLength(5));
    await expect(whileUploading('t', AbortSignal.abort(new Error('stop')), run)).rejects.toThrow('stop');
    for (let ended = 1; ended < 10; ended++) {
      await vi.waitFor(() => expect(ends.length).toBeGreaterThan(ended));
      ends[ended]?.();
    }
    await all;
  });

  it('is refused before any of it is read when Azure would not take it', async () => {
    const { blobs, asked } = storeOf();
    const half = MAX_AUDIO_UPLOAD_BYTES / 2;
    await expect(samplesInMemory(blobs, [sample('a.wav', half), sample('b.wav', half + 1)])).rejects.toMatchObject({
      code: 'audio-too-large',
      retryable: false,
    });
    expect(asked).toEqual([]);
    await samplesInMemory(blobs, [sample('a.wav', half), sample('b.wav', half)]);
    const large = storeOf(MAX_AUDIO_UPLOAD_BYTES + 1);
    await expect(consentInMemory(large.blobs, 'c.wav')).rejects.toMatchObject({ code: 'audio-too-large' });
  });
});

describe('submitToAzure', () => {
  const consent = {
    id: 'cns_1',
    voiceTalentName: 'Ada Lovelace',
    companyName: 'Contoso',
    locale: 'en-US',
    evidence: { blobName: 'c.wav' },
  } as Consent;

  async function submitted(audioTransfer: 'url' | 'upload'): Promise<object[]> {
    const calls: object[] = [];
    const note = (method: string) => (_id: string, body: object) =>
      Promise.resolve(void calls.push({ method, ...body }));
    const customVoice = stub<CustomVoiceClient>({
      getProject: () => Promise.resolve({}),
      getConsent: () => Promise.resolve(undefined),
      createConsent: note('createConsent'),
      postConsent: note('postConsent'),
    });
    const { blobs } = storeOf();
    await submitToAzure({ customVoice, blobs, audioTransfer }, consent, new AbortController().signal);
    return calls;
  }

  it('hands over a URL or the recording, as configured', async () => {
    expect(await submitted('url')).toMatchObject([
      { method: 'createConsent', audioUrl: 'https://blob/consents/c.wav?sig' },
    ]);
    const [upload] = await submitted('upload');
    expect(upload).toMatchObject({
      method: 'postConsent',
      audio: Buffer.from('c.wav'),
      voiceTalentName: 'Ada Lovelace',
    });
    expect(upload).not.toHaveProperty('audioUrl');
  });
});
