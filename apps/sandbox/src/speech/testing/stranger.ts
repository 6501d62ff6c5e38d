import { encodeWav16 } from '../signal/wav.ts';

/** A WAV file with a voiced sound that nobody spoke: a sawtooth at 140 Hz, 3 s long, in syllables. */
export function stranger(): Uint8Array {
  const samples = Float32Array.from({ length: 48_000 }, (_, i) => {
    const syllable = i % 8000 < 5000 ? 0.4 : 0.02;
    return (((i * 140) / 16_000) % 1) * syllable;
  });
  return encodeWav16({ samples, sampleRate: 16_000 });
}
