import { Pace, type Steps } from './steps.ts';

export interface JsonLimits {
  /** Levels of objects and arrays around a value; that of the whole is 0. */
  readonly maxDepth?: number;
  /** Values in all: objects, arrays, and what is in them. */
  readonly maxValues?: number;
  /** Members of one object. */
  readonly maxMembers?: number;
}

/** JSON of a shape beyond the limits. */
export class JsonLimitError extends Error {
  override readonly name = 'JsonLimitError';

  constructor(readonly limit: keyof JsonLimits) {
    super(`The JSON is beyond ${limit}.`);
  }
}

/**
 * What is wrong with a text that is not JSON. `character`: it does not fit there; `end`: the text ends too early; `open-string`: the string has no closing
 * quote; `in-string`: the character is not allowed in a string as it is; `escape`: the backslash begins no escape of JSON.
 */
export type JsonFault = 'character' | 'end' | 'open-string' | 'in-string' | 'escape';
/** What was expected instead; `more` is a comma or the end of the object or array. */
export type JsonExpectation = 'value' | 'name' | 'colon' | 'more' | 'nothing';

/** Text that is not JSON. */
export class JsonSyntaxError extends SyntaxError {
  override readonly name = 'JsonSyntaxError';

  /**
   * @param at index of the first character that does not fit, in UTF-16 code units; of the opening quote for `open-string`
   * @param closing what ends the innermost object or array around it
   */
  constructor(
    readonly at: number,
    readonly fault: JsonFault,
    readonly expected: JsonExpectation,
    readonly closing: '}' | ']' | undefined,
  ) {
    super(`The JSON is not valid at position ${at}`);
  }
}

/** How much a value costs beside its characters, as `Pace` counts. */
const VALUE_UNITS = 8;
/** The same for characters of strings, which are found and copied by native code. */
const STRING_SHARE = 1 / 64;

/**
 * Parses as `JSON.parse` does, in steps, and stops at the first value beyond the limits. Strings and numbers are read by `JSON.parse` itself.
 * As Fastify's parser does, it refuses the names by which a prototype could be replaced: `__proto__`, and `prototype` in `constructor`.
 * @throws SyntaxError, JsonLimitError
 */
export function parseJson(text: string, limits: JsonLimits = {}): Steps<unknown> {
  return new JsonReader(text, limits).read();
}

type Container =
  | { readonly isArray: true; readonly value: unknown[] }
  | { readonly isArray: false; readonly value: Record<string, unknown>; name: string; members: number };

/** A longer string is read in pieces: native code takes up to 4 ns for a code unit of it. */
const STRING_PIECE_UNITS = 262_144;
/** `\\u` and four digits. */
const MAX_ESCAPE_UNITS = 6;
const SPACE = /[\t\n\r ]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SHORT_STRING = /"[ !#-[\]-\uffff]{0,256}"/y;
/** An escape, or one character that a string must not have as it is. */
const MARK_IN_STRING = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|[\\\p{Cc}]/gu;
const FIRST_ALLOWED = ' ';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

class JsonReader {
  private at = 0;
  private values = 0;
  private readonly open: Container[] = [];
  private readonly pace = new Pace();

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  *read(): Steps<unknown> {
    // A byte order mark.
    if (this.text.charCodeAt(0) === 0xfe_ff) this.at = 1;
    for (;;) {
      this.skipSpace();
      this.count();
      if (this.pace.isDue(VALUE_UNITS)) yield;
      const opened = this.openContainer();
      // The first value in it is read next.
      if (opened === 'filled') {
        yield* this.readName();
        continue;
      }
      let value = opened === undefined ? (this.readShort() ?? (yield* this.readScalar())) : this.open.pop()?.value;
      for (;;) {
        const container = this.open.at(-1);
        this.skipSpace();
        if (container === undefined) return this.at === this.text.length ? value : this.fail('nothing');
        put(container, value);
        const mark = this.text[this.at];
        if (mark !== ',' && mark !== (container.isArray ? ']' : '}')) this.fail('more');
        this.at++;
        if (mark === ',') {
          this.skipSpace();
          yield* this.readName();
          break;
        }
        this.open.pop();
        value = container.value;
        if (this.pace.isDue(VALUE_UNITS)) yield;
      }
    }
  }

  private count(): void {
    const { maxDepth = Number.POSITIVE_INFINITY, maxValues = Number.POSITIVE_INFINITY } = this.limits;
    if (this.open.length > maxDepth) throw new JsonLimitError('maxDepth');
    if (++this.values > maxValues) throw new JsonLimitError('maxValues');
  }

  /** @returns undefined when no object or array begins here */
  private openContainer(): 'empty' | 'filled' | undefined {
    const mark = this.text[this.at];
    if (mark !== '{' && mark !== '[') return undefined;
    this.at++;
    this.open.push(mark === '[' ? { isArray: true, value: [] } : { isArray: false, value: {}, name: '', members: 0 });
    this.skipSpace();
    if (this.text[this.at] !== (mark === '[' ? ']' : '}')) return 'filled';
    this.at++;
    return 'empty';
  }

