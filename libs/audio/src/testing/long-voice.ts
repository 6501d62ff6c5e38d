import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { syntheticVoice } from '../worker/synthetic-voice.ts';

const phraseSeconds = 20;

/** Writes a made-up voice of any length as 16-bit WAV, one phrase at a time. */
export async function writeLongVoice(
  path: string,
  seconds: number,
  { channels = 2, sampleRateHz = 48_000 }: { readonly channels?: number; readonly sampleRateHz?: number } = {},
): Promise<void> {
  const frames = seconds * sampleRateHz;
  const file = createWriteStream(path);
  file.write(header(frames, channels, sampleRateHz));
  const phrase = interleave(syntheticVoice({ sampleRateHz, seconds: phraseSeconds }), channels);
  const bytesPerFrame = channels * 2;
  for (let left = frames; left > 0;) {
    const count = Math.min(left, phrase.length / bytesPerFrame);
    if (!file.write(phrase.subarray(0, count * bytesPerFrame))) await once(file, 'drain');
    left -= count;
  }
  file.end();
  await finished(file);
}

/** The second channel is a little softer than the first, so that mixing has something to do. */
function interleave(voice: Float32Array, channels: number): Buffer {
  const bytes = Buffer.alloc(voice.length * channels * 2);
  voice.forEach((value, i) => {
    for (let channel = 0; channel < channels; channel++) {
      bytes.writeInt16LE(Math.round(value * (1 - 0.2 * channel) * 32_767), (i * channels + channel) * 2);
    }
  });
  return bytes;
}

function header(frames: number, channels: number, sampleRateHz: number): Buffer {
  const dataBytes = frames * channels * 2;
  const bytes = Buffer.alloc(44);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(Math.min(0xffff_ffff, 36 + dataBytes), 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(sampleRateHz * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(Math.min(0xffff_ffff, dataBytes), 40);
  return bytes;
}
