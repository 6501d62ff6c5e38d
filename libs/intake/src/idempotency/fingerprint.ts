import { createHash, type Hash } from 'node:crypto';
import { Pace, type Steps } from '#loop';

/** What a value costs beside its characters, and how these count, for `Pace`. */
const VALUE_UNITS = 16;
const TEXT_SHARE = 1 / 32;
/** A longer string is written and hashed in pieces. */
const PIECE_UNITS = 65_536;

/** The hash of `JSON.stringify([method, url, canonical body])`, which is never written as a whole. */
export function* fingerprintInSteps(method: string, url: string, body: unknown): Steps<string> {
  const writer = new CanonicalWriter();
  writer.write(`[${JSON.stringify(method)},${JSON.stringify(url)},`);
  yield* writer.value(body);
  writer.write(']');
  return writer.digest();
}

class CanonicalWriter {
  private readonly hash: Hash = createHash('sha256');
  private readonly pace = new Pace();
  private pending = '';

  write(text: string): void {
    this.pending += text;
    if (this.pending.length < PIECE_UNITS) return;
    this.hash.update(this.pending);
    this.pending = '';
  }

  digest(): string {
    return this.hash.update(this.pending).digest('hex');
  }

  *value(value: unknown): Steps<void> {
    if (this.pace.isDue(VALUE_UNITS)) yield;
    if (Array.isArray(value)) yield* this.array(value);
    else if (typeof value === 'object' && value !== null) yield* this.members(value);
    else if (typeof value === 'string') yield* this.string(value);
    else this.write(JSON.stringify(value));
  }

  private *array(items: readonly unknown[]): Steps<void> {
    for (const [index, item] of items.entries()) {
      this.write(index === 0 ? '[' : ',');
      yield* this.value(item);
    }
    this.write(items.length === 0 ? '[]' : ']');
  }

  /** As pairs: in an object, names that look like numbers would come first, and `__proto__` would be lost. */
  private *members(value: object): Steps<void> {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [index, [name, member]] of members.entries()) {
      this.write(index === 0 ? '{"members":[[' : ',[');
      yield* this.string(name);
      this.write(',');
      yield* this.value(member);
      this.write(']');
    }
    this.write(members.length === 0 ? '{"members":[]}' : ']}');
  }

  private *string(text: string): Steps<void> {
    this.write('"');
    for (let from = 0; from < text.length;) {
      let to = Math.min(text.length, from + PIECE_UNITS);
      // Half a character would be written as an escape.
      if (to < text.length && (text.charCodeAt(to - 1) & 0xfc_00) === 0xd8_00) to -= 1;
      this.write(JSON.stringify(text.slice(from, to)).slice(1, -1));
      if (this.pace.isDue((to - from) * TEXT_SHARE)) yield;
      from = to;
    }
    this.write('"');
  }
}
