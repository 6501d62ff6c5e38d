import { framesPerSecond } from './frame-analyzer.ts';
import { cepstrumLength, melCepstrum } from './mel-cepstrum.ts';
import { choleskyFactor, squaredDistance, whiten } from './whitening.ts';

const size = cepstrumLength;
/** 2 s of speech: long enough for the sounds of a language to average out. */
const firstWindowFrames = Math.round(2 * framesPerSecond);
const maxWindows = 64;
const minGroupWindows = 2;
/** Only frames near the loudest carry the voice; noise and pauses would blur it. */
const gateDb = 22;
/** A frame; 2 dB a second. */
const gateDecayDb = 0.03;
const quietestDb = -60;
const refinements = 6;
const partsPerWindow = 4;

/** A stretch of speech: its first frame, how many frames it holds, and the sum of their cepstra. */
interface SpeechPart {
  start: number;
  frames: number;
  sum: Float64Array;
}

interface SpeechWindow {
  /** Equal parts, so that a change inside a window can be placed. */
  readonly parts: readonly SpeechPart[];
  /** Sums of products, row-major. */
  readonly products: Float64Array;
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
  private partFrames = Math.round(firstWindowFrames / partsPerWindow);
  private parts: SpeechPart[] = [emptyPart()];
  private products = new Float64Array(size * size);
  private loudestDb = -120;

  /** Takes every frame; uses those that are loud enough. */
  add(power: Float64Array, levelDb: number, index: number): void {
    this.loudestDb = Math.max(levelDb, this.loudestDb - gateDecayDb);
    if (levelDb < this.loudestDb - gateDb || levelDb < quietestDb) return;
    const { cepstrum, products } = this;
    melCepstrum(power, cepstrum);
    const part = this.parts.at(-1) as SpeechPart;
    if (part.frames === 0) part.start = index;
    for (let row = 0; row < size; row++) {
      const value = cepstrum[row] as number;
      part.sum[row] = (part.sum[row] as number) + value;
      for (let column = 0; column <= row; column++) {
        const at = row * size + column;
        products[at] = (products[at] as number) + value * (cepstrum[column] as number);
      }
    }
    if (++part.frames < this.partFrames) return;
    if (this.parts.length === partsPerWindow) this.endWindow();
    else this.parts.push(emptyPart());
  }

  /** Undefined when there is too little speech to form two groups of at least two stretches. */
  finish(): SpeakerSpread | undefined {
    if (this.parts.length > partsPerWindow / 2) this.endWindow();
    const { windows } = this;
    if (windows.length < 2 * minGroupWindows) return undefined;
    const factor = choleskyFactor(pooledCovariance(windows), size);
    if (factor === undefined) return undefined;
    const meanOf = (parts: readonly SpeechPart[]): Float64Array =>
      whiten(
        factor,
        sumOf(parts).map((sum) => sum / framesOf(parts)),
      );
    const split = bestSplit(windows.map((window) => meanOf(window.parts)));
    if (split === undefined) return undefined;
    const changes = windows.flatMap((window, i) => {
      const before = windows[i - 1];
      const [from, to] = [split.groups[i - 1], split.groups[i]];
      if (before === undefined || from === undefined || to === undefined || from === to) return [];
      return [
        placeChange(
          [...before.parts, ...window.parts],
          split.centres[from as 0 | 1],
          split.centres[to as 0 | 1],
          (part) => meanOf([part]),
        ),
      ];
    });
    return { distance: split.distance, changes };
  }

  private endWindow(): void {
    const parts = this.parts.filter((part) => part.frames > 0);
    this.windows.push({ parts, products: this.products });
    this.parts = [emptyPart()];
    this.products = new Float64Array(size * size);
    if (this.windows.length < maxWindows) return;
    for (let i = 0; i < maxWindows / 2; i++) {
      this.windows[i] = merged(this.windows[2 * i] as SpeechWindow, this.windows[2 * i + 1] as SpeechWindow);
    }
    this.windows.length = maxWindows / 2;
    this.partFrames *= 2;
  }
}

function emptyPart(): SpeechPart {
  return { start: 0, frames: 0, sum: new Float64Array(size) };
}

function framesOf(parts: readonly SpeechPart[]): number {
  return parts.reduce((sum, part) => sum + part.frames, 0);
}

function sumOf(parts: readonly SpeechPart[]): Float64Array {
  const total = new Float64Array(size);
  for (const part of parts) for (let k = 0; k < size; k++) total[k] = (total[k] as number) + (part.sum[k] as number);
  return total;
}

function joined(parts: readonly SpeechPart[]): SpeechPart {
  return { start: parts[0]?.start ?? 0, frames: framesOf(parts), sum: sumOf(parts) };
}

function merged(a: SpeechWindow, b: SpeechWindow): SpeechWindow {
  const parts = [...a.parts, ...b.parts];
  return {
    parts: Array.from({ length: Math.ceil(parts.length / 2) }, (_, i) => joined(parts.slice(2 * i, 2 * i + 2))),
    products: a.products.map((value, i) => value + (b.products[i] as number)),
  };
}

/** First frame of the part from which on the parts lie nearer to the second voice: the split with the smallest total distance. */
function placeChange(
  parts: readonly SpeechPart[],
  from: Float64Array,
  to: Float64Array,
  meanOf: (part: SpeechPart) => Float64Array,
): number {
  const gains = parts.map((part) => {
    const mean = meanOf(part);
    return squaredDistance(mean, from) - squaredDistance(mean, to);
  });
  let best = { at: 0, gain: Number.NEGATIVE_INFINITY };
  for (let at = 1; at < parts.length; at++) {
    const gain =
      gains.slice(at).reduce((sum, value) => sum + value, 0) -
      gains.slice(0, at).reduce((sum, value) => sum + value, 0);
    if (gain > best.gain) best = { at, gain };
  }
  return parts[best.at]?.start ?? 0;
}

/** Covariance inside the windows, both triangles filled, with a little added to the diagonal for sounds without variation. */
function pooledCovariance(windows: readonly SpeechWindow[]): Float64Array {
  const covariance = new Float64Array(size * size);
  const total = windows.reduce((sum, window) => sum + framesOf(window.parts), 0);
  for (const window of windows) {
    const sum = sumOf(window.parts);
    const frames = framesOf(window.parts);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        const product = ((sum[row] as number) * (sum[column] as number)) / frames;
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
  readonly centres: readonly [Float64Array, Float64Array];
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
  return { groups, centres, distance, contrast: distance / (inner + 0.05) };
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
