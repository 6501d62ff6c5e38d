import { describe, expect, it } from 'vitest';
import { gaussianNoise } from '../testing/test-wav.ts';
import { hannWindow, meanSquareScale, RealFft } from './real-fft.ts';

function directPower(samples: ArrayLike<number>, size: number, k: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < size; i++) {
    re += (samples[i] ?? 0) * Math.cos((2 * Math.PI * k * i) / size);
    im -= (samples[i] ?? 0) * Math.sin((2 * Math.PI * k * i) / size);
  }
  return re * re + im * im;
}

describe('RealFft', () => {
  it.each([8, 16, 512, 2_048])('agrees with the definition of the transform for %i points', (size) => {
    const samples = gaussianNoise(1, size, size);
    const power = new Float64Array(size / 2 + 1);
    new RealFft(size).powerSpectrum(samples, 0, new Float64Array(size).fill(1), power);
    for (const k of [0, 1, 2, 3, size / 4, size / 2 - 1, size / 2]) {
      const expected = directPower(samples, size, k);
      expect(Math.abs((power[k] as number) - expected)).toBeLessThan(1e-9 * size * Math.max(1, expected));
    }
  });

  it('gives the mean square back when the bins are summed', () => {
    const size = 512;
    const window = hannWindow(size);
    const power = new Float64Array(size / 2 + 1);
    const fft = new RealFft(size);
    let sum = 0;
    const blocks = 400;
    for (let block = 0; block < blocks; block++) {
      fft.powerSpectrum(gaussianNoise(0.1, size, block), 0, window, power);
      sum +=
        power.reduce((total, value, k) => total + value * (k === 0 || k === size / 2 ? 1 : 2), 0) *
        meanSquareScale(window);
    }
    expect(sum / blocks / 0.01).toBeCloseTo(1, 1);
  });

  it('refuses a size that is not a power of two', () => {
    expect(() => new RealFft(500)).toThrow(RangeError);
  });
});
