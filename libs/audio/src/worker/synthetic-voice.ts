/** A sound with the statistics of speech, for warming up and for tests: it says nothing and belongs to nobody. */
export interface SyntheticVoiceOptions {
  readonly sampleRateHz: number;
  readonly seconds: number;
  /** Peak of the loudest syllable, full scale = 1. */
  readonly amplitude?: number;
  readonly pitchHz?: number;
  /** Level of steady white noise relative to the loudest syllable. */
  readonly noiseDb?: number;
}

const periodTableLength = 2_048;
const syllablesPerSecond = 4;
/** 2 s of syllables, then a pause of half a second. */
const phraseSeconds = 2.5;
const spokenSeconds = 2;
const highestHarmonicHz = 10_500;

/** Harmonics that fall with 1/n up to 10.5 kHz, in syllables at 4 Hz, in phrases with pauses, over steady noise. */
export function syntheticVoice(options: SyntheticVoiceOptions): Float32Array {
  const { sampleRateHz, seconds, amplitude = 0.25, pitchHz = 131, noiseDb = -60 } = options;
  const period = harmonicPeriod(pitchHz, Math.min(highestHarmonicHz, sampleRateHz * 0.45));
  const noise = amplitude * 10 ** (noiseDb / 20);
  let seed = 1;
  return Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, i) => {
    const time = i / sampleRateHz;
    const spoken = time % phraseSeconds < spokenSeconds ? 1 : 0;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * syllablesPerSecond * time)) * spoken;
    // A slow melody keeps its lines from being taken for mains hum.
    const phase = pitchHz * time + 0.8 * Math.sin(2 * Math.PI * 0.7 * time);
    const at = Math.floor((phase - Math.floor(phase)) * periodTableLength);
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return amplitude * syllable * (period[at] as number) + noise * (seed / 2 ** 31 - 1) * Math.sqrt(3);
  });
}

function harmonicPeriod(pitchHz: number, highestHz: number): Float64Array {
  const period = new Float64Array(periodTableLength);
  for (let harmonic = 1; harmonic * pitchHz < highestHz; harmonic++) {
    // Random-looking phases: in phase, the harmonics would add up to clicks.
    const phase = harmonic * harmonic * 0.7;
    for (let i = 0; i < periodTableLength; i++) {
      period[i] = (period[i] as number) + Math.sin((2 * Math.PI * harmonic * i) / periodTableLength + phase) / harmonic;
    }
  }
  const peak = period.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return period.map((value) => value / peak);
}
