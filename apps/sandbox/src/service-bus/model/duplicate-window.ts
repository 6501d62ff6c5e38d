import type { Journal } from './journal.ts';

/** Remembers message ids for a fixed time. The window is constant, so insertion order is expiry order and forgetting is O(1) each. */
export class DuplicateWindow {
  readonly #expiryById = new Map<string, number>();

  constructor(
    private readonly windowMs: number,
    private readonly path: string,
    private readonly journal: Journal,
  ) {}

  /** Remembers an id from before a restart; in the order in which they were noted. */
  reinstate(messageId: string, forgetAtMs: number): void {
    this.#expiryById.set(messageId, forgetAtMs);
  }

  /** Notes the id at `nowMs`; true when it was already noted within the window. A repeat does not prolong the window. */
  isDuplicate(messageId: string, nowMs: number): boolean {
    this.#forgetExpired(nowMs);
    if (this.#expiryById.has(messageId)) return true;
    const forgetAtMs = nowMs + this.windowMs;
    this.#expiryById.set(messageId, forgetAtMs);
    this.journal.noteId(this.path, messageId, forgetAtMs);
    return false;
  }

  #forgetExpired(nowMs: number): void {
    for (const [id, expiresAtMs] of this.#expiryById) {
      if (expiresAtMs > nowMs) return;
      this.#expiryById.delete(id);
      this.journal.forgetId(this.path, id);
    }
  }
}
