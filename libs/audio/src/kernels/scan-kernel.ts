import { layout } from './layout.ts';
import { type Code, doWhile, f32x4, f64, foldLanes, get, i32, set, v128, type WasmFunction } from './wasm-code.ts';

/**
 * Sum, sum of squares and the extremes of every group of 16 samples of the first channel. Parameters: byte addresses of the first
 * sample and of the end (a whole number of groups). Writes the two sums as doubles to `parameters`, extremes to `highs` and `lows`.
 * Sums are taken in single precision over at most 8192 samples: good to a millionth.
 */
const [at, end, out] = [0, 1, 2];
const [a, b, c, d, high, low, sum, squares] = [3, 4, 5, 6, 7, 8, 9, 10];

const { add, mul, pseudoMin, pseudoMax } = f32x4;
const four = (by: (x: Code, y: Code) => Code, of: (local: number) => Code): Code =>
  by(by(of(a), of(b)), by(of(c), of(d)));
const square = (local: number): Code => mul(get(local), get(local));
const double = (vector: number): Code => f64.promote(f32x4.lane(get(vector), 0));

export const scanKernel: WasmFunction = {
  name: 'scan',
  parameters: ['i32', 'i32'],
  locals: ['i32', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128'],
  body: [
    doWhile(
      [
        ...[a, b, c, d].map((vector, i) => set(vector, v128.load(get(at), 16 * i))),
        set(sum, add(get(sum), four(add, get))),
        set(squares, add(get(squares), four(add, square))),
        set(high, four(pseudoMax, get)),
        set(low, four(pseudoMin, get)),
        ...foldLanes(high, pseudoMax),
        ...foldLanes(low, pseudoMin),
        v128.store32(get(out), get(high), layout.highs),
        v128.store32(get(out), get(low), layout.lows),
        set(out, i32.add(get(out), i32.of(4))),
        set(at, i32.add(get(at), i32.of(64))),
      ],
      i32.less(get(at), get(end)),
    ),
    ...foldLanes(sum, add),
    ...foldLanes(squares, add),
    f64.store(i32.of(layout.parameters), double(sum)),
    f64.store(i32.of(layout.parameters), double(squares), 8),
  ],
};
