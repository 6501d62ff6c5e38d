import { NO_SPENDING, type Spending, sumOfSpending } from '#domain';

interface Slice {
  readonly held: Spending;
  readonly usedAt: number;
}

/** What this process holds of budgets, by key. */
export class HeldSlices {
  readonly #slices = new Map<string, Slice>();

  of(key: string): Spending {
    return this.#slices.get(key)?.held ?? NO_SPENDING;
  }

  take(key: string, need: Spending, now: number): void {
    this.#slices.set(key, { held: sumOfSpending(this.of(key), need, -1), usedAt: now });
  }

  put(key: string, amount: Spending, now: number): void {
    this.#slices.set(key, { held: sumOfSpending(this.of(key), amount), usedAt: now });
  }

  remove(key: string): Spending {
    const held = this.of(key);
    this.#slices.delete(key);
    return held;
  }

  all(): readonly string[] {
    return [...this.#slices.keys()];
  }

  /** Those that were neither used nor drawn since this time. */
  idleSince(at: number): readonly string[] {
    return [...this.#slices].flatMap(([key, { usedAt }]) => (usedAt <= at ? [key] : []));
  }
}
