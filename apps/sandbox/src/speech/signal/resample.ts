/** Zero crossings of the sinc on each side of its center: about 70 dB of stop band with the Blackman window below. */
const HALF_WIDTH = 16;
/** Points of the kernel table per zero crossing; between them the kernel is interpolated linearly. */
const TABLE_STEPS = 256;

let table: Float64Array | undefined;

/** Blackman-windowed sinc over 0..HALF_WIDTH zero crossings. */
function kernelTable(): Float64Array {
  if (table === undefined) {
    table = new Float64Array(HALF_WIDTH * TABLE_STEPS + 2);
    for (let i = 0; i < table.length; i++) {
      const x = i / TABLE_STEPS;
      const u = Math.min(1, x / HALF_WIDTH);
      const window = 0.42 + 0.5 * Math.cos(Math.PI * u) + 0.08 * Math.cos(2 * Math.PI * u);
      table[i] = (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
    }
  }
  return table;
}

/** More phases than this would not be used often enough to be worth their table. */
const MAX_PHASES = 512;

/**
 * Band-limited resampling. The output has `round(samples.length * toRate / fromRate)` samples. The rates need not be whole numbers: a
 * voice is raised by a factor f by resampling from `f * rate` to `rate` (pitch and formants rise, duration falls).
 */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples;
  const step = fromRate / toRate;
  const filter = filterOf(step);
  const out = new Float32Array(Math.round(samples.length / step));
  const phases = phasesOf(fromRate, toRate);
  if (phases === undefined) convolveEach(samples, step, filter, out);
  else convolveByPhase(samples, step, filter, phases, out);
  return out;
}

function convolveEach(samples: Float32Array, step: number, { cutoff, reach }: Filter, out: Float32Array): void {
  const kernel = kernelTable();
  for (let i = 0; i < out.length; i++) {
    const centre = i * step;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let j = first; j <= last; j++) {
      const at = Math.abs(centre - j) * cutoff * TABLE_STEPS;
      const index = at | 0;
      const low = kernel[index] ?? 0;
      sum += (samples[j] ?? 0) * (low + (at - index) * ((kernel[index + 1] ?? 0) - low));
    }
    out[i] = sum * cutoff;
  }
}

/** The same places between samples return after so many outputs: what weighs them is computed once. */
function convolveByPhase(samples: Float32Array, step: number, filter: Filter, phases: number, out: Float32Array): void {
  const taps = Array.from({ length: Math.min(phases, out.length) }, (_, i) => tapsAt(filter, i * step));
  const advance = Math.round(phases * step);
  for (let i = 0, phase = 0, shift = 0; i < out.length; i++) {
    const { first, weights } = taps[phase] as Taps;
    out[i] = convolved(samples, first + shift, weights);
    if (++phase === phases) {
      phase = 0;
      shift += advance;
    }
  }
}

/** How wide the kernel is for a step, input samples, and how it is scaled. */
interface Filter {
  readonly cutoff: number;
  readonly reach: number;
}

/** What the input samples from `first` on are multiplied by for one output. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

function filterOf(step: number): Filter {
  const cutoff = Math.min(1, 1 / step);
  return { cutoff, reach: HALF_WIDTH / cutoff };
}

function tapsAt({ cutoff, reach }: Filter, centre: number): Taps {
  const kernel = kernelTable();
  const first = Math.ceil(centre - reach);
  const weights = new Float64Array(Math.floor(centre + reach) - first + 1);
  for (let tap = 0; tap < weights.length; tap++) {
    const at = Math.abs(centre - first - tap) * cutoff * TABLE_STEPS;
    const index = at | 0;
    const low = kernel[index] ?? 0;
    weights[tap] = (low + (at - index) * ((kernel[index + 1] ?? 0) - low)) * cutoff;
  }
  return { first, weights };
}

function convolved(samples: Float32Array, first: number, weights: Float64Array): number {
  let sum = 0;
  const end = Math.min(weights.length, samples.length - first);
  for (let tap = Math.max(0, -first); tap < end; tap++) sum += (samples[first + tap] ?? 0) * (weights[tap] ?? 0);
  return sum;
}

/** After how many outputs the places between samples repeat; undefined where they do not soon, or a rate is not whole. */
function phasesOf(fromRate: number, toRate: number): number | undefined {
  if (!Number.isInteger(fromRate) || !Number.isInteger(toRate)) return undefined;
  let [a, b] = [fromRate, toRate];
  while (b > 0) [a, b] = [b, a % b];
  return toRate / a <= MAX_PHASES ? toRate / a : undefined;
}
