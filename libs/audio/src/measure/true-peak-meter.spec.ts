import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianNoise, seededRandom } from '../testing/test-wav.ts';
import { amplitudeToDb } from './decibel.ts';
import { ChannelMeter } from './channel-meter.ts';

function truePeakDb(samples: ArrayLike<number>, sampleRateHz: number, block = 4_096): number {
  const meter = new ChannelMeter(sampleRateHz, { fineSteps: false, unbounded: true });
  const all = Float32Array.from(samples);
  for (let from = 0; from < all.length; from += block) {
    const part = all.slice(from, from + block);
    meter.push(part, part.length);
  }
  return amplitudeToDb(meter.finish().truePeak);
}

/** Raised-cosine edges of 10 ms, as in the EBU's files: a sine that begins at full level has a peak of its own. */
function tapered(samples: Float64Array, sampleRateHz: number): Float64Array {
  const edge = Math.round(0.01 * sampleRateHz);
  return samples.map((value, i) => {
    const inside = Math.min(i, samples.length - 1 - i);
    return inside >= edge ? value : value * (0.5 - 0.5 * Math.cos((Math.PI * inside) / edge));
  });
}

function sineAt(divider: number, amplitude: number, degrees: number, sampleRateHz: number): Float64Array {
  const samples = Float64Array.from(
    { length: sampleRateHz / 2 },
    (_, i) => amplitude * Math.sin((2 * Math.PI * i) / divider + (degrees * Math.PI) / 180),
  );
  return tapered(samples, sampleRateHz);
}

/** Half-amplitude fs/6 with one period of full-amplitude fs/4 in the middle, made at 4·fs, filtered, and every fourth sample kept. */
function burst(offset: number, sampleRateHz: number): Float64Array {
  const length = sampleRateHz;
  const start = 24 * Math.floor(length / 48);
  let phase = 0;
  const dense = Float64Array.from({ length }, (_, i) => {
    const inBurst = i >= start && i < start + 16;
    const value = (inBurst ? 1 : 0.5) * Math.sin(phase);
    phase += (2 * Math.PI) / (inBurst ? 16 : 24);
    return value;
  });
  const half = 256;
  const cutoff = 0.45 / 4;
  const filter = Float64Array.from({ length: 2 * half + 1 }, (_, k) => {
    const t = k - half;
    const ideal = t === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * t) / (Math.PI * t);
    return ideal * (0.42 + 0.5 * Math.cos((Math.PI * t) / half) + 0.08 * Math.cos((2 * Math.PI * t) / half));
  });
  const kept = Float64Array.from({ length: Math.floor((length - filter.length) / 4) }, (_, i) =>
    filter.reduce((sum, tap, k) => sum + tap * (dense[4 * i + offset + k] as number), 0),
  );
  return tapered(kept, sampleRateHz);
}

describe.each([48_000, 44_100])('true peak, EBU Tech 3341 table 1, at %i Hz', (rate) => {
  it.each([
    [15, 4, 0.5, 0, -6],
    [16, 4, 0.5, 45, -6],
    [17, 6, 0.5, 60, -6],
    [18, 8, 0.5, 67.5, -6],
    [19, 4, 1.41, 45, 3],
  ])('case %i is within +0.2 and -0.4 dB', (_, divider, amplitude, degrees, expected) => {
    const measured = truePeakDb(sineAt(divider, amplitude, degrees, rate), rate);
    expect(measured).toBeLessThanOrEqual(expected + 0.2);
    expect(measured).toBeGreaterThanOrEqual(expected - 0.4);
  });

  it.each([20, 21, 22, 23])('case %i, a burst between the samples, is within +0.2 and -0.4 dB', (number) => {
    const measured = truePeakDb(burst(number - 20, rate), rate);
    expect(measured).toBeLessThanOrEqual(0.2);
    expect(measured).toBeGreaterThanOrEqual(-0.4);
  });
});

describe('ChannelMeter', () => {
  it('skips only what cannot matter: the peak equals that of interpolating everything', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 4_000 }),
        fc.integer({ min: 1, max: 700 }),
        (seed, length, block) => {
          const random = seededRandom(seed);
          const envelope = Float32Array.from({ length }, () => random() ** 4);
          const samples = gaussianNoise(0.3, length, seed).map((value, i) => value * (envelope[i] as number));
          expect(truePeakDb(samples, 48_000, block)).toBeCloseTo(amplitudeToDb(interpolatedPeak(samples)), 5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sets damaged samples to silence instead of drowning in them', () => {
    const samples = Float32Array.of(0.1, Number.NaN, 0.2, Number.POSITIVE_INFINITY, -0.3, 1e30, 0.1);
    const meter = new ChannelMeter(48_000, { fineSteps: false, unbounded: true });
    meter.push(samples, samples.length);
    const levels = meter.finish();
    expect(levels.samplePeak).toBeCloseTo(0.3, 6);
    expect(levels.meanSquare).toBeCloseTo((0.01 + 0.04 + 0.09 + 0.01) / 7, 6);
  });

  it('measures the mean of a signal with an offset', () => {
    const samples = new Float32Array(10_000).map((_, i) => 0.02 + 0.5 * Math.sin((2 * Math.PI * i) / 100));
    const meter = new ChannelMeter(48_000, { fineSteps: false, unbounded: true });
    meter.push(samples, samples.length);
    expect(meter.finish().mean).toBeCloseTo(0.02, 6);
  });
});

/** The filter of BS.1770-4 Annex 2, straight from its table, on every sample. */
function interpolatedPeak(samples: Float32Array): number {
  const first = [0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125]; // prettier-ignore
  const second = [-0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375]; // prettier-ignore
  let peak = samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  for (const phase of [first, second, second.toReversed(), first.toReversed()]) {
    for (let i = 0; i < samples.length + 11; i++) {
      const sum = phase.reduce((total, tap, k) => total + tap * (samples[i - k] ?? 0), 0);
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return peak;
}
