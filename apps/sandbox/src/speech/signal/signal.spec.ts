import { describe, expect, it } from 'vitest';
import { encodeALaw, encodeMuLaw } from './g711.ts';
import { pitchStatistics, trackPitch } from './pitch.ts';
import { resample } from './resample.ts';

/** A voice-like tone: ten harmonics, falling off. */
function voiced(hz: (second: number) => number, seconds: number, rate: number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => {
    phase += hz(i / rate) / rate;
    let sum = 0;
    for (let k = 1; k <= 10; k++) sum += Math.sin(2 * Math.PI * k * phase) / k;
    return sum * 0.2;
  });
}

function noise(length: number, level: number): Float32Array {
  let state = 12_345;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state / 0xffffffff - 0.5) * 2 * level;
  });
}

describe('pitch', () => {
  it.each([75, 118, 217, 330, 440])('measures %i Hz within one percent at any sample rate, with noise', (hz) => {
    for (const rate of [8000, 16_000, 24_000, 44_100]) {
      const samples = voiced(() => hz, 1, rate);
      const hiss = noise(samples.length, 0.02);
      const measured = pitchStatistics({ samples: samples.map((x, i) => x + (hiss[i] ?? 0)), sampleRate: rate });
      expect(Math.abs((measured?.medianHz ?? 0) / hz - 1)).toBeLessThan(0.01);
    }
  });

  it('measures the range of a glide in semitones', () => {
    const octave = voiced((second) => 120 * 2 ** (second / 2), 2, 16_000);
    // From the 10th to the 90th percentile of one octave.
    expect(pitchStatistics({ samples: octave, sampleRate: 16_000 })?.rangeSemitones).toBeCloseTo(9.6, 0);
  });

  it('finds nothing voiced in noise and in silence', () => {
    const hiss = trackPitch({ samples: noise(16_000, 0.3), sampleRate: 16_000 });
    expect(hiss.filter((hz) => hz > 0).length / hiss.length).toBeLessThan(0.05);
    expect(pitchStatistics({ samples: new Float32Array(16_000), sampleRate: 16_000 })).toBeUndefined();
    expect(pitchStatistics({ samples: new Float32Array(3), sampleRate: 16_000 })).toBeUndefined();
  });
});

describe('resampling', () => {
  it('keeps tones below half the lower rate and removes those above', () => {
    const level = (samples: Float32Array): number => {
      const inner = samples.slice(200, -200);
      return Math.sqrt(inner.reduce((sum, x) => sum + x * x, 0) / inner.length);
    };
    const tone = (hz: number): Float32Array =>
      Float32Array.from({ length: 24_000 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / 24_000));
    expect(level(resample(tone(1000), 24_000, 8000))).toBeCloseTo(Math.SQRT1_2, 2);
    expect(level(resample(tone(3000), 24_000, 8000))).toBeCloseTo(Math.SQRT1_2, 2);
    expect(level(resample(tone(5000), 24_000, 8000))).toBeLessThan(0.002);
    expect(resample(tone(1000), 24_000, 22_050).length).toBe(22_050);
  });
});

describe('G.711', () => {
  it('has the code words of the recommendation at its corners', () => {
    expect([...encodeMuLaw(Float32Array.of(0, 1, -1))]).toEqual([0xff, 0x80, 0x00]);
    expect([...encodeALaw(Float32Array.of(0, 1, -1))]).toEqual([0xd5, 0xaa, 0x2a]);
  });
});
