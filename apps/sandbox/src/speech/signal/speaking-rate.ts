import { trackPitch } from './pitch.ts';
import type { Pcm } from './wav.ts';

/**
 * Syllable nuclei as intensity peaks, after De Jong and Wempe, "Praat script to detect syllable nuclei and measure speech rate
 * automatically" (2009): a peak counts when it is no more than 25 dB below the loudest, is followed by a dip of at least 2 dB, and is voiced.
 */
const FRAME_MS = 10;
const WINDOW_MS = 40;
const BELOW_PEAK_DB = 25;
const DIP_DB = 2;
/** Silence that counts as a pause, ms; pauses are not speaking time. */
const PAUSE_MS = 300;

/** Syllables per second of speaking time (pauses left out); undefined when there is no speech to count. */
export function speakingRate(pcm: Pcm, pitch: Float32Array = trackPitch(pcm)): number | undefined {
  const intensity = intensityDb(pcm);
  const loudest = percentile99(intensity);
  const floor = loudest - BELOW_PEAK_DB;
  let nuclei = 0;
  let peak = -Infinity;
  let peakAt = -1;
  let valley = Infinity;
  const count = (): void => {
    if (peakAt >= 0 && peak > floor && isVoiced(pitch, peakAt)) nuclei += 1;
    peak = -Infinity;
    peakAt = -1;
  };
  for (let i = 0; i < intensity.length; i++) {
    const db = intensity[i] ?? -Infinity;
    if (peakAt < 0) {
      valley = Math.min(valley, db);
      if (db >= valley + DIP_DB) {
        peak = db;
        peakAt = i;
      }
    } else if (db > peak) {
      peak = db;
      peakAt = i;
    } else if (db <= peak - DIP_DB) {
      count();
      valley = db;
    }
  }
  count();
  const speaking = intensity.length - pausedFrames(intensity, floor);
  if (nuclei === 0 || speaking === 0) return undefined;
  return nuclei / ((speaking * FRAME_MS) / 1000);
}

function intensityDb(pcm: Pcm): Float32Array {
  const hop = Math.round((pcm.sampleRate * FRAME_MS) / 1000);
  const window = Math.round((pcm.sampleRate * WINDOW_MS) / 1000);
  const frames = Math.max(0, Math.floor((pcm.samples.length - window) / hop) + 1);
  const out = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let i = frame * hop, end = i + window; i < end; i++) sum += (pcm.samples[i] ?? 0) ** 2;
    out[frame] = 10 * Math.log10(sum / window + 1e-10);
  }
  return out;
}

function percentile99(values: Float32Array): number {
  const sorted = values.toSorted();
  return sorted[Math.floor(sorted.length * 0.99)] ?? -100;
}

/** The pitch track starts and hops like the intensity; a nucleus may lie a frame beside its voiced frame. */
function isVoiced(pitch: Float32Array, frame: number): boolean {
  for (let i = frame - 2; i <= frame + 2; i++) if ((pitch[i] ?? 0) > 0) return true;
  return false;
}

function pausedFrames(intensity: Float32Array, floor: number): number {
  let paused = 0;
  let run = 0;
  for (const db of intensity) {
    if (db < floor) {
      run += 1;
      continue;
    }
    if (run * FRAME_MS >= PAUSE_MS) paused += run;
    run = 0;
  }
  return run * FRAME_MS >= PAUSE_MS ? paused + run : paused;
}
