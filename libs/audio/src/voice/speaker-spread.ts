import { framesPerSecond } from './frame-analyzer.ts';
import { cepstrumLength, melCepstrum } from './mel-cepstrum.ts';
import { choleskyFactor, squaredDistance, whiten } from './whitening.ts';

const size = cepstrumLength;
/** 2 s of speech: long enough for the sounds of a language to average out. */
const firstWindowFrames = Math.round(2 * framesPerSecond);
const maxWindows = 64;
const minGroupWindows = 2;
/** Only frames near the loudest carry the voice; noise and pauses would blur it. */
const gateDb = 28;
/** A frame; 2 dB a second. */
const gateDecayDb = 0.08;
const quietestDb = -60;
const refinements = 6;

interface SpeechWindow {
  /** Index of its first frame. */
  start: number;
  frames: number;
  sum: Float64Array;
  /** Sums of products, row-major. */
  products: Float64Array;
}

export interface SpeakerSpread {
  /** Squared Mahalanobis distance between the two most different groups of 2 s stretches. */
  readonly distance: number;
  /** Indexes of the frames at which the recording passes from one group to the other. */
  readonly changes: readonly number[];
}

/**
 * Tells how far apart the two most different groups of stretches of a recording sound. The cepstral means of 2 s of speech are
 * split in two by k-means, in units of the variation inside the stretches. One voice in one room stays below about 3, two
 * voices are mostly above 3.8 (measured on pairs of speakers, see docs/audio-measurements.md). Evidence for a human, no identification.
 */
export class SpeakerSpreadMeter {
  private readonly windows: SpeechWindow[] = [];
  private readonly cepstrum = new Float64Array(size);
  private windowFrames = firstWindowFrames;
  private current = emptyWindow(0);
  private loudestDb = -120;

  /** Takes every frame; uses those that are loud enough. */
  add(power: Float64Array, levelDb: number, index: number): void {
    this.loudestDb = Math.max(levelDb, this.loudestDb - gateDecayDb);
    if (levelDb < this.loudestDb - gateDb || levelDb < quietestDb) return;
    const { cepstrum, current } = this;
    melCepstrum(power, cepstrum);
    if (current.frames === 0) current.start = index;
    for (let row = 0; row < size; row++) {
      const value = cepstrum[row] as number;
      current.sum[row] = (current.sum[row] as number) + value;
      for (let column = 0; column <= row; column++) {
        const at = row * size + column;
        current.products[at] = (current.products[at] as number) + value * (cepstrum[column] as number);
      }
    }
    if (++current.frames >= this.windowFrames) this.endWindow();
  }

  /** Undefined when there is too little speech to form two groups of at least two stretches. */
  finish(): SpeakerSpread | undefined {
    if (this.current.frames > this.windowFrames / 2) this.endWindow();
    const { windows } = this;
    if (windows.length < 2 * minGroupWindows) return undefined;
    const factor = choleskyFactor(pooledCovariance(windows), size);
    if (factor === undefined) return undefined;
    const points = windows.map((window) =>
      whiten(
        factor,
        window.sum.map((sum) => sum / window.frames),
      ),
    );
    const split = bestSplit(points);
    if (split === undefined) return undefined;
    const changes = windows
      .filter((_, i) => i > 0 && split.groups[i] !== split.groups[i - 1])
      .map((window) => window.start);
    return { distance: split.distance, changes };
  }

  private endWindow(): void {
    this.windows.push(this.current);
    this.current = emptyWindow(0);
    if (this.windows.length < maxWindows) return;
    for (let i = 0; i < maxWindows / 2; i++) {
      this.windows[i] = merged(this.windows[2 * i] as SpeechWindow, this.windows[2 * i + 1] as SpeechWindow);
    }
    this.windows.length = maxWindows / 2;
    this.windowFrames *= 2;
  }
}

function emptyWindow(start: number): SpeechWindow {
  return { start, frames: 0, sum: new Float64Array(size), products: new Float64Array(size * size) };
}

function merged(a: SpeechWindow, b: SpeechWindow): SpeechWindow {
  return {
    start: a.start,
    frames: a.frames + b.frames,
    sum: a.sum.map((value, i) => value + (b.sum[i] as number)),
    products: a.products.map((value, i) => value + (b.products[i] as number)),
  };
}

/** Covariance inside the windows, both triangles filled, with a little added to the diagonal for sounds without variation. */
function pooledCovariance(windows: readonly SpeechWindow[]): Float64Array {
  const covariance = new Float64Array(size * size);
  const total = windows.reduce((sum, window) => sum + window.frames, 0);
  for (const window of windows) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        const product = ((window.sum[row] as number) * (window.sum[column] as number)) / window.frames;
        const at = row * size + column;
        covariance[at] = (covariance[at] as number) + ((window.products[at] as number) - product) / total;
      }
    }
  }
  for (let row = 0; row < size; row++) {
    covariance[row * size + row] = (covariance[row * size + row] as number) * 1.001 + 1e-3;
    for (let column = row + 1; column < size; column++)
      covariance[row * size + column] = covariance[column * size + row] as number;
  }
  return covariance;
}

interface Split {
  readonly groups: Uint8Array;
  readonly distance: number;
  readonly contrast: number;
}

/** 2-means from each point and the one farthest from it; the split with the most distance for its inner spread wins. */
function bestSplit(points: readonly Float64Array[]): Split | undefined {
  let best: Split | undefined;
  for (const point of points) {
    const farthest = points.reduce(
      (far, other) => (squaredDistance(point, other) > squaredDistance(point, far) ? other : far),
      point,
    );
    const split = splitFrom(points, point, farthest);
    if (split !== undefined && split.contrast > (best?.contrast ?? 0)) best = split;
  }
  return best;
}

function splitFrom(points: readonly Float64Array[], seedA: Float64Array, seedB: Float64Array): Split | undefined {
  const groups = new Uint8Array(points.length);
  let centres: readonly [Float64Array, Float64Array] = [seedA, seedB];
  for (let round = 0; round < refinements; round++) {
    points.forEach((point, i) => {
      groups[i] = squaredDistance(point, centres[0]) <= squaredDistance(point, centres[1]) ? 0 : 1;
    });
    const inB = groups.reduce((sum, group) => sum + group, 0);
    if (inB < minGroupWindows || points.length - inB < minGroupWindows) return undefined;
    centres = [centreOf(points, groups, 0), centreOf(points, groups, 1)];
  }
  const inner =
    points.reduce((sum, point, i) => sum + squaredDistance(point, centres[groups[i] as 0 | 1]), 0) / points.length;
  const distance = squaredDistance(centres[0], centres[1]);
  return { groups, distance, contrast: distance / (inner + 0.05) };
}

function centreOf(points: readonly Float64Array[], groups: Uint8Array, group: number): Float64Array {
  const centre = new Float64Array(size);
  let count = 0;
  points.forEach((point, i) => {
    if (groups[i] !== group) return;
    count++;
    for (let k = 0; k < size; k++) centre[k] = (centre[k] as number) + (point[k] as number);
  });
  return centre.map((sum) => sum / count);
}
