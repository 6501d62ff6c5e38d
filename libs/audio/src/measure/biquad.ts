/** Second-order section, a0 = 1: y = b0·x + b1·x₁ + b2·x₂ − a1·y₁ − a2·y₂. */
export interface BiquadCoefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** Butterworth high-pass of even `order` as second-order sections, by bilinear transform with the cut-off prewarped. */
export function butterworthSections(
  order: number,
  cutoffHz: number,
  sampleRateHz: number,
): readonly BiquadCoefficients[] {
  const k = Math.tan((Math.PI * cutoffHz) / sampleRateHz);
  return Array.from({ length: order / 2 }, (_, section) => {
    const q = 1 / (2 * Math.cos((Math.PI * (2 * section + 1)) / (2 * order)));
    const a0 = 1 + k / q + k * k;
    return { b0: 1 / a0, b1: -2 / a0, b2: 1 / a0, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
  });
}
