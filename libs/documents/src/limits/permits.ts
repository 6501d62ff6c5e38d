/** One request in a window. */
export interface Permit {
  /** When it may be used again, by the clock of the limit; infinite while its request runs. */
  coolAt: number;
}

/**
 * The permits of a slice. A permit is used again a whole window after the end of its request, not after its start: when Azure counted the
 * request lies between the two.
 */
export class Permits {
  #held: Permit[] = [];
  /** How many may be used: fewer than are held while some are about to be given back. */
  #usable = 0;

  constructor(private readonly windowMs: number) {}

  get held(): number {
    return this.#usable;
  }

  /** Those whose last use is less than a window ago. */
  busy(now: number): number {
    return this.#held.filter(({ coolAt }) => coolAt > now).length;
  }

  free(now: number): number {
    return Math.max(0, this.#usable - this.busy(now));
  }

  /** When the next one may be used; infinite when each is in use. */
  nextAt(now: number): number {
    if (this.#usable === 0) return Number.POSITIVE_INFINITY;
    const coolAt = this.#held.map((permit) => permit.coolAt).toSorted((a, b) => a - b);
    // As many as are above the usable ones have to cool before one is free.
    const above = Math.max(0, this.#held.length - this.#usable);
    return this.free(now) > 0 ? now : (coolAt[above] ?? now);
  }

  /** When the last of those that no request holds has cooled; in the past when all have. */
  lastCoolAt(now: number): number {
    const cooling = this.#held.map(({ coolAt }) => coolAt).filter((at) => at > now && Number.isFinite(at));
    return Math.max(Number.NEGATIVE_INFINITY, ...cooling);
  }

  /** The permits to use from now on. Those in use beyond them stay known until they have cooled. */
  resize(count: number, now: number): void {
    this.#usable = count;
    const cool = this.#held.filter(({ coolAt }) => coolAt <= now);
    this.#held = this.#held.filter(({ coolAt }) => coolAt > now);
    this.#held.push(...cool.slice(0, Math.max(0, count - this.#held.length)));
    while (this.#held.length < count) this.#held.push({ coolAt: Number.NEGATIVE_INFINITY });
  }

  take(now: number): Permit | undefined {
    if (this.free(now) === 0) return undefined;
    const permit = this.#held.find(({ coolAt }) => coolAt <= now);
    if (permit) permit.coolAt = Number.POSITIVE_INFINITY;
    return permit;
  }

  giveBack(permit: Permit, now: number): void {
    permit.coolAt = now + this.windowMs;
  }
}
