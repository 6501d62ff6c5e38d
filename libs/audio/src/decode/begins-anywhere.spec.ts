import { afterAll, describe, expect, it } from 'vitest';
import { type Examined, Examiner } from '../testing/examine.ts';
import { explainSkip, hasRealSpeech, readSpeech } from '../testing/real-speech.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';

const folder = new TestFolder();
const examiner = new Examiner(folder, 'consent');
afterAll(() => folder.dispose());

const seconds = 6;
const voice = (sampleRateHz: number) => syntheticVoice({ sampleRateHz, seconds });
/** An ID3v2.4 tag without frames, as between the segments of a stream. */
const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x40', 'latin1'), Buffer.alloc(64)]);

function adtsFrames(adts: Buffer): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < adts.length; at += frames.at(-1)?.length ?? 0) {
    const high = ((adts.readUInt8(at + 3) & 3) << 11) | (adts.readUInt8(at + 4) << 3);
    frames.push(adts.subarray(at, at + (high | (adts.readUInt8(at + 5) >> 5))));
  }
  return frames;
}

/** The result of the whole, and of each check. */
const verdictsOf = ({ verdict, checks }: Examined['report']) => [
  verdict,
  ...checks.map((check) => `${check.check} ${check.verdict}`),
];

if (!hasRealSpeech) explainSkip('real speech cut out of a stream is fixed (../shared/audio is absent)');

describe('a recording cut out of a stream', () => {
  const mp3 = [16_000, 24_000, 44_100].map((sampleRateHz) =>
    examiner.encode(voice(sampleRateHz), { container: 'mp3', encoder: 'libmp3lame', sampleRateHz, bitRateBps: 64_000 }),
  );
  const adts = examiner.encode(voice(24_000), {
    container: 'adts',
    encoder: 'aac',
    sampleRateHz: 24_000,
    bitRateBps: 48_000,
  });

  const wholes = mp3.map((file) => examiner.bytes(file).report);
  it.each(mp3.flatMap((file, kind) => [50, 100, 333, 1_000, 1_777, 4_001].map((bytes) => ({ kind, file, bytes }))))(
    'MP3 $kind without its first $bytes bytes',
    ({ kind, file, bytes }) => {
      const { report } = examiner.bytes(file.subarray(bytes));
      expect(report.rejection).toBeUndefined();
      expect(report.format).toMatchObject({ container: 'MP3', codec: 'mp3' });
      const lostMs = seconds * 1_000 - (report.measurements?.durationMs ?? 0);
      expect(Math.abs(lostMs - (bytes * 8) / 64)).toBeLessThan(200);
      expect(report.measurements?.missingMs).toBeLessThanOrEqual(500);
      // What is lost changes no result.
      expect(verdictsOf(report)).toEqual(verdictsOf(wholes[kind] as Examined['report']));
    },
  );

  it.runIf(hasRealSpeech).each([1, 60, 100, 512, 1_000, 3_333])(
    'real speech as MP3 without its first %i bytes is fixed',
    (bytes) => {
      const { samples, sampleRateHz } = readSpeech('ljspeech-LJ001-0003.wav');
      const asSample = new Examiner(folder, 'personal-voice');
      const file = asSample.encode(samples, {
        container: 'mp3',
        encoder: 'libmp3lame',
        sampleRateHz,
        bitRateBps: 64_000,
      });
      const { report } = asSample.bytes(file.subarray(bytes));
      expect(report.format?.container).toBe('MP3');
      expect(report.verdict).toBe('autoFixed');
    },
  );

  it.each([3, 100, 777, 2_500])('AAC without its first %i bytes', (bytes) => {
    const { report } = examiner.bytes(adts.subarray(bytes));
    expect(verdictsOf(report)).toEqual(verdictsOf(examiner.bytes(adts).report));
    expect(report.format).toMatchObject({ container: 'ADTS', codec: 'aac' });
    let before = 0;
    const whole = adtsFrames(adts).filter((frame) => (before += frame.length) - frame.length >= bytes);
    // 1024 samples a frame.
    expect(Math.abs((report.measurements?.durationMs ?? 0) - (whole.length * 1_024) / 24)).toBeLessThan(100);
  });

  it('AAC with a tag before every 10th frame', () => {
    const parts = adtsFrames(adts).flatMap((frame, i) => (i % 10 === 2 ? [tag, frame] : [frame]));
    const { report } = examiner.bytes(Buffer.concat(parts));
    expect(report.format).toMatchObject({ container: 'ADTS', codec: 'aac' });
    expect(Math.abs((report.measurements?.durationMs ?? 0) - seconds * 1_000)).toBeLessThan(100);
    expect(report.measurements?.decodeErrorCount).toBe(0);
  });
});
