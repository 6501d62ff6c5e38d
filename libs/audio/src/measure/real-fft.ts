/** Values a butterfly of the radix-4 stages needs: real and imaginary parts of w, w² and w³. */
const twiddleWords = 6;

/**
 * Power spectrum of a real block of `size` (a power of two) samples: a complex transform of half the size, radix 4 where
 * possible, with unpacking. Bin k holds |X(k)|², k = 0 … size/2, unscaled. See ADR 134.
 */
export class RealFft {
  readonly size: number;
  private readonly half: number;
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly reversed: Uint32Array;
  /** cos and sin of 2πk/size for unpacking. */
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;
  /** One table for each radix-4 stage after the first pass. */
  private readonly stages: readonly { readonly span: number; readonly twiddles: Float64Array }[];

  constructor(size: number) {
    if (size < 8 || (size & (size - 1)) !== 0) throw new RangeError(`${size} is not a power of two of 8 or more`);
    this.size = size;
    this.half = size / 2;
    this.re = new Float64Array(this.half);
    this.im = new Float64Array(this.half);
    this.cos = Float64Array.from({ length: this.half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.sin = Float64Array.from({ length: this.half }, (_, k) => Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(this.half);
    this.reversed = Uint32Array.from({ length: this.half }, (_, k) => reverseBits(k, bits));
    // An odd number of doublings begins with one radix-2 pass, an even number with one radix-4 pass.
    const firstSpan = bits % 2 === 0 ? 4 : 2;
    const stages = [];
    for (let span = firstSpan; span < this.half; span *= 4) stages.push({ span, twiddles: stageTwiddles(span) });
    this.stages = stages;
  }

  /** Multiplies `samples[from …]` by `window` and writes size/2 + 1 bins into `power`. */
  powerSpectrum(samples: Float32Array, from: number, window: Float64Array, power: Float64Array): void {
    const { re, im, reversed, half } = this;
    for (let k = 0, at = from; k < half; k++, at += 2) {
      const target = reversed[k] as number;
      re[target] = (samples[at] as number) * (window[2 * k] as number);
      im[target] = (samples[at + 1] as number) * (window[2 * k + 1] as number);
    }
    if (Math.log2(half) % 2 === 0) firstRadix4(re, im, half);
    else firstRadix2(re, im, half);
    for (const { span, twiddles } of this.stages) radix4Stage(re, im, half, span, twiddles);
    this.unpack(power);
  }

  private unpack(power: Float64Array): void {
    const { re, im, cos, sin, half } = this;
    const r0 = re[0] as number;
    const i0 = im[0] as number;
    power[0] = (r0 + i0) * (r0 + i0);
    power[half] = (r0 - i0) * (r0 - i0);
    for (let k = 1, m = half - 1; k <= m; k++, m--) {
      const rk = re[k] as number;
      const rm = re[m] as number;
      const ik = im[k] as number;
      const im_ = im[m] as number;
      const c = cos[k] as number;
      const s = sin[k] as number;
      const evenRe = (rk + rm) * 0.5;
      const evenIm = (ik - im_) * 0.5;
      const oddRe = (ik + im_) * 0.5;
      const oddIm = (rm - rk) * 0.5;
      const turnedRe = oddRe * c + oddIm * s;
      const turnedIm = oddIm * c - oddRe * s;
      const sumRe = evenRe + turnedRe;
      const sumIm = evenIm + turnedIm;
      const differenceRe = evenRe - turnedRe;
      const differenceIm = evenIm - turnedIm;
      power[k] = sumRe * sumRe + sumIm * sumIm;
      power[m] = differenceRe * differenceRe + differenceIm * differenceIm;
    }
  }
}

function firstRadix2(re: Float64Array, im: Float64Array, length: number): void {
  for (let i = 0; i < length; i += 2) {
    const ar = re[i] as number;
    const ai = im[i] as number;
    const br = re[i + 1] as number;
    const bi = im[i + 1] as number;
    re[i] = ar + br;
    im[i] = ai + bi;
    re[i + 1] = ar - br;
    im[i + 1] = ai - bi;
  }
}

function firstRadix4(re: Float64Array, im: Float64Array, length: number): void {
  for (let i = 0; i < length; i += 4) {
    const ar = (re[i] as number) + (re[i + 1] as number);
    const ai = (im[i] as number) + (im[i + 1] as number);
    const br = (re[i] as number) - (re[i + 1] as number);
    const bi = (im[i] as number) - (im[i + 1] as number);
    const cr = (re[i + 2] as number) + (re[i + 3] as number);
    const ci = (im[i + 2] as number) + (im[i + 3] as number);
    const dr = (re[i + 2] as number) - (re[i + 3] as number);
    const di = (im[i + 2] as number) - (im[i + 3] as number);
    re[i] = ar + cr;
    im[i] = ai + ci;
    re[i + 1] = br + di;
    im[i + 1] = bi - dr;
    re[i + 2] = ar - cr;
    im[i + 2] = ai - ci;
    re[i + 3] = br - di;
    im[i + 3] = bi + dr;
  }
}

/** Two radix-2 stages in one pass over bit-reversed data: half the loads and stores, three multiplications instead of four. */
function radix4Stage(re: Float64Array, im: Float64Array, length: number, span: number, twiddles: Float64Array): void {
  for (let k = 0; k < span; k++) {
    const at = k * twiddleWords;
    const w1r = twiddles[at] as number;
    const w1i = twiddles[at + 1] as number;
    const w2r = twiddles[at + 2] as number;
    const w2i = twiddles[at + 3] as number;
    const w3r = twiddles[at + 4] as number;
    const w3i = twiddles[at + 5] as number;
    for (let a = k; a < length; a += 4 * span) {
      const b = a + span;
      const c = b + span;
      const d = c + span;
      const br = (re[b] as number) * w2r - (im[b] as number) * w2i;
      const bi = (re[b] as number) * w2i + (im[b] as number) * w2r;
      const cr = (re[c] as number) * w1r - (im[c] as number) * w1i;
      const ci = (re[c] as number) * w1i + (im[c] as number) * w1r;
      const dr = (re[d] as number) * w3r - (im[d] as number) * w3i;
      const di = (re[d] as number) * w3i + (im[d] as number) * w3r;
      const sumR = (re[a] as number) + br;
      const sumI = (im[a] as number) + bi;
      const differenceR = (re[a] as number) - br;
      const differenceI = (im[a] as number) - bi;
      const evenR = cr + dr;
      const evenI = ci + di;
      const oddR = ci - di;
      const oddI = dr - cr;
      re[a] = sumR + evenR;
      im[a] = sumI + evenI;
      re[c] = sumR - evenR;
      im[c] = sumI - evenI;
      re[b] = differenceR + oddR;
      im[b] = differenceI + oddI;
      re[d] = differenceR - oddR;
      im[d] = differenceI - oddI;
    }
  }
}

function stageTwiddles(span: number): Float64Array {
  return Float64Array.from({ length: span * twiddleWords }, (_, at) => {
    const k = Math.floor(at / twiddleWords);
    const word = at % twiddleWords;
    const angle = (-2 * Math.PI * k * (Math.floor(word / 2) + 1)) / (4 * span);
    return word % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** Hann window (periodic). */
export function hannWindow(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / size));
}

/** Factor that turns |X(k)|² of a windowed block into mean square: Σ over k of 2·|X(k)|² · factor (edges once). */
export function meanSquareScale(window: Float64Array): number {
  return 1 / (window.length * window.reduce((sum, w) => sum + w * w, 0));
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed |= ((value >> bit) & 1) << (bits - 1 - bit);
  return reversed;
}
