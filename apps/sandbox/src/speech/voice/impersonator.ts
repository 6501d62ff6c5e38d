import { pitchStatistics } from '../signal/pitch.ts';
import { resample } from '../signal/resample.ts';
import type { Pcm } from '../signal/wav.ts';
import { Espeak, type EspeakSettings, type Rendering, type SpokenMark } from './espeak.ts';
import { espeakVoiceFor } from './languages.ts';
import { measureTraits, type SpeakerTraits } from './traits.ts';

/** Speakers above this median are given the female variant, Hz (between the usual ranges of men and women). */
const FEMALE_FROM_HZ = 160;
const FEMALE_VARIANT = '+f3';
const MALE_VARIANT = '+m3';

/** What each variant is measured on: all vowels, several sentences. */
const CALIBRATION_TEXT =
  'The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. It is easy to tell the depth of a well. ' +
  'Four hours of steady work faced us.';
const OWN_RATE = 175;
const OWN_PITCH = 50;
const OWN_RANGE = 50;
/** Below its own range espeak-ng sounds like a machine, however monotone the person is. */
const MIN_RANGE = 50;

/**
 * How espeak-ng's pitch setting (first) scales the median fundamental (second); measured on version 0.3.5 of the package. What is left
 * over after setting it is corrected on the audio.
 */
const PITCH_CURVE = [
  [0, 0.7],
  [25, 0.825],
  [50, 1],
  [75, 1.26],
  [100, 1.6],
] as const;

/** Below this many voiced 10 ms frames a median says nothing, and the audio is left as it is. */
const ENOUGH_VOICED_FRAMES = 12;
/** A larger correction would be heard as a change of the speaker's size: formants move with it. */
const MAX_CORRECTION = 1.35;

export interface SpeakingStyle {
  /** BCP 47 language tag of the text. */
  readonly locale: string;
  /** Factor on the speaker's own rate, 0.5..2. */
  readonly rate: number;
}

/** Makes espeak-ng speak with a person's median pitch, pitch range and speaking rate. */
export class Impersonator {
  private readonly espeak: Espeak;
  private readonly calibrations = new Map<string, SpeakerTraits>();

  constructor(espeak: Espeak) {
    this.espeak = espeak;
  }

  /** The audio's sample rate is `sampleRate` Hz. */
  speak(
    text: string,
    traits: SpeakerTraits,
    style: SpeakingStyle,
    sampleRate: number,
    isCanceled?: () => boolean,
  ): Rendering {
    const rendering = this.espeak.render(text, style.locale, this.settingsFor(traits, style), isCanceled);
    const produced = pitchStatistics(rendering.pcm);
    const wanted =
      produced === undefined || produced.voicedFrames < ENOUGH_VOICED_FRAMES ? 1 : traits.medianHz / produced.medianHz;
    return transpose(rendering, Math.min(MAX_CORRECTION, Math.max(1 / MAX_CORRECTION, wanted)), sampleRate);
  }

  private settingsFor(traits: SpeakerTraits, style: SpeakingStyle): EspeakSettings {
    const variant = traits.medianHz >= FEMALE_FROM_HZ ? FEMALE_VARIANT : MALE_VARIANT;
    const own = this.calibrate(variant);
    const rate = (OWN_RATE * traits.syllablesPerSecond) / own.syllablesPerSecond;
    const range = (OWN_RANGE * traits.rangeSemitones) / own.rangeSemitones;
    return {
      voice: espeakVoiceFor(style.locale) + variant,
      // A person's measured rate is kept inside what people do; the caller's factor comes on top.
      rate: clamp(clamp(rate, 110, 240) * style.rate, 80, 450),
      pitch: pitchSetting(traits.medianHz / own.medianHz),
      range: clamp(range, MIN_RANGE, 100),
    };
  }

  private calibrate(variant: string): SpeakerTraits {
    const known = this.calibrations.get(variant);
    if (known !== undefined) return known;
    const settings = { voice: `en-us${variant}`, rate: OWN_RATE, pitch: OWN_PITCH, range: OWN_RANGE };
    const measured = measureTraits(this.espeak.render(CALIBRATION_TEXT, 'en-US', settings).pcm);
    if (measured === undefined) throw new Error(`espeak-ng variant ${variant} produced no speech`);
    this.calibrations.set(variant, measured);
    return measured;
  }
}

function pitchSetting(factor: number): number {
  for (let i = 1; i < PITCH_CURVE.length; i++) {
    const [fromSetting, fromFactor] = PITCH_CURVE[i - 1] ?? PITCH_CURVE[0];
    const [toSetting, toFactor] = PITCH_CURVE[i] ?? PITCH_CURVE[0];
    if (factor > toFactor && i < PITCH_CURVE.length - 1) continue;
    const share = Math.log(factor / fromFactor) / Math.log(toFactor / fromFactor);
    return clamp(fromSetting + share * (toSetting - fromSetting), 0, 100);
  }
  return OWN_PITCH;
}

/** Raises the pitch by `factor` and brings the audio to `sampleRate` in one resampling; times shrink by the factor. */
function transpose(rendering: Rendering, factor: number, sampleRate: number): Rendering {
  const { samples, sampleRate: from } = rendering.pcm;
  const pcm: Pcm = { samples: resample(samples, from * factor, sampleRate), sampleRate };
  const marks: SpokenMark[] = rendering.marks.map((mark) => ({
    ...mark,
    startMs: mark.startMs / factor,
    endMs: mark.endMs / factor,
  }));
  return { pcm, marks };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