  /** Of the next member, if that is what comes next. */
  private *readName(): Steps<void> {
    const container = this.open.at(-1);
    if (container === undefined || container.isArray) return;
    if (this.text.charCodeAt(this.at) !== QUOTE) this.fail('name');
    const { maxMembers = Number.POSITIVE_INFINITY } = this.limits;
    if (++container.members > maxMembers) throw new JsonLimitError('maxMembers');
    const name = this.readShort() ?? (yield* this.readString());
    if (name === '__proto__') throw forbidden();
    container.name = name;
    this.skipSpace();
    if (this.text[this.at] !== ':') this.fail('colon');
    this.at++;
  }

  private *readScalar(): Steps<unknown> {
    if (this.text.charCodeAt(this.at) === QUOTE) return yield* this.readString();
    SCALAR.lastIndex = this.at;
    const scalar = SCALAR.exec(this.text)?.[0] ?? this.fail('value');
    this.at += scalar.length;
    return JSON.parse(scalar) as unknown;
  }

  /** A string without escapes, as nearly all are; undefined for any other value. Most of the time goes into values as short as this. */
  private readShort(): string | undefined {
    SHORT_STRING.lastIndex = this.at;
    const quoted = SHORT_STRING.exec(this.text)?.[0];
    if (quoted === undefined) return undefined;
    this.at += quoted.length;
    // A slice would keep the whole text in memory for as long as the value is used.
    return JSON.parse(quoted) as string;
  }

  private *readString(): Steps<string> {
    const start = this.at;
    let end = start;
    for (;;) {
      const from = end + 1;
      end = this.text.indexOf('"', from);
      if (end < 0) this.failAt(start, 'open-string', 'value');
      if (this.pace.isDue(1 + (end - from) * STRING_SHARE)) yield;
      let slashes = 0;
      while (end - slashes > from && this.text.charCodeAt(end - slashes - 1) === BACKSLASH) slashes++;
      if (slashes % 2 === 0) break;
    }
    this.at = end + 1;
    let read = '';
    let from = start + 1;
    for (; end - from > STRING_PIECE_UNITS; yield) {
      const to = this.endOfPiece(from, from + STRING_PIECE_UNITS);
      read += this.decoded(from, to);
      from = to;
    }
    return read + this.decoded(from, end);
  }

  /** What stands between two quotes, or a piece of it. */
  private decoded(from: number, to: number): string {
    const piece = this.text.slice(from, to);
    try {
      return JSON.parse(`"${piece}"`) as string;
    } catch (error) {
      // `JSON.parse` does not say where.
      for (const { 0: mark, index } of piece.matchAll(MARK_IN_STRING)) {
        if (mark === '\\') this.failAt(from + index, 'escape', 'value');
        if (mark < FIRST_ALLOWED) this.failAt(from + index, 'in-string', 'value');
      }
      throw error;
    }
  }

  /** Where a piece of a string can end that is about to end at `to`: not inside an escape. */
  private endOfPiece(from: number, to: number): number {
    const last = this.text.lastIndexOf('\\', to - 1);
    if (last < Math.max(from, to - MAX_ESCAPE_UNITS)) return to;
    let slashes = 1;
    while (last - slashes >= from && this.text.charCodeAt(last - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return to;
    return Math.max(to, last + (this.text[last + 1] === 'u' ? MAX_ESCAPE_UNITS : 2));
  }

  private skipSpace(): void {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
  }

  private fail(expected: JsonExpectation): never {
    this.failAt(this.at, this.at < this.text.length ? 'character' : 'end', expected);
  }

  private failAt(at: number, fault: JsonFault, expected: JsonExpectation): never {
    const open = this.open.at(-1);
    throw new JsonSyntaxError(at, fault, expected, open && (open.isArray ? ']' : '}'));
  }
}

function put(container: Container, value: unknown): void {
  if (container.isArray) {
    container.value.push(value);
    return;
  }
  if (
    container.name === 'constructor' &&
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'prototype')
  )
    throw forbidden();
  container.value[container.name] = value;
}

function forbidden(): SyntaxError {
  return new SyntaxError('The JSON holds a name that would replace a prototype');
}

/** Writes plain objects, arrays and what JSON can hold in them as `JSON.stringify` does, in steps. */
export function* stringifyJson(value: unknown): Steps<string> {
  const pieces: string[] = [];
  yield* write(value, pieces, new Pace());
  return pieces.join('');
}

function* write(value: unknown, pieces: string[], pace: Pace): Steps<void> {
  if (Array.isArray(value)) {
    pieces.push('[');
    for (const [index, item] of value.entries()) {
      if (index > 0) pieces.push(',');
      yield* write(item === undefined ? null : item, pieces, pace);
    }
    pieces.push(']');
    return;
  }
  if (typeof value === 'object' && value !== null && Object.values(value).some(isContainer)) {
    let separator = '{';
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      pieces.push(`${separator}${JSON.stringify(name)}:`);
      separator = ',';
      yield* write(member, pieces, pace);
    }
    pieces.push(separator === '{' ? '{}' : '}');
    return;
  }
  const piece = JSON.stringify(value);
  pieces.push(piece);
  if (pace.isDue(VALUE_UNITS + piece.length * STRING_SHARE)) yield;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
