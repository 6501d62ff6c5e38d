import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { TAG_READERS, TestFolder, toneFile } from '#audio/testing';
import { outputFormat } from '#speech';
import { checksumOf, writeSpeechFile } from './speech-file.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SAMPLES = Buffer.alloc(9_600, 1);
const { signal } = new AbortController();

const folder = new TestFolder();
afterAll(() => folder.dispose());

async function* piecesOf(content: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 1_000) yield content.subarray(at, at + 1_000);
}

async function written(name: 'wav' | 'mp3' | 'flac' | 'pcm', audio: Buffer): Promise<Buffer> {
  const path = folder.fresh();
  expect(await writeSpeechFile(path, piecesOf(audio), signal, { format: outputFormat(name), provenanceId: ID })).toBe(
    true,
  );
  const file = readFileSync(path);
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  expect(await checksumOf(path, name)).toMatchObject({ sizeBytes: file.length, sha256: sha256(file) });
  if (name === 'wav' || name === 'pcm') expect((await checksumOf(path, name)).audioSha256).toBe(sha256(audio));
  return file;
}

describe(writeSpeechFile.name, () => {
  it('writes a WAV file with its length and the tag', async () => {
    const { fields, audio } = TAG_READERS.wav(await written('wav', SAMPLES));
    expect(fields['icmt']?.[0]).toContain(`provenanceId=${ID}`);
    expect(audio.equals(SAMPLES)).toBe(true);
  });

  it.each(['mp3', 'flac'] as const)('writes %s with the tag', async (name) => {
    const file = toneFile(folder, name, 1);
    const { fields, audio } = TAG_READERS[name](await written(name, file));
    expect(fields['provenanceid']).toEqual([ID]);
    expect(audio.equals(TAG_READERS[name](file).audio)).toBe(true);
  });

  it('writes raw samples, and what has no mark, as they are', async () => {
    expect((await written('pcm', SAMPLES)).equals(SAMPLES)).toBe(true);
    const path = folder.fresh();
    await writeSpeechFile(path, piecesOf(SAMPLES), signal);
    expect(readFileSync(path).equals(SAMPLES)).toBe(true);
  });

  it('says that there is no tag in what is not the container that it should be', async () => {
    const mark = { format: outputFormat('flac'), provenanceId: ID };
    const path = folder.fresh();
    expect(await writeSpeechFile(path, piecesOf(SAMPLES), signal, mark)).toBe(false);
    expect(readFileSync(path).equals(SAMPLES)).toBe(true);
  });
});
