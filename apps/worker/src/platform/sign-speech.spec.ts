import { describe, expect, it, vi } from 'vitest';
import { AudioProcessingError, type C2paProcesses, type ClaimSigner, type SignedFile } from '#audio';
import { TestFolder } from '#audio/testing';
import { stub } from '#domain/testing';

import { SignSpeech } from './sign-speech.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const { signal } = new AbortController();

function system(sign: C2paProcesses['sign'], maxBytes = 100) {
  const error = vi.fn();
  const signer = stub<ClaimSigner>({ algorithm: 'es256' });
  const folder = new TestFolder();
  const speech = { path: folder.write(Buffer.alloc(100)), directory: folder.path, provenanceId: ID };
  return { speech, error, signing: new SignSpeech(stub({ sign }), signer, maxBytes, stub({ error })) };
}

const signed = (file: Partial<SignedFile> = {}) =>
  vi.fn(() => Promise.resolve<SignedFile>({ manifestId: 'urn:c2pa:1', timeStamp: 'none', ...file }));

describe(SignSpeech.name, () => {
  it('gives the signed file, and says what signed it', async () => {
    const sign = signed();
    const { signing, speech } = system(sign);
    const result = await signing.sign({ ...speech, format: 'mp3' }, signal);
    expect(result.path).not.toBe(speech.path);
    expect(result.manifest).toEqual({ state: 'signed', id: 'urn:c2pa:1', algorithm: 'es256', timeStamp: 'none' });
    expect(sign).toHaveBeenCalledWith(
      expect.objectContaining({ inputPath: speech.path, container: 'mp3', provenanceId: ID }),
      signing.signer,
      signal,
    );
  });

  it.each(['opus', 'webm', 'pcm', 'mulaw', 'alaw'])('leaves %s as it is', async (format) => {
    const sign = signed();
    const { signing, speech } = system(sign);
    expect(await signing.sign({ ...speech, format }, signal)).toEqual({ path: speech.path });
    expect(sign).not.toHaveBeenCalled();
  });

  it('leaves files as they are without a key', async () => {
    const { speech } = system(signed());
    const without = new SignSpeech(stub({}), undefined, 100, stub({}));
    expect(await without.sign({ ...speech, format: 'wav' }, signal)).toEqual({ path: speech.path });
  });

  it('does not sign a file that is larger than the limit, and says so', async () => {
    const sign = signed();
    const { signing, speech } = system(sign, 99);
    expect(await signing.sign({ ...speech, format: 'wav' }, signal)).toEqual({
      path: speech.path,
      manifest: { state: 'unsigned', reason: 'too-large' },
    });
    expect(sign).not.toHaveBeenCalled();
  });

  it('gives the unsigned file when it cannot be signed, says so, and logs an error', async () => {
    const { signing, speech, error } = system(() => Promise.reject(new Error('the vault is away')));
    expect(await signing.sign({ ...speech, format: 'flac' }, signal)).toEqual({
      path: speech.path,
      manifest: { state: 'unsigned', reason: 'signer-unavailable' },
    });
    expect(error).toHaveBeenCalledOnce();
  });

  it('says that the time-stamp is missing, and logs an error', async () => {
    const { signing, speech, error } = system(signed({ timeStamp: 'unavailable', timeStampError: new Error('away') }));
    expect((await signing.sign({ ...speech, format: 'wav' }, signal)).manifest).toMatchObject({
      state: 'signed',
      timeStamp: 'unavailable',
    });
    expect(error).toHaveBeenCalledOnce();
  });

  it('ends with the run, and with this process', async () => {
    const closed = system(() => Promise.reject(new AudioProcessingError('pool-closed', 'closed')));
    await expect(closed.signing.sign({ ...closed.speech, format: 'wav' }, signal)).rejects.toThrow('closed');
    const stop = new AbortController();
    const stopped = system(() => {
      stop.abort();
      return Promise.reject(new Error('stopped'));
    });
    await expect(stopped.signing.sign({ ...stopped.speech, format: 'wav' }, stop.signal)).rejects.toThrow('stopped');
  });
});
