/** As Microsoft's exporter cuts names: in units of UTF-16 (its `MaxPropertyLengths`). */
export const MAX_NAME_LENGTH = 1_024;
const MAX_NAMES = 1_000;
const MAX_KEPT_LENGTH = 100;

/**
 * The names that spans repeat, as they stand in JSON: of spans, of their attributes, and of the role. It is not for values: ids differ from span to
 * span, and would take the room.
 */
export class QuotedNames {
  readonly #quoted = new Map<string, string>();

  /** Names that are kept. */
  get size(): number {
    return this.#quoted.size;
  }

  of(name: string): string {
    const known = this.#quoted.get(name);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(name.slice(0, MAX_NAME_LENGTH));
    if (this.#quoted.size < MAX_NAMES && name.length <= MAX_KEPT_LENGTH) this.#quoted.set(name, quoted);
    return quoted;
  }
}
