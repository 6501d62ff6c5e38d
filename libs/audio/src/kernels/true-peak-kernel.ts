import { layout } from './layout.ts';
import {
  type Code,
  doWhile,
  f32,
  f32x4,
  foldLanes,
  get,
  i32,
  set,
  v128,
  when,
  type WasmFunction,
} from './wasm-code.ts';

/** Four-phase interpolator of ITU-R BS.1770-4 Annex 2: 48 taps, 12 a phase; phases 2 and 3 are 1 and 0 reversed. */
const phase0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
  -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
] as const;
const phase1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
  -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
] as const;
export const phases: readonly (readonly number[])[] = [phase0, phase1, phase1.toReversed(), phase0.toReversed()];
/** No phase can exceed the largest input by more than the sum of its absolute taps. */
const worstGain = Math.max(...phases.map((phase) => phase.reduce((sum, tap) => sum + Math.abs(tap), 0)));
/** Largest gain of any phase for a constant; a little more, so that rounding does not undo the comparison. */
const constantGain = Math.max(...phases.map((phase) => phase.reduce((sum, tap) => sum + tap, 0))) * (1 + 1e-6);

/**
 * Raises a peak by what lies between the samples of the first channel. Parameters: byte address of the first sample and of the end
 * (a whole number of groups of 16), the peak so far, and the extremes of the samples before. Returns the peak. Needs the history
 * before the samples and the extremes that `scan` found. A group is interpolated only where two bounds allow for a new peak:
 * by the size of its samples, and by how little they differ.
 */
const [at, end, peakBefore, highBefore, lowBefore] = [0, 1, 2, 3, 4];
/** Vectors whose first lane counts; the peak has the same in all lanes after a group was interpolated. */
const [peak, widest, narrowest, high, low, largest] = [5, 6, 7, 8, 9, 10];
const [group, stop, x] = [11, 12, 13];
const sums = [14, 15, 16, 17] as const;

const { abs, add, mul, neg, pseudoMax, pseudoMin, sub } = f32x4;
const exceedsPeak = (bound: Code): Code => f32.greater(f32x4.lane(bound, 0), f32x4.lane(get(peak), 0));

/** Four outputs of all phases: each tap loads four neighboring samples once. */
const interpolateFour: readonly Code[] = [
  ...sums.map((sum) => set(sum, f32x4.of(0))),
  ...phase0.flatMap((_, tap) => [
    // The oldest sample has the last tap: offsets count up from eleven samples before.
    set(x, v128.load(get(at), 4 * (phase0.length - 1 - tap))),
    ...sums.map((sum, phase) => set(sum, add(get(sum), mul(get(x), f32x4.of(phases[phase]?.[tap] ?? 0))))),
  ]),
  ...sums.map((sum) => set(peak, pseudoMax(get(peak), abs(get(sum))))),
];

const bySize = exceedsPeak(mul(get(largest), f32x4.of(worstGain)));
const byDifference = exceedsPeak(
  add(mul(get(largest), f32x4.of(constantGain)), mul(sub(get(widest), get(narrowest)), f32x4.of(worstGain))),
);

export const truePeakKernel: WasmFunction = {
  name: 'truePeak',
  parameters: ['i32', 'i32', 'f32', 'f32', 'f32'],
  result: 'f32',
  locals: ['v128', 'v128', 'v128', 'v128', 'v128', 'v128', 'i32', 'i32', 'v128', 'v128', 'v128', 'v128', 'v128'],
  body: [
    // From here on `at` stands eleven samples before the outputs: where the oldest tap reads.
    set(at, i32.add(get(at), i32.of(-4 * (phase0.length - 1)))),
    set(end, i32.add(get(end), i32.of(-4 * (phase0.length - 1)))),
    set(peak, f32x4.splat(get(peakBefore))),
    set(high, f32x4.splat(get(highBefore))),
    set(low, f32x4.splat(get(lowBefore))),
    doWhile(
      [
        set(widest, get(high)),
        set(narrowest, get(low)),
        set(high, v128.load32Zero(get(group), layout.highs)),
        set(low, v128.load32Zero(get(group), layout.lows)),
        set(peak, pseudoMax(get(peak), pseudoMax(get(high), neg(get(low))))),
        set(widest, pseudoMax(get(widest), get(high))),
        set(narrowest, pseudoMin(get(narrowest), get(low))),
        set(largest, pseudoMax(get(widest), neg(get(narrowest)))),
        set(stop, i32.add(get(at), i32.of(64))),
        when(bySize, [
          when(byDifference, [
            doWhile([...interpolateFour, set(at, i32.add(get(at), i32.of(16)))], i32.less(get(at), get(stop))),
            ...foldLanes(peak, pseudoMax),
          ]),
        ]),
        set(at, get(stop)),
        set(group, i32.add(get(group), i32.of(4))),
      ],
      i32.less(get(at), get(end)),
    ),
    f32x4.lane(get(peak), 0),
  ],
};
