import { afterAll, describe, expect, it } from 'vitest';
import { CLUSTER, EBML, element, SEGMENT, unsigned } from '../tags/ebml.ts';
import { SpeechTagger } from '../tags/speech-tagger.ts';
import { taggedWavHeader } from '../tags/wav-tag.ts';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav } from '../testing/test-wav.ts';
import { FILE_FORMATS, type FileFormat, readMark } from './file-mark.ts';
import { isPlayedAs, playbackOf } from './playback.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const RECORDED = { name: 'wav', sampleRateHz: 24_000 };
const folder = new TestFolder();
afterAll(() => folder.dispose());

const wav = encodeWav([Float32Array.from({ length: 4_800 }, (_, i) => 0.3 * Math.sin(i / 9))], {
  sampleRateHz: 24_000,
});

function handedOut(format: FileFormat): Buffer {
  if (format === 'wav') return Buffer.concat([taggedWavHeader(wav.subarray(0, 44), ID), wav.subarray(44)]);
  const tagger = new SpeechTagger(format, ID);
  return Buffer.concat([tagger.push(toneFile(folder, format, 1)), tagger.end()]);
}

const files = Object.fromEntries(FILE_FORMATS.map((format) => [format, handedOut(format)])) as Record<
  FileFormat,
  Buffer
>;

const isPlayed = (file: Buffer, recorded = RECORDED): boolean => isPlayedAs(readMark(folder.write(file)), recorded);

/** With other bytes behind a name in it, and the same audio. */
function changed(format: FileFormat, name: string, at: number, bytes: readonly number[]): Buffer {
  const file = Buffer.from(files[format]);
  file.set(bytes, file.indexOf(name, 0, 'latin1') + at);
  expect(readMark(folder.write(file)).audioSha256).toBe(readMark(folder.write(files[format])).audioSha256);
  return file;
}

describe(isPlayedAs.name, () => {
  it.each(FILE_FORMATS)('is true of a %s as it is handed out', (format) => {
    expect(isPlayed(files[format])).toBe(true);
  });

  it.each(['wav', 'flac'] as const)('is false of a %s at another rate than that of the record', (format) => {
    expect(isPlayed(files[format], { name: format, sampleRateHz: 48_000 })).toBe(false);
  });

  it('is false of a WAV file with any other byte in `fmt `', () => {
    for (let at = 12; at < 36; at++) {
      const file = Buffer.from(files.wav);
      file.writeUInt8(file.readUInt8(at) ^ 2, at);
      expect(isPlayed(file), `byte ${at}`).toBe(false);
    }
  });

  it.each(['fmt ', 'data'])('is false of a WAV file with a second chunk `%s` behind its samples', (name) => {
    const content = wav.subarray(20, 36);
    const chunk = Buffer.concat([Buffer.from(name), Buffer.from([content.length, 0, 0, 0]), content]);
    expect(isPlayed(Buffer.concat([files.wav, chunk]))).toBe(false);
    expect(isPlayed(Buffer.concat([files.wav, Buffer.from('C2PA\x02\0\0\0ab', 'latin1')]))).toBe(true);
  });

  it('is true of raw samples that somebody has put into a WAV file as what they are', () => {
    const file = Buffer.from(wav);
    for (const [value, at] of [
      [7, 20],
      [1, 32],
      [8, 34],
    ] as const) {
      file.writeUInt16LE(value, at);
    }
    file.writeUInt32LE(8_000, 24);
    file.writeUInt32LE(8_000, 28);
    expect(isPlayed(file, { name: 'mulaw', sampleRateHz: 8_000 })).toBe(true);
    for (const name of ['alaw', 'pcm']) expect(isPlayed(file, { name, sampleRateHz: 8_000 })).toBe(false);
  });

  it.each([
    ['a rate of 1.5 kHz', 18, [0x00, 0x5d]],
    ['two channels', 20, [0x02]],
    ['samples of 24 bits', 20, [0x01, 0x70]],
  ])('is false of FLAC whose first block says %s', (_, at, bytes) => {
    expect(isPlayed(changed('flac', 'fLaC', at, bytes))).toBe(false);
  });

  describe.each(['opus', 'webm'] as const)('of %s', (format) => {
    it.each([
      ['two channels', 9, [2]],
      ['a start that leaves out more than a second', 10, [0xff, 0xff]],
      ['an output gain of 1/256 dB', 16, [1, 0]],
      ['an output gain of -128 dB', 16, [0, 0x80]],
      ['a table of channels', 18, [1]],
    ])('is false with %s', (_, at, bytes) => {
      expect(isPlayed(changed(format, 'OpusHead', at, bytes))).toBe(false);
    });
  });
});

describe(playbackOf.name, () => {
  const head = Buffer.from('OpusHead\x01\x01\x38\x01\xc0\x5d\0\0\0\0\0', 'latin1');
  const rate = (hz: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(hz);
    return element(0xb5, bytes);
  };
  const audio = (hz: number): Buffer => element(0xe1, rate(hz));
  const entry = (...parts: readonly Buffer[]): Buffer => element(0xae, Buffer.concat(parts));
  const tracks = (...entries: readonly Buffer[]): Buffer => element(0x16_54_ae_6b, Buffer.concat(entries));
  const webm = (...parts: readonly Buffer[]): Buffer =>
    Buffer.concat([
      element(EBML, Buffer.alloc(0)),
      element(SEGMENT, Buffer.concat([...parts, element(CLUSTER, Buffer.from('audio'))])),
    ]);
  const track = entry(element(0x63_a2, head), audio(24_000));

  it('reads the track of WebM, with the longer of two starts that are left out', () => {
    const opus = { channels: 1, outputGain: 0, sampleRateHz: 24_000 };
    expect(playbackOf('webm', webm(tracks(track)))).toEqual({ ...opus, preSkip: 312 });
    const late = entry(element(0x63_a2, head), element(0x56_aa, unsigned(1e9)), audio(24_000));
    expect(playbackOf('webm', webm(tracks(late)))).toEqual({ ...opus, preSkip: 48_000 });
  });

  it.each([
    [24_000, true],
    [48_000, true],
    [16_000, false],
  ])('lets a track of WebM have the rate of the record or that of Opus: %d Hz', (hz, isPlayed) => {
    const playback = playbackOf('webm', webm(tracks(entry(element(0x63_a2, head), audio(hz)))));
    expect(isPlayedAs({ format: 'webm', playback }, RECORDED)).toBe(isPlayed);
  });

  it.each([
    ['two tracks', webm(tracks(track, track))],
    ['two lists of tracks', webm(tracks(track), tracks(track))],
    ['no list of tracks before the audio', webm()],
    ['a track of another codec', webm(tracks(entry(element(0x63_a2, Buffer.from('vorbis')), audio(24_000))))],
    ['nothing in it', Buffer.alloc(0)],
  ])('is undefined for WebM with %s', (_, file) => {
    expect(playbackOf('webm', file)).toBeUndefined();
  });

  it.each(FILE_FORMATS)('does not fail on a %s that is cut off anywhere in its beginning', (format) => {
    for (let bytes = 0; bytes < 300; bytes++) {
      expect(() => playbackOf(format, files[format].subarray(0, bytes))).not.toThrow();
    }
  });
});
