import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioReport } from '../report/audio-report.ts';
import { encodeFile, type Encoding } from '../testing/encode-file.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav, seededRandom } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';
import { AudioProcessorPool } from './audio-processor-pool.ts';

const folder = new TestFolder();
const pool = new AudioProcessorPool({ workers: 2 });
const rate = 48_000;
const seconds = 6;
const voice = syntheticVoice({ sampleRateHz: rate, seconds });
let original: AudioReport;

beforeAll(async () => {
  await pool.start();
  original = await check(encodeWav([voice], { sampleRateHz: rate }));
});
afterAll(async () => {
  await pool.close();
  folder.dispose();
});

function check(content: Buffer): Promise<AudioReport> {
  // No name says what is inside.
  return pool.process({ inputPath: folder.write(content, '.bin'), profile: 'consent' });
}

function chunk(id: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body]);
}

/** A WAV file by hand: format tag, bits, and how one sample is written. */
function wav(
  tag: number,
  bits: number,
  write: (bytes: Buffer, value: number, at: number) => void,
  form = 'RIFF',
): Buffer {
  const data = Buffer.alloc((voice.length * bits) / 8);
  voice.forEach((value, i) => write(data, value, (i * bits) / 8));
  const format = Buffer.alloc(16);
  [tag, 1].forEach((word, i) => format.writeUInt16LE(word, 2 * i));
  [rate, (rate * bits) / 8].forEach((word, i) => format.writeUInt32LE(word, 4 + 4 * i));
  [bits / 8, bits].forEach((word, i) => format.writeUInt16LE(word, 12 + 2 * i));
  const large = form !== 'RIFF';
  const sizes = Buffer.alloc(28);
  sizes.writeBigUInt64LE(BigInt(data.length + 80), 0);
  sizes.writeBigUInt64LE(BigInt(data.length), 8);
  sizes.writeBigUInt64LE(BigInt(voice.length), 16);
  const chunks = [
    ...(large ? [chunk('ds64', sizes)] : []),
    chunk('fmt ', format),
    chunk('data', data, large ? 0xffff_ffff : data.length),
  ];
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return chunk(form, body, large ? 0xffff_ffff : body.length);
}

const random = seededRandom(8);
/** With triangular dither: what is merely rounded to 8 bits is silent between the words. */
const int8 = (bytes: Buffer, value: number, at: number): unknown =>
  bytes.writeUInt8(128 + Math.round(value * 126 + random() - random()), at);
const int16 = (bytes: Buffer, value: number, at: number): unknown => bytes.writeInt16LE(Math.round(value * 32_767), at);

function encoded(encoding: Omit<Encoding, 'sampleRateHz'>): Buffer {
  const path = folder.fresh();
  encodeFile(path, voice, { ...encoding, sampleRateHz: rate });
  return readFileSync(path);
}

describe('a recording is decoded by its content', () => {
  it.each<[string, string, string, () => Buffer]>([
    ['8-bit PCM', 'WAV', 'pcm_u8', () => wav(1, 8, int8)],
    ['16-bit PCM', 'WAV', 'pcm_s16le', () => wav(1, 16, int16)],
    ['24-bit PCM', 'WAV', 'pcm_s24le', () => encodeWav([voice], { sampleRateHz: rate, bits: 24 })],
    [
      '32-bit PCM',
      'WAV',
      'pcm_s32le',
      () => wav(1, 32, (bytes, value, at) => bytes.writeInt32LE(Math.round(value * 2 ** 30) * 2, at)),
    ],
    ['32-bit float', 'WAV', 'pcm_f32le', () => encodeWav([voice], { sampleRateHz: rate, bits: 32 })],
    ['64-bit float', 'WAV', 'pcm_f64le', () => wav(3, 64, (bytes, value, at) => bytes.writeDoubleLE(value, at))],
    ['extensible', 'WAV', 'pcm_s24le', () => encodeWav([voice], { sampleRateHz: rate, bits: 24, channelMask: 4 })],
    ['RF64', 'RF64', 'pcm_s16le', () => wav(1, 16, int16, 'RF64')],
    ['BW64', 'BW64', 'pcm_s16le', () => wav(1, 16, int16, 'BW64')],
    ['A-law', 'WAV', 'pcm_alaw', () => encoded({ container: 'wav', encoder: 'pcm_alaw' })],
    ['µ-law', 'WAV', 'pcm_mulaw', () => encoded({ container: 'wav', encoder: 'pcm_mulaw' })],
    ['AIFF', 'AIFF', 'pcm_s16be', () => encoded({ container: 'aiff', encoder: 'pcm_s16be' })],
    ['CAF', 'CAF', 'pcm_s16be', () => encoded({ container: 'caf', encoder: 'pcm_s16be' })],
    ['FLAC', 'FLAC', 'flac', () => encoded({ container: 'flac', encoder: 'flac' })],
    ['MP3', 'MP3', 'mp3', () => encoded({ container: 'mp3', encoder: 'libmp3lame', bitRateBps: 192_000 })],
    ['AAC', 'MP4', 'aac', () => encoded({ container: 'mp4', encoder: 'aac', bitRateBps: 128_000 })],
    ['ALAC', 'MP4', 'alac', () => encoded({ container: 'mp4', encoder: 'alac' })],
    ['Opus', 'Ogg', 'opus', () => encoded({ container: 'ogg', encoder: 'libopus', bitRateBps: 96_000 })],
    ['Vorbis', 'Ogg', 'vorbis', () => encoded({ container: 'ogg', encoder: 'libvorbis' })],
    ['WebM', 'WebM', 'opus', () => encoded({ container: 'webm', encoder: 'libopus', bitRateBps: 96_000 })],
  ])('%s', async (_, container, codec, make) => {
    const { format, measurements, rejection } = await check(make());
    expect(rejection).toBeUndefined();
    expect(format).toMatchObject({ container, codec, sampleRateHz: rate, channels: 1 });
    expect(Math.abs((measurements?.durationMs ?? 0) - seconds * 1_000)).toBeLessThanOrEqual(50);
    const difference =
      (measurements?.integratedLoudnessLufs ?? 0) - (original.measurements?.integratedLoudnessLufs ?? 0);
    // LAME turns constant bit rates down by 0.45 dB.
    expect(Math.abs(difference)).toBeLessThanOrEqual(codec === 'mp3' ? 0.6 : 0.3);
  });

  it('AMR, which telephones write: read, and refused for its sample rate', async () => {
    // 12.2 kbit/s: a header byte and 31 bytes every 20 ms.
    const frames = Array.from({ length: 300 }, () =>
      Buffer.from([0x3c, ...Array.from({ length: 31 }, () => Math.floor(random() * 256))]),
    );
    const report = await check(Buffer.concat([Buffer.from('#!AMR\n'), ...frames]));
    expect(report.format).toMatchObject({ container: 'AMR', codec: 'amrnb', sampleRateHz: 8_000, durationMs: 6_000 });
    expect(report.checks.find(({ check: name }) => name === 'sample-rate')?.value).toBe(8_000);
  });
});
