import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeFile, type Encoding } from '../testing/encode-file.ts';
import { Examiner } from '../testing/examine.ts';
import { withPreSkip } from '../testing/ogg-opus.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { concatSamples } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';

const folder = new TestFolder();
const examiner = new Examiner(folder, 'consent');
afterAll(() => folder.dispose());

function voice(sampleRateHz: number, leadSeconds: number): Float32Array {
  const silence = new Float32Array(leadSeconds * sampleRateHz);
  return concatSamples(silence, syntheticVoice({ sampleRateHz, seconds: 5 }), silence.subarray(0, sampleRateHz));
}

function encode(samples: Float32Array, encoding: Encoding): Buffer {
  const path = folder.fresh();
  encodeFile(path, samples, encoding);
  return readFileSync(path);
}

/** LAME's first frame states the length; without it nothing does. */
function withoutXing(mp3: Buffer): Buffer {
  const at = Math.max(mp3.indexOf('Xing'), mp3.indexOf('Info'));
  expect(at).toBeGreaterThan(0);
  for (let next = at; next < mp3.length; next++) {
    if (mp3[next] === 0xff && mp3[next + 1] === mp3[mp3.lastIndexOf(0xff, at) + 1]) return mp3.subarray(next);
  }
  return mp3;
}

describe('a complete recording whose container states no length is complete', () => {
  const leads = [0, 0.5, 1, 3, 10];

  it.each(
    leads.flatMap((lead) =>
      [24_000, 64_000].flatMap((bitRateBps) =>
        [16_000, 44_100].map((sampleRateHz) => ({ lead, bitRateBps, sampleRateHz })),
      ),
    ),
  )('ADTS after $lead s of silence, $bitRateBps bit/s, $sampleRateHz Hz', ({ lead, bitRateBps, sampleRateHz }) => {
    const adts = encode(voice(sampleRateHz, lead), { container: 'adts', encoder: 'aac', sampleRateHz, bitRateBps });
    const { report, check } = examiner.bytes(adts);
    expect(report.format).not.toHaveProperty('declaredDurationMs');
    expect(report.measurements?.missingMs).toBe(0);
    expect(check('completeness')?.verdict).toBe('accepted');
  });

  it.each(leads.flatMap((lead) => [2, 6].map((quality) => ({ lead, quality }))))(
    'MP3 of variable bit rate, quality $quality, without a Xing header, after $lead s of silence',
    ({ lead, quality }) => {
      const mp3 = encode(voice(24_000, lead), {
        container: 'mp3',
        encoder: 'libmp3lame',
        sampleRateHz: 24_000,
        quality,
      });
      const { report, check } = examiner.bytes(withoutXing(mp3));
      expect(report.format).toMatchObject({ container: 'MP3', codec: 'mp3' });
      expect(report.format).not.toHaveProperty('declaredDurationMs');
      expect(report.measurements?.missingMs).toBe(0);
      expect(check('completeness')?.verdict).toBe('accepted');
      // With the header the length is stated, and half of the file is half of the sound.
      expect(examiner.bytes(mp3).report.format?.declaredDurationMs).toBeGreaterThan(4_900);
      expect(examiner.bytes(mp3.subarray(0, mp3.length / 2)).check('completeness')?.verdict).toBe('needsReview');
    },
  );

  it.each([312, 3_840, 24_000, 48_000, 65_535])('Ogg Opus of which a decoder drops the first %i samples', (preSkip) => {
    const opus = encode(voice(48_000, 1), {
      container: 'ogg',
      encoder: 'libopus',
      sampleRateHz: 48_000,
      bitRateBps: 32_000,
    });
    const { report, check } = examiner.bytes(withPreSkip(opus, preSkip));
    const { declaredDurationMs = 0, durationMs = 0 } = report.format ?? {};
    expect(Math.abs(declaredDurationMs - durationMs)).toBeLessThanOrEqual(10);
    expect(Math.abs(durationMs - (7_000 + 6.5 - preSkip / 48))).toBeLessThan(30);
    expect(check('completeness')?.verdict).toBe('accepted');
  });
});
