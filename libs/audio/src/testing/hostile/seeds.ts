import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFile, type Encoding } from '../encode-file.ts';
import { encodeWav } from '../test-wav.ts';
import { syntheticVoice } from '../../worker/synthetic-voice.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

const seconds = 3;

const encodings: readonly (readonly [string, Encoding])[] = [
  ['mp3', { container: 'mp3', encoder: 'libmp3lame', sampleRateHz: 44_100, bitRateBps: 64_000 }],
  ['m4a', { container: 'mp4', encoder: 'aac', sampleRateHz: 44_100, bitRateBps: 64_000 }],
  ['opus', { container: 'ogg', encoder: 'libopus', sampleRateHz: 48_000, bitRateBps: 32_000 }],
  ['vorbis', { container: 'ogg', encoder: 'libvorbis', sampleRateHz: 44_100 }],
  ['webm', { container: 'webm', encoder: 'libopus', sampleRateHz: 48_000, bitRateBps: 32_000 }],
  ['flac', { container: 'flac', encoder: 'flac', sampleRateHz: 44_100 }],
  ['aiff', { container: 'aiff', encoder: 'pcm_s16be', sampleRateHz: 24_000 }],
  ['caf', { container: 'caf', encoder: 'pcm_s16be', sampleRateHz: 24_000 }],
  ['adts', { container: 'adts', encoder: 'aac', sampleRateHz: 44_100, bitRateBps: 64_000 }],
  ['mulaw', { container: 'wav', encoder: 'pcm_mulaw', sampleRateHz: 16_000 }],
];

/** One small, sound file of each kind, made here. */
export function makeSeeds(): readonly Seed[] {
  const folder = mkdtempSync(join(tmpdir(), 'audio-seeds-'));
  try {
    const encoded = encodings.map(([name, encoding]) => {
      const path = join(folder, name);
      encodeFile(path, syntheticVoice({ sampleRateHz: encoding.sampleRateHz, seconds }), encoding);
      return { name, bytes: readFileSync(path) };
    });
    const voice = syntheticVoice({ sampleRateHz: 24_000, seconds });
    const wavs = ([16, 24, 32] as const).map((bits) => ({
      name: `wav${bits}`,
      bytes: encodeWav([voice, voice], { sampleRateHz: 24_000, bits, channelMask: 3 }),
    }));
    return [...encoded, ...wavs];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
