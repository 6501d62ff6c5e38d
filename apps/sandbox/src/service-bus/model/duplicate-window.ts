/** Remembers message ids for a fixed time. The window is constant, so insertion order is expiry order and forgetting is O(1) each. */
export class DuplicateWindow {
  readonly #expiryById = new Map<string, number>();

  constructor(private readonly windowMs: number) {}

  /** Notes the id at `nowMs`; true when it was already noted within the window. A repeat does not prolong the window. */
  isDuplicate(messageId: string, nowMs: number): boolean {
    this.#forgetExpired(nowMs);
    if (this.#expiryById.has(messageId)) return true;
    this.#expiryById.set(messageId, nowMs + this.windowMs);
    return false;
  }

  #forgetExpired(nowMs: number): void {
    for (const [id, expiresAtMs] of this.#expiryById) {
      if (expiresAtMs > nowMs) return;
      this.#expiryById.delete(id);
    }
  }
}
