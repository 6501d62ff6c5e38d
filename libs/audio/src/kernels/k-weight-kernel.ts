import { layout } from './layout.ts';
import { type Code, doWhile, f64x2, get, i32, set, v128, type WasmFunction } from './wasm-code.ts';

/**
 * K-weighting of two channels in the two lanes of a vector. Parameters: bytes of the samples `[from, to)` from the start of each
 * channel. Memory at `parameters`, each word once for either channel: the state x₁, x₂ (input), y₁, y₂ (after the shelf), d₁ (last
 * difference of y), z₁, z₂ (after the high-pass), the sum of squares of z, and the coefficients: r₁, r₂ (the shelf's b₁ and b₂
 * over its b₀, which the caller squares into the sum), a₁, a₂ (the shelf's), c₁, c₂ (the high-pass's).
 *
 *     y = x + r₁·x₁ + r₂·x₂ − a₂·y₂ − a₁·y₁     the newest output last: the recursion then waits for two operations, not four
 *     d = y − y₁                                the high-pass numerator 1 − 2q + q² is a difference taken twice
 *     z = d − d₁ − c₂·z₂ − c₁·z₁
 */
const names = [
  'x1',
  'x2',
  'y1',
  'y2',
  'd1',
  'z1',
  'z2',
  'sum',
  'r1',
  'r2',
  'a1',
  'a2',
  'c1',
  'c2',
  'x',
  'y',
  'd',
  'z',
] as const;
type Name = (typeof names)[number];

export const kWeightStateWords = 7;
/** State and sum: what the kernel writes, two doubles each. */
export const kWeightSums = 8;
/** State, sum and coefficients: what it reads. */
export const kWeightWords = 14;

const from = 0;
const to = 1;
const local = (name: Name): number => 2 + names.indexOf(name);
const value = (name: Name): Code => get(local(name));
const assign = (name: Name, code: Code): Code => set(local(name), code);
const address = (name: Name): number => layout.parameters + 16 * names.indexOf(name);
const { add, sub, mul, promoteLow } = f64x2;

const both = v128.load32Lane(
  i32.add(i32.of(layout.second), get(from)),
  v128.load32Zero(i32.add(i32.of(layout.first), get(from))),
  1,
);

export const kWeightKernel: WasmFunction = {
  name: 'kWeight',
  parameters: ['i32', 'i32'],
  locals: names.map(() => 'v128'),
  body: [
    ...names.slice(0, kWeightWords).map((name) => assign(name, v128.load(i32.of(address(name))))),
    doWhile(
      [
        assign('x', promoteLow(both)),
        assign(
          'y',
          sub(
            sub(
              add(value('x'), add(mul(value('r1'), value('x1')), mul(value('r2'), value('x2')))),
              mul(value('a2'), value('y2')),
            ),
            mul(value('a1'), value('y1')),
          ),
        ),
        assign('d', sub(value('y'), value('y1'))),
        assign(
          'z',
          sub(sub(sub(value('d'), value('d1')), mul(value('c2'), value('z2'))), mul(value('c1'), value('z1'))),
        ),
        assign('sum', add(value('sum'), mul(value('z'), value('z')))),
        assign('x2', value('x1')),
        assign('x1', value('x')),
        assign('y2', value('y1')),
        assign('y1', value('y')),
        assign('d1', value('d')),
        assign('z2', value('z1')),
        assign('z1', value('z')),
        set(from, i32.add(get(from), i32.of(4))),
      ],
      i32.less(get(from), get(to)),
    ),
    ...names.slice(0, kWeightSums).map((name) => v128.store(i32.of(address(name)), value(name))),
  ],
};
