/**
 * Just enough of the WebAssembly binary format (W3C, core specification 2.0, chapter 5) to write signal-processing loops with
 * 128-bit vectors as expressions in TypeScript. JavaScript engines do not vectorize; these loops take a half to a fifth of the time.
 */

/** Bytes of an instruction sequence that leaves a value (expression) or nothing (statement) on the stack. */
export type Code = readonly number[];

export const valueType = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof valueType;

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result?: ValueType;
  /** Locals after the parameters, in order. */
  readonly locals: readonly ValueType[];
  readonly body: readonly Code[];
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest >= 0x80;
    bytes.push((rest % 0x80) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

const binary =
  (...opcode: readonly number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];
const unary =
  (...opcode: readonly number[]) =>
  (a: Code): Code => [...a, ...opcode];
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
/** No alignment is promised: the hint is one byte. */
const memory = (offset: number): number[] => [0, ...unsigned(offset)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];

export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  less: binary(0x49),
};

export const f32 = {
  greater: binary(0x5e),
};

export const f64 = {
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x39, ...memory(offset)],
  promote: unary(0xbb),
};

export const v128 = {
  load: (address: Code, offset = 0): Code => [...address, ...simd(0x00), ...memory(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...simd(0x0b), ...memory(offset)],
  /** One 32-bit word into the first lane, zero elsewhere. */
  load32Zero: (address: Code, offset = 0): Code => [...address, ...simd(0x5c), ...memory(offset)],
  /** Replaces one 32-bit lane of `value`. */
  load32Lane: (address: Code, value: Code, lane: number): Code => [
    ...address,
    ...value,
    ...simd(0x56),
    ...memory(0),
    lane,
  ],
  /** The first 32-bit lane. */
  store32: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...simd(0x5a),
    ...memory(offset),
    0,
  ],
};

export const f32x4 = {
  of: (value: number): Code => {
    const bytes = [...new Uint8Array(Float32Array.of(value).buffer)];
    return [...simd(0x0c), ...bytes, ...bytes, ...bytes, ...bytes];
  },
  lane: (value: Code, lane: number): Code => [...value, ...simd(0x1f), lane],
  splat: unary(...simd(0x13)),
  abs: unary(...simd(0xe0)),
  add: binary(...simd(0xe4)),
  sub: binary(...simd(0xe5)),
  mul: binary(...simd(0xe6)),
  neg: unary(...simd(0xe1)),
  /** b where b < a, else a: one instruction where `min` takes eight, and the same unless a lane is not a number. */
  pseudoMin: binary(...simd(0xea)),
  /** b where a < b, else a. */
  pseudoMax: binary(...simd(0xeb)),
};

export const f64x2 = {
  promoteLow: unary(...simd(0x5f)),
  add: binary(...simd(0xf0)),
  sub: binary(...simd(0xf1)),
  mul: binary(...simd(0xf2)),
};

const lanesOf = (order: readonly number[]): number[] =>
  order.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
const reordered = (value: number, order: readonly number[]): Code => [
  ...get(value),
  ...get(value),
  ...simd(0x0d),
  ...lanesOf(order),
];

/** Leaves in every lane of a local what `by` makes of all four. */
export const foldLanes = (vector: number, by: (a: Code, b: Code) => Code): readonly Code[] => [
  set(vector, by(get(vector), reordered(vector, [2, 3, 0, 1]))),
  set(vector, by(get(vector), reordered(vector, [1, 0, 3, 2]))),
];

/** Repeats `body` while `condition` holds, testing after each turn: the body runs at least once. */
export function doWhile(body: readonly Code[], condition: Code): Code {
  return [0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b];
}

export function when(condition: Code, body: readonly Code[]): Code {
  return [...condition, 0x04, 0x40, ...body.flat(), 0x0b];
}

const text = (value: string): number[] => [...unsigned(value.length), ...Buffer.from(value, 'latin1')];
const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];

/** A module that imports its memory as `env.memory` and exports every function by name. */
export function wasmModule(functions: readonly WasmFunction[], memoryPages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    ...list(parameters.map((parameter) => [valueType[parameter]])),
    ...list(result === undefined ? [] : [[valueType[result]]]),
  ]);
  const bodies = functions.map(({ locals, body }) => {
    const code = [...list(locals.map((local) => [1, valueType[local]])), ...body.flat(), 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, list(types)),
    ...section(2, list([[...text('env'), ...text('memory'), 2, 0, ...unsigned(memoryPages)]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]))),
    ...section(10, list(bodies)),
  ]); // prettier-ignore
}
