import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pitchStatistics } from '../signal/pitch.ts';
import { decodeWav } from '../signal/wav.ts';
import { enrol } from '../testing/enrol.ts';
import { canonicalRecording, ffmpeg, hasFfmpeg, missingRecordings, recording } from '../testing/recordings.ts';
import { personalSsml, type RunningSpeech, sayWav, speakSsml, startTestSpeech } from '../testing/running-speech.ts';

const SSML = speakSsml('Hello world. This is a test.');

describe.skipIf(!hasFfmpeg())('text to speech by REST, as ffmpeg hears it', () => {
  let running: RunningSpeech;

  beforeAll(async () => {
    running = await startTestSpeech();
  });
  afterAll(() => running.close());

  it.each([
    'raw-8khz-8bit-mono-mulaw',
    'riff-8khz-8bit-mono-alaw',
    'audio-16khz-32kbitrate-mono-mp3',
    'audio-48khz-192kbitrate-mono-mp3',
    'ogg-16khz-16bit-mono-opus',
    'ogg-48khz-16bit-mono-opus',
    'webm-24khz-16bit-24kbps-mono-opus',
    'audio-48khz-16bit-mono-flac',
  ])('%s can be decoded, and is the same speech', async (name) => {
    const bytes = await sayWav(running, SSML, name);
    const input = name.startsWith('raw-8khz-8bit')
      ? ffmpegRaw(bytes)
      : ffmpeg(bytes, ['-ar', '24000', '-ac', '1', '-f', 'wav']);
    const decoded = decodeWav(input);
    const original = decodeWav(await sayWav(running, SSML));
    expect(Math.abs(decoded.samples.length - original.samples.length) / 24_000).toBeLessThan(0.15);
    const pitch = pitchStatistics(decoded)?.medianHz ?? 0;
    expect(Math.abs(pitch / (pitchStatistics(original)?.medianHz ?? 1) - 1)).toBeLessThan(0.03);
  });

  it.skipIf(missingRecordings() !== undefined)(
    'gives two people who were enrolled from real recordings their own pitch',
    async () => {
      const names = ['ljspeech-LJ001-0001.wav', 'ljspeech-LJ001-0003.wav'];
      const woman = await enrol(running, names.map(recording));
      const man = await enrol(running, [canonicalRecording('librispeech-2414-128291-0002.flac')]);
      const medianOf = async (profile: string): Promise<number> => {
        const text = 'Hello, this is my new voice. I hope that you like the sound of it.';
        return (
          pitchStatistics(decodeWav(await sayWav(running, personalSsml(text, profile, 'DragonLatestNeural'))))
            ?.medianHz ?? 0
        );
      };
      expect(Math.abs((await medianOf(woman)) / 217 - 1)).toBeLessThan(0.15);
      expect(Math.abs((await medianOf(man)) / 118 - 1)).toBeLessThan(0.15);
    },
  );
});

function ffmpegRaw(bytes: Buffer): Buffer {
  // A header makes the headerless samples readable.
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(7, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes.length, 40);
  return ffmpeg(Buffer.concat([header, bytes]), ['-ar', '24000', '-ac', '1', '-f', 'wav']);
}
