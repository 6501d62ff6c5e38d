import { describe, expect, it } from 'vitest';
import { kWeightingHighPass, kWeightingShelf, KWeightedEnergy } from '../measure/k-weighting.ts';
import { gaussianNoise } from '../testing/test-wav.ts';
import { kernels } from './kernels.ts';
import { groupLength, historySamples, layout, maxSamples } from './layout.ts';
import { phases } from './true-peak-kernel.ts';

const firstSample = layout.first + 4 * historySamples;

/** Noise with a slow and deep change of level, so that both branches of every decision are taken. */
function swellingNoise(length: number, seed: number): Float32Array {
  return gaussianNoise(0.3, length, seed).map((value, i) => value * Math.sin((Math.PI * i) / length) ** 8);
}

function load(samples: Float32Array, history: Float32Array = new Float32Array(historySamples)): void {
  const { first } = kernels();
  first.set(history);
  first.set(samples, historySamples);
}

describe('scan', () => {
  it.each([groupLength, 5 * groupLength, maxSamples])(
    'finds sums and extremes of %i samples like a plain loop',
    (length) => {
      const samples = swellingNoise(length, 7).map((value) => value + 0.01);
      load(samples);
      const { scan, words, highs, lows } = kernels();
      scan(firstSample, firstSample + 4 * length);
      const sum = samples.reduce((total, value) => total + value, 0);
      const squares = samples.reduce((total, value) => total + value * value, 0);
      expect(Math.abs((words[0] as number) - sum) / length).toBeLessThan(1e-8);
      expect((words[1] as number) / squares).toBeCloseTo(1, 5);
      for (let group = 0; group < length / groupLength; group++) {
        const part = samples.subarray(group * groupLength, (group + 1) * groupLength);
        expect([highs[group], lows[group]]).toEqual([Math.max(...part), Math.min(...part)]);
      }
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e30])(
    'shows by its sum of squares that %d was among the samples',
    (damage) => {
      const samples = swellingNoise(maxSamples, 3);
      samples[4_711] = damage;
      load(samples);
      const { scan, words } = kernels();
      scan(firstSample, firstSample + 4 * maxSamples);
      expect((words[1] as number) < 1e6).toBe(false);
    },
  );
});

describe('truePeak', () => {
  it.each([groupLength, 3 * groupLength, maxSamples])(
    'finds the peak of %i samples like the filter at every sample',
    (length) => {
      const all = swellingNoise(length + historySamples, 11);
      const samples = all.subarray(historySamples);
      load(samples, all.subarray(0, historySamples));
      const { scan, truePeak } = kernels();
      scan(firstSample, firstSample + 4 * length);
      const before = all.subarray(0, historySamples);
      const peak = truePeak(firstSample, firstSample + 4 * length, 0, Math.max(...before), Math.min(...before));
      let expected = samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      for (const phase of phases) {
        for (let i = historySamples; i < all.length; i++) {
          const output = phase.reduce((total, tap, k) => total + tap * (all[i - k] as number), 0);
          expected = Math.max(expected, Math.abs(output));
        }
      }
      expect(peak / expected).toBeCloseTo(1, 6);
    },
  );

  it('keeps a peak that was higher', () => {
    load(swellingNoise(maxSamples, 5));
    const { scan, truePeak } = kernels();
    scan(firstSample, firstSample + 4 * maxSamples);
    expect(truePeak(firstSample, firstSample + 4 * maxSamples, 7, 0, 0)).toBe(7);
  });
});

/** The two filters of BS.1770-4 one after the other, in direct form I. */
function weightedEnergy(samples: Float32Array, sampleRateHz: number): number {
  const filter = (input: Float64Array, c: ReturnType<typeof kWeightingShelf>): Float64Array => {
    const output = new Float64Array(input.length);
    input.forEach((x, i) => {
      const before = c.b1 * (input[i - 1] ?? 0) + c.b2 * (input[i - 2] ?? 0);
      output[i] = c.b0 * x + before - c.a1 * (output[i - 1] ?? 0) - c.a2 * (output[i - 2] ?? 0);
    });
    return output;
  };
  const shelved = filter(Float64Array.from(samples), kWeightingShelf(sampleRateHz));
  return filter(shelved, kWeightingHighPass(sampleRateHz)).reduce((sum, z) => sum + z * z, 0);
}

describe('kWeight', () => {
  it.each([
    [1, 48_000],
    [2, 44_100],
    [5, 16_000],
  ])('gives %i channels at %i Hz the energy of the plain filters, over many calls', (count, sampleRateHz) => {
    const channels = Array.from({ length: count }, (_, i) => swellingNoise(20_000, i + 1));
    const weights = channels.map((_, i) => [1, 1, 0, 1.41, 1.41][i] ?? 1);
    const energy = new KWeightedEnergy(sampleRateHz, weights);
    const found =
      energy.sum(channels, 0, 4_801) + energy.sum(channels, 4_801, 4_802) + energy.sum(channels, 4_802, 20_000);
    const expected = channels.reduce(
      (sum, samples, i) => sum + (weights[i] as number) * weightedEnergy(samples, sampleRateHz),
      0,
    );
    expect(found / expected).toBeCloseTo(1, 9);
  });
});
