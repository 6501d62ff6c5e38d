/**
 * A binary heap whose entries know their own place in it, so that any of them can be taken out in O(log n). The place is kept in the
 * entry's property `K` (-1: not in the heap), which lets one object sit in several heaps at once.
 */
export class IndexedHeap<K extends string, T extends Record<K, number>> {
  readonly #entries: T[] = [];

  constructor(
    private readonly place: K,
    private readonly isBefore: (a: T, b: T) => boolean,
  ) {}

  get size(): number {
    return this.#entries.length;
  }

  peek(): T | undefined {
    return this.#entries[0];
  }

  push(entry: T): void {
    if (this.#placeOf(entry) >= 0) throw new Error('the entry is already in the heap');
    this.#entries.push(entry);
    this.#rise(entry, this.#entries.length - 1);
  }

  pop(): T | undefined {
    const first = this.#entries[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes the entry out; false when it was not in. */
  remove(entry: T): boolean {
    const index = this.#placeOf(entry);
    if (index < 0) return false;
    const last = this.#entries.pop();
    this.#setPlace(entry, -1);
    if (last !== undefined && last !== entry && !this.#rise(last, index)) this.#sink(last, index);
    return true;
  }

  values(): readonly T[] {
    return this.#entries;
  }

  /** Moves `entry` from `index` towards the top; true when it moved. */
  #rise(entry: T, index: number): boolean {
    let at = index;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#entries[above];
      if (parent === undefined || !this.isBefore(entry, parent)) break;
      this.#set(at, parent);
      at = above;
    }
    this.#set(at, entry);
    return at !== index;
  }

  #sink(entry: T, index: number): void {
    let at = index;
    for (;;) {
      let below = 2 * at + 1;
      let child = this.#entries[below];
      if (child === undefined) break;
      const right = this.#entries[below + 1];
      if (right !== undefined && this.isBefore(right, child)) {
        child = right;
        below += 1;
      }
      if (!this.isBefore(child, entry)) break;
      this.#set(at, child);
      at = below;
    }
    this.#set(at, entry);
  }

  #set(index: number, entry: T): void {
    this.#entries[index] = entry;
    this.#setPlace(entry, index);
  }

  #placeOf(entry: T): number {
    return entry[this.place];
  }

  #setPlace(entry: T, index: number): void {
    (entry as Record<K, number>)[this.place] = index;
  }
}
