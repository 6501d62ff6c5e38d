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

/**
 * Band-limited resampling. The output has `round(samples.length * toRate / fromRate)` samples. The rates need not be whole numbers: a
 * voice is raised by a factor f by resampling from `f * rate` to `rate` (pitch and formants rise, duration falls).
 */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples;
  const kernel = kernelTable();
  const step = fromRate / toRate;
  const cutoff = Math.min(1, 1 / step);
  const reach = HALF_WIDTH / cutoff;
  const out = new Float32Array(Math.round(samples.length / step));
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
  return out;
}
