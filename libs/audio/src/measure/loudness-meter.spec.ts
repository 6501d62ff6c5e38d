import { describe, expect, it } from 'vitest';
import { concatSamples, gaussianNoise, sine } from '../testing/test-wav.ts';
import type { BiquadCoefficients } from './biquad.ts';
import { kWeightingHighPass, kWeightingShelf } from './k-weighting.ts';
import { channelWeights, LoudnessMeter } from './loudness-meter.ts';

type Step = readonly [dbfs: number, seconds: number];

function tone(steps: readonly Step[], sampleRateHz: number): Float32Array {
  return concatSamples(...steps.map(([dbfs, seconds]) => sine(1_000, 10 ** (dbfs / 20), seconds, sampleRateHz)));
}

function meterOf(channels: readonly Float32Array[], sampleRateHz: number, mask = 0n, block = 8_192): LoudnessMeter {
  const meter = new LoudnessMeter(sampleRateHz, channelWeights(channels.length, mask));
  const frames = channels[0]?.length ?? 0;
  for (let from = 0; from < frames; from += block) {
    const to = Math.min(frames, from + block);
    meter.push(
      channels.map((channel) => channel.subarray(from, to)),
      to - from,
    );
  }
  return meter;
}

function stereo(steps: readonly Step[], sampleRateHz: number): LoudnessMeter {
  const both = tone(steps, sampleRateHz);
  return meterOf([both, both], sampleRateHz);
}

/** Magnitude of the section at `frequencyHz`. */
function biquadMagnitude(c: BiquadCoefficients, frequencyHz: number, sampleRateHz: number): number {
  const w = (2 * Math.PI * frequencyHz) / sampleRateHz;
  const magnitude = (k0: number, k1: number, k2: number): number =>
    Math.hypot(k0 + k1 * Math.cos(w) + k2 * Math.cos(2 * w), k1 * Math.sin(w) + k2 * Math.sin(2 * w));
  return magnitude(c.b0, c.b1, c.b2) / magnitude(1, c.a1, c.a2);
}

describe('integrated loudness, EBU Tech 3341 table 1', () => {
  const cases: readonly (readonly [number, readonly Step[], number])[] = [
    [1, [[-23, 20]], -23],
    [2, [[-33, 20]], -33],
    [3, [[-36, 10], [-23, 60], [-36, 10]], -23],
    [4, [[-72, 10], [-36, 10], [-23, 60], [-36, 10], [-72, 10]], -23],
    [5, [[-26, 20], [-20, 20.1], [-26, 20]], -23],
  ]; // prettier-ignore

  for (const sampleRateHz of [48_000, 44_100, 22_050, 16_000]) {
    it.each(cases)(`case %i is within 0.1 LU at ${sampleRateHz} Hz`, (_, steps, expected) => {
      expect(Math.abs((stereo(steps, sampleRateHz).integratedLufs() ?? 0) - expected)).toBeLessThanOrEqual(0.1);
    });
  }

  it('case 6: surround channels count 1.5 dB more', () => {
    const at = (dbfs: number): Float32Array => tone([[dbfs, 20]], 48_000);
    const channels = [at(-28), at(-28), at(-24), at(-30), at(-30)];
    expect(meterOf(channels, 48_000).integratedLufs()).toBeCloseTo(-23, 1);
    const withLfe = [at(-28), at(-28), at(-24), at(0), at(-30), at(-30)];
    expect(meterOf(withLfe, 48_000, 0x3fn).integratedLufs()).toBeCloseTo(-23, 1);
  });

  it('does not depend on how the samples are cut into blocks', () => {
    const noise = gaussianNoise(0.1, 48_000 * 4);
    const whole = meterOf([noise], 48_000, 0n, noise.length).integratedLufs() ?? 0;
    expect(meterOf([noise], 48_000, 0n, 977).integratedLufs()).toBeCloseTo(whole, 6);
  });

  it('has no loudness in silence or in less than 400 ms', () => {
    expect(meterOf([new Float32Array(48_000)], 48_000).integratedLufs()).toBeNull();
    expect(meterOf([sine(1_000, 0.5, 0.3, 48_000)], 48_000).integratedLufs()).toBeNull();
  });
});

describe('loudness range, EBU Tech 3342 table 1', () => {
  it.each<[number, readonly Step[], number]>([
    [1, [[-20, 20], [-30, 20]], 10],
    [2, [[-20, 20], [-15, 20]], 5],
    [3, [[-40, 20], [-20, 20]], 20],
    [4, [[-50, 20], [-35, 20], [-20, 20], [-35, 20], [-50, 20]], 15],
  ])('case %i is within 1 LU', (_, steps, expected) => {
    expect(Math.abs((stereo(steps, 48_000).rangeLu() ?? 0) - expected)).toBeLessThanOrEqual(1);
  }); // prettier-ignore
});

describe('momentary and short-term loudness', () => {
  it('reports the loudest 400 ms and the loudest 3 s', () => {
    const meter = stereo([[-40, 5], [-23, 3.2], [-40, 5], [-15, 0.6], [-40, 5]], 48_000); // prettier-ignore
    expect(meter.maxMomentaryLufs()).toBeCloseTo(-15, 1);
    expect(meter.maxShortTermLufs()).toBeLessThan(-20);
    expect(meter.maxShortTermLufs()).toBeGreaterThan(-23.2);
  });
});

describe('K-weighting', () => {
  /** ITU-R BS.1770-4 tables 1 and 2, given for 48 kHz. */
  it('has the coefficients of the recommendation at 48 kHz', () => {
    const shelf = kWeightingShelf(48_000);
    expect(shelf.b0).toBeCloseTo(1.53512485958697, 10);
    expect(shelf.b1).toBeCloseTo(-2.69169618940638, 10);
    expect(shelf.b2).toBeCloseTo(1.19839281085285, 10);
    expect(shelf.a1).toBeCloseTo(-1.69065929318241, 10);
    expect(shelf.a2).toBeCloseTo(0.73248077421585, 10);
    const highPass = kWeightingHighPass(48_000);
    expect(highPass.a1).toBeCloseTo(-1.99004745483398, 10);
    expect(highPass.a2).toBeCloseTo(0.99007225036621, 10);
  });

  it.each([8_000, 16_000, 22_050, 24_000, 44_100, 96_000])('weighs alike at %i Hz', (rate) => {
    const at = (hz: number, sampleRateHz: number): number =>
      20 *
      Math.log10(
        biquadMagnitude(kWeightingShelf(sampleRateHz), hz, sampleRateHz) *
          biquadMagnitude(kWeightingHighPass(sampleRateHz), hz, sampleRateHz),
      );
    // The bilinear transform bends the shelf where the Nyquist frequency comes near.
    const tolerance = rate < 16_000 ? 0.5 : 0.15;
    for (const hz of [50, 100, 500, 1_000, 2_000]) {
      expect(Math.abs(at(hz, rate) - at(hz, 48_000)), `${hz} Hz`).toBeLessThan(tolerance);
    }
  });
});
