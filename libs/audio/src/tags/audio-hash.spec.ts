import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { toneFile } from '../testing/tagged-files.ts';
import { TAG_READERS } from '../testing/read-tags.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { AudioHash } from './audio-hash.ts';
import { TAGGED_CONTAINERS, type TaggedContainer } from './speech-tag.ts';
import { SpeechTagger, taggedSpeech } from './speech-tagger.ts';
import { taggedWavHeader } from './wav-tag.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SAMPLES = Buffer.alloc(96_000, 'samples of a voice, ');

const folder = new TestFolder();
const files = Object.fromEntries(
  TAGGED_CONTAINERS.map((container) => [container, toneFile(folder, container)]),
) as Record<TaggedContainer, Buffer>;
afterAll(() => folder.dispose());

function* piecesOf(file: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

function hashed(format: string, file: Uint8Array, size = file.length): AudioHash & { readonly sum: string } {
  const hash = new AudioHash(format);
  for (const piece of piecesOf(file, size)) hash.push(piece);
  const sum = hash.digest();
  return Object.assign(hash, { sum });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function tagged(container: TaggedContainer): Promise<Buffer> {
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* piecesOf(files[container], 900);
  }
  return buffer(taggedSpeech(whole(), new SpeechTagger(container, ID)));
}

/** @param size of `data`, as the header says it */
function wavOf(samples: Buffer, size = samples.length): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.writeUInt32LE(size, 40);
  return Buffer.concat([header, samples]);
}

describe(AudioHash.name, () => {
  it.each(TAGGED_CONTAINERS)('is the same before and after %s gets its tag, whatever the pieces', async (container) => {
    const before = hashed(container, files[container]);
    expect(before.isRecognized).toBe(true);
    expect(before.bytes).toBeGreaterThan(files[container].length / 2);
    const file = await tagged(container);
    expect(sha256(file)).not.toBe(sha256(files[container]));
    for (const size of [1, 7, 250, 4_800, file.length]) expect(hashed(container, file, size).sum).toBe(before.sum);
  });

  it.each(TAGGED_CONTAINERS)('changes with each bit of the audio in %s', async (container) => {
    const file = await tagged(container);
    const { sum, bytes } = hashed(container, file);
    for (const part of [0.02, 0.5, 0.98]) {
      const changed = Buffer.from(file);
      const at = file.length - 1 - Math.floor(bytes * part);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(hashed(container, changed).sum).not.toBe(sum);
    }
  });

  it('is over the samples of WAV, with and without tag, length and chunks behind them', () => {
    const plain = wavOf(SAMPLES);
    const header = taggedWavHeader(plain.subarray(0, 44), ID);
    const manifest = Buffer.concat([Buffer.from('C2PA\x04\0\0\0', 'latin1'), Buffer.from('jumb')]);
    const others = [Buffer.concat([header, SAMPLES]), wavOf(SAMPLES, 0xff_ff_ff_ff), Buffer.concat([plain, manifest])];
    for (const file of [plain, ...others]) expect(hashed('wav', file, 1_000).sum).toBe(sha256(SAMPLES));
    expect(TAG_READERS.wav(others[0] ?? plain).audio.equals(SAMPLES)).toBe(true);
  });

  it('leaves out an ID3 tag in front of FLAC, where a signed manifest stands', () => {
    const size = Buffer.from([0, 0, 2, 0]);
    const id3 = Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), size, Buffer.alloc(256)]);
    expect(hashed('flac', Buffer.concat([id3, files.flac]), 100).sum).toBe(hashed('flac', files.flac).sum);
  });

  it.each(['pcm', 'mulaw', 'alaw'])('is over all bytes of %s', (format) => {
    expect(hashed(format, SAMPLES, 999)).toMatchObject({ sum: sha256(SAMPLES), isRecognized: true });
  });

  it.each(['wav', 'flac', 'opus', 'webm'])('is over all bytes of what is no %s, and says so', (format) => {
    for (const size of [3, 50_000]) {
      expect(hashed(format, SAMPLES, size)).toMatchObject({ sum: sha256(SAMPLES), isRecognized: false });
    }
  });

  it('holds 4 MiB at most of a beginning that claims 2 GB', () => {
    const claims = Buffer.from('RIFF\xff\xff\xff\x7fWAVELIST\xff\xff\xff\x7f', 'latin1');
    const hash = new AudioHash('wav');
    hash.push(claims);
    const piece = Buffer.alloc(1024 * 1024);
    for (let sent = 0; sent < 4; sent++) hash.push(piece);
    expect(hash.isRecognized).toBe(false);
    for (let sent = 0; sent < 4; sent++) hash.push(piece);
    expect(hash.bytes).toBeGreaterThan(4 * 1024 * 1024);
    expect(hash.digest()).toHaveLength(64);
  });
});
