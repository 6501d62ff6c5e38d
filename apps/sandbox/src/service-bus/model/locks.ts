import { randomUUID } from 'node:crypto';
import type { MessageLock, StoredMessage } from './message.ts';
import type { SessionLock } from './sessions.ts';

/** The locked messages of one queue by lock token. */
export class Locks {
  /** How many came to their end without a settlement. */
  expired = 0;
  readonly #messages = new Map<string, StoredMessage>();

  /** Locks the message until a fixed time, or for as long as a session's lock lasts. */
  add(message: StoredMessage, until: number | SessionLock): void {
    const token = randomUUID().replaceAll('-', '');
    message.lock = lockUntil(token, until);
    this.#messages.set(token, message);
  }

  prolong(message: StoredMessage, untilMs: number): void {
    if (message.lock !== undefined) message.lock = lockUntil(message.lock.token, untilMs);
  }

  find(token: string): StoredMessage | undefined {
    return this.#messages.get(token);
  }

  remove(message: StoredMessage): void {
    if (message.lock !== undefined) this.#messages.delete(message.lock.token);
    message.lock = undefined;
  }

  /** The locks of this moment. */
  list(): { readonly lock: MessageLock | undefined; readonly message: StoredMessage }[] {
    return Array.from(this.#messages.values(), (message) => ({ lock: message.lock, message }));
  }
}

function lockUntil(token: string, until: number | SessionLock): MessageLock {
  if (typeof until === 'number') return { token, untilMs: until };
  return {
    token,
    get untilMs() {
      return until.untilMs;
    },
  };
}
