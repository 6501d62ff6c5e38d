import { type BiquadCoefficients, butterworthSections } from '../measure/biquad.ts';

/** Below the lowest fundamental of speech, above mains hum: −16 dB at 50 Hz, −10 dB at 60 Hz, −0.5 dB at 105 Hz. */
export const highPassHz = 80;
/** Slow enough to leave 50 Hz alone (−0.01 dB), fast enough to settle in a tenth of a second. */
export const dcBlockHz = 8;

/** Runs samples through second-order sections in place; state survives from block to block. */
export class SectionFilter {
  private readonly sections: readonly BiquadCoefficients[];
  private readonly state: Float64Array;

  constructor(sections: readonly BiquadCoefficients[]) {
    this.sections = sections;
    this.state = new Float64Array(sections.length * 2);
  }

  process(samples: Float32Array): Float32Array {
    this.sections.forEach(({ b0, b1, b2, a1, a2 }, section) => {
      let s1 = this.state[section * 2] as number;
      let s2 = this.state[section * 2 + 1] as number;
      for (let i = 0; i < samples.length; i++) {
        const x = samples[i] as number;
        const y = b0 * x + s1;
        s1 = b1 * x - a1 * y + s2;
        s2 = b2 * x - a2 * y;
        samples[i] = y;
      }
      this.state[section * 2] = Math.abs(s1) < 1e-15 ? 0 : s1;
      this.state[section * 2 + 1] = Math.abs(s2) < 1e-15 ? 0 : s2;
    });
    return samples;
  }
}

/** Fourth-order Butterworth high-pass against hum and rumble. */
export function humFilter(sampleRateHz: number): SectionFilter {
  return new SectionFilter(butterworthSections(4, highPassHz, sampleRateHz));
}

/** Second-order high-pass that removes a constant offset and nothing that can be heard. */
export function dcFilter(sampleRateHz: number): SectionFilter {
  return new SectionFilter(butterworthSections(2, dcBlockHz, sampleRateHz));
}
