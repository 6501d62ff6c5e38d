import { describe, expect, it } from 'vitest';
import { concatSamples, sine } from '../testing/test-wav.ts';
import { canonicalFilter, canonicalSampleRateHz, Downmixer, Quantiser, Resampler } from './resampler.ts';

const rates = [8_000, 16_000, 22_050, 44_100, 48_000, 96_000];

function resample(samples: Float32Array, sampleRateHz: number, block = 4_096): Float32Array {
  const resampler = new Resampler(sampleRateHz, canonicalSampleRateHz, canonicalFilter(sampleRateHz));
  const parts: Float32Array[] = [];
  for (let from = 0; from < samples.length; from += block)
    parts.push(resampler.push(samples.slice(from, from + block)).slice());
  parts.push(resampler.flush().slice());
  resampler.close();
  return concatSamples(...parts);
}

/** The middle of the output, away from the edges. */
function steady(hz: number, sampleRateHz: number): Float32Array {
  const output = resample(sine(hz, 1, 1.2, sampleRateHz), sampleRateHz);
  return output.subarray(Math.floor(output.length * 0.3), Math.floor(output.length * 0.9));
}

/** Level of the tone by least squares, and of everything else, both relative to a full-scale sine. */
function analyse(output: Float32Array, hz: number): { readonly toneDb: number; readonly restDb: number } {
  const w = (2 * Math.PI * hz) / canonicalSampleRateHz;
  let [cc, ss, cs, yc, ys] = [0, 0, 0, 0, 0];
  output.forEach((y, i) => {
    const c = Math.cos(w * i);
    const s = Math.sin(w * i);
    cc += c * c;
    ss += s * s;
    cs += c * s;
    yc += y * c;
    ys += y * s;
  });
  const determinant = cc * ss - cs * cs;
  const a = (yc * ss - ys * cs) / determinant;
  const b = (ys * cc - yc * cs) / determinant;
  const rest = output.reduce((sum, y, i) => sum + (y - a * Math.cos(w * i) - b * Math.sin(w * i)) ** 2, 0);
  return { toneDb: 20 * Math.log10(Math.hypot(a, b)), restDb: 10 * Math.log10((2 * rest) / output.length + 1e-20) };
}

function levelDb(output: Float32Array): number {
  return 10 * Math.log10((2 * output.reduce((sum, y) => sum + y * y, 0)) / output.length + 1e-20);
}

describe.each(rates)('from %i Hz to 24 kHz', (rate) => {
  const nyquist = Math.min(rate, canonicalSampleRateHz) / 2;
  // 10.5 kHz of 12, and the same share of a lower Nyquist frequency.
  const passBand = nyquist * (10_500 / 12_000);

  it('passes everything up to the edge of the pass-band within 0.1 dB, and adds nothing above -100 dB', () => {
    for (const share of [0.003, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1]) {
      const hz = passBand * share;
      const { toneDb, restDb } = analyse(steady(hz, rate), hz);
      expect(Math.abs(toneDb), `${hz} Hz`).toBeLessThanOrEqual(0.1);
      expect(restDb, `beside ${hz} Hz`).toBeLessThanOrEqual(-100);
    }
  });

  if (rate > canonicalSampleRateHz) {
    it('lets no alias of 12 kHz and above through, at least 100 dB down', () => {
      for (let hz = 12_000.5; hz < rate / 2; hz = hz < 12_600 ? hz + 75 : hz * 1.06) {
        expect(levelDb(steady(hz, rate)), `${hz} Hz`).toBeLessThanOrEqual(-100);
      }
    });
  }

  if (rate < canonicalSampleRateHz) {
    it('makes no image of what lies near the old Nyquist frequency', () => {
      for (const share of [0.9, 0.95, 0.98, 0.99]) {
        const hz = (rate / 2) * share;
        expect(analyse(steady(hz, rate), hz).restDb, `${hz} Hz`).toBeLessThanOrEqual(-100);
      }
    });
  }

  it('keeps time: an impulse stays where it was, and the length is right', () => {
    const at = Math.round(rate * 0.5);
    const impulse = new Float32Array(rate);
    impulse[at] = 1;
    const output = resample(impulse, rate);
    const peak = output.reduce((best, value, i) => (value > (output[best] as number) ? i : best), 0);
    expect(Math.abs(peak / canonicalSampleRateHz - at / rate)).toBeLessThan(1 / canonicalSampleRateHz);
    expect(Math.abs(output.length - canonicalSampleRateHz)).toBeLessThanOrEqual(1);
  });
});

describe('Resampler', () => {
  it('gives the same samples however the input is cut', () => {
    const input = sine(1_234, 0.5, 0.5, 44_100);
    expect(resample(input, 44_100, 997)).toEqual(resample(input, 44_100, input.length));
  });

  it('passes 24 kHz through untouched', () => {
    const input = sine(1_000, 0.5, 0.1, 24_000);
    expect(resample(input, 24_000)).toEqual(input);
  });
});

describe('Downmixer', () => {
  it.each([2, 3, 5, 6, 8])('takes the mean of %i channels', (channels) => {
    const mixer = new Downmixer(channels);
    const planes = Array.from({ length: channels }, (_, i) => new Float32Array(100).fill((i + 1) / 10));
    for (const value of mixer.push(planes, 50)) expect(value).toBeCloseTo((channels + 1) / 20, 6);
    expect(mixer.push(planes, 50)).toHaveLength(50);
    mixer.close();
  });

  it('takes one channel alone where it is told to', () => {
    const mixer = new Downmixer(2, 1);
    const planes = [new Float32Array(10).fill(0.5), new Float32Array(10).fill(-0.25)];
    expect([...mixer.push(planes, 10)]).toEqual(Array.from({ length: 10 }, () => -0.25));
    mixer.close();
  });
});

describe('Quantiser', () => {
  it('rounds to the nearest step, applies the gain, and limits to the range', () => {
    const quantiser = new Quantiser(0.5);
    const input = Float32Array.of(0, 1, -1, 1.9999, 3, -3, 1.4 / 32_768, 3.2 / 32_768);
    const bytes = Buffer.alloc(input.length * 2);
    quantiser.write(input, bytes);
    const steps = input.map((_, i) => bytes.readInt16LE(i * 2));
    expect([...steps]).toEqual([0, 16_384, -16_384, 32_766, 32_767, -32_768, 1, 2]);
    quantiser.close();
  });
});

describe('the length', () => {
  it.each(
    [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000].flatMap((rate) =>
      [1, 999, 12_345, 100_003].map((length) => ({ rate, length })),
    ),
  )('of $length samples at $rate Hz stays the same to half a sample', ({ rate, length }) => {
    const resampler = new Resampler(rate, canonicalSampleRateHz, canonicalFilter(rate));
    const pushed = resampler.push(new Float32Array(length).fill(0.5)).length;
    const flushed = resampler.flush().length;
    resampler.close();
    expect(pushed + flushed).toBe(Math.round((length * canonicalSampleRateHz) / rate));
  });
});
