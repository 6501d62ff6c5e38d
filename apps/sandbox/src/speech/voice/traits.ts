import { summarisePitch, trackPitch } from '../signal/pitch.ts';
import { speakingRate } from '../signal/speaking-rate.ts';
import type { Pcm } from '../signal/wav.ts';

/** What the sandbox's voice imitates of a person. */
export interface SpeakerTraits {
  /** Median fundamental, Hz. */
  readonly medianHz: number;
  /** Semitones between the 10th and 90th percentile of the fundamental. */
  readonly rangeSemitones: number;
  /** Syllables per second, pauses left out. */
  readonly syllablesPerSecond: number;
}

/** Undefined when nothing voiced is heard. */
export function measureTraits(pcm: Pcm): SpeakerTraits | undefined {
  const pitch = trackPitch(pcm);
  const statistics = summarisePitch(pitch);
  const rate = speakingRate(pcm, pitch);
  if (statistics === undefined || rate === undefined) return undefined;
  return {
    medianHz: statistics.medianHz,
    rangeSemitones: statistics.rangeSemitones,
    syllablesPerSecond: rate,
  };
}

/** One person's traits from several recordings, weighted by their durations in ms. */
export function combineTraits(
  parts: readonly { traits: SpeakerTraits; durationMs: number }[],
): SpeakerTraits | undefined {
  const total = parts.reduce((sum, part) => sum + part.durationMs, 0);
  if (total === 0) return undefined;
  const mean = (value: (traits: SpeakerTraits) => number): number =>
    parts.reduce((sum, part) => sum + value(part.traits) * part.durationMs, 0) / total;
  return {
    // Pitch is heard in ratios, so its mean is geometric.
    medianHz: Math.exp(mean((traits) => Math.log(traits.medianHz))),
    rangeSemitones: mean((traits) => traits.rangeSemitones),
    syllablesPerSecond: mean((traits) => traits.syllablesPerSecond),
  };
}
