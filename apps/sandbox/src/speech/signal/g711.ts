/** ITU-T G.711 companding of -1..1 samples to 8-bit codes. */

const MU_LAW_BIAS = 0x84;
const MU_LAW_CLIP = 32635;

export function encodeMuLaw(samples: Float32Array): Uint8Array {
  return Uint8Array.from(samples, (sample) => {
    let value = Math.round(sample * 0x8000);
    const sign = value < 0 ? 0x80 : 0;
    value = Math.min(MU_LAW_CLIP, Math.abs(value)) + MU_LAW_BIAS;
    const exponent = 24 - Math.clz32(value);
    const mantissa = (value >> (exponent + 3)) & 0x0f;
    return ~(sign | (exponent << 4) | mantissa) & 0xff;
  });
}

export function encodeALaw(samples: Float32Array): Uint8Array {
  return Uint8Array.from(samples, (sample) => {
    const value = Math.max(-0x8000, Math.min(0x7fff, Math.round(sample * 0x8000)));
    // A-law works on 13 bits; negative values are the one's complement.
    const sign = value < 0 ? 0 : 0x80;
    const magnitude = (value < 0 ? ~value : value) >> 3;
    const exponent = magnitude < 32 ? 0 : 27 - Math.clz32(magnitude);
    const mantissa = exponent === 0 ? (magnitude >> 1) & 0x0f : (magnitude >> exponent) & 0x0f;
    return (sign | (exponent << 4) | mantissa) ^ 0x55;
  });
}
