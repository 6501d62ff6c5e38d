import { Pace, type Steps } from '#loop';

/** Below this a sample counts as silence: speech starts and ends higher, the noise of a synthesizer stays lower. In dBFS. */
export const SILENCE_DBFS = -50;
const SILENCE_STEPS = Math.round(32_768 * 10 ** (SILENCE_DBFS / 20));
/** Windows in which the loudest sample decides, so that a zero crossing is no silence. */
const WINDOW_MS = 10;
/** Shorter silences are the closures of consonants. */
const MIN_PAUSE_MS = 120;

/** What a sample costs, as `Pace` counts: a nanosecond. */
const SAMPLE_SHARE = 1 / 256;

/** A stretch of samples, `end` exclusive. */
export interface SampleStretch {
  readonly start: number;
  readonly end: number;
}

export interface SpeechEdges {
  readonly samples: number;
  /** Silent samples at the front and at the end; both are all of them when there is no speech. */
  readonly leadingSilence: number;
  readonly trailingSilence: number;
  /** Silences between, of 120 ms and more. */
  readonly pauses: readonly SampleStretch[];
}

/** Finds where speech begins, pauses and ends in mono 16-bit samples. */
export function* findSpeechEdgesInSteps(pcm: Int16Array, sampleRateHz: number): Steps<SpeechEdges> {
  const window = Math.max(1, Math.round((sampleRateHz * WINDOW_MS) / 1000));
  const shortest = (sampleRateHz * MIN_PAUSE_MS) / 1000;
  const pauses: SampleStretch[] = [];
  const pace = new Pace();
  let leading: number | undefined;
  let silentFrom = 0;
  for (let at = 0; at < pcm.length; at += window) {
    if (pace.isDue(window * SAMPLE_SHARE)) yield;
    const end = Math.min(pcm.length, at + window);
    if (peakOf(pcm, at, end) < SILENCE_STEPS) continue;
    if (leading === undefined) leading = at;
    else if (at - silentFrom >= shortest) pauses.push({ start: silentFrom, end: at });
    silentFrom = end;
  }
  const { length } = pcm;
  return { samples: length, leadingSilence: leading ?? length, trailingSilence: length - silentFrom, pauses };
}

function peakOf(pcm: Int16Array, start: number, end: number): number {
  let peak = 0;
  for (let at = start; at < end; at++) peak = Math.max(peak, Math.abs(pcm[at] ?? 0));
  return peak;
}

/** 16-bit little-endian samples as numbers; the last byte of an odd number is left out. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1);
}
