import type { Deadline, Deadlines } from './deadlines.ts';
import { BrokerError, Condition, lockLost } from './errors.ts';
import { Feed, type ReceiveMode } from './feed.ts';
import type { StoredMessage } from './message.ts';

/** The exclusive hold of one receiver on a session and all its messages. */
export class SessionLock implements Deadline {
  untilMs = 0;
  deadlineMs = 0;
  deadlineIndex = -1;
  /** Called once when the lock ends without having been given back. */
  onLost: (() => void) | undefined;

  constructor(
    readonly session: Session,
    private readonly expire: (lock: SessionLock) => void,
  ) {}

  get sessionId(): string {
    return this.session.id;
  }

  get isHeld(): boolean {
    return this.session.lock === this;
  }

  /** @throws BrokerError `com.microsoft:session-lock-lost` when the lock has ended. */
  require(): void {
    if (!this.isHeld) throw lockLost(true);
  }

  onDeadline(): void {
    this.expire(this);
  }
}

class Session {
  readonly feed: Feed;
  readonly held = new Set<StoredMessage>();
  lock: SessionLock | undefined;
  state: Buffer | undefined;
  updatedAtMs = 0;

  constructor(
    readonly id: string,
    acquire: (message: StoredMessage, mode: ReceiveMode) => void,
  ) {
    this.feed = new Feed(acquire);
  }
}

interface SessionHooks {
  readonly lockDurationMs: number;
  /** Keeps the state of a session; undefined when it has none. */
  readonly noteState: (sessionId: string, state: Buffer | undefined) => void;
  readonly acquire: (message: StoredMessage, mode: ReceiveMode) => void;
  /** Puts back a message that was held by a session lock that ended. `failed` counts it as a failed delivery. */
  readonly giveBack: (message: StoredMessage, failed: boolean) => void;
}

/** The sessions of one queue that requires them. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  /** Sessions with active messages and no lock, in the order in which they became so. */
  readonly #free = new Set<Session>();
  readonly #waiting = new Set<(lock: SessionLock) => void>();

  constructor(
    private readonly deadlines: Deadlines,
    private readonly hooks: SessionHooks,
  ) {}

  add(message: StoredMessage): void {
    const session = this.#open(message.sessionId ?? '');
    session.updatedAtMs = this.deadlines.clock.now();
    session.feed.add(message);
    this.#offer(session);
  }

  remove(message: StoredMessage): void {
    const session = this.#sessions.get(message.sessionId ?? '');
    if (session === undefined) return;
    session.feed.remove(message);
    this.#tidy(session);
  }

  /** The lock that covers the session's messages now. */
  lockOf(sessionId: string): SessionLock | undefined {
    return this.#sessions.get(sessionId)?.lock;
  }

  letGo(message: StoredMessage): void {
    this.#sessions.get(message.sessionId ?? '')?.held.delete(message);
  }

  /**
   * Locks the named session, or with `undefined` the next free one that has messages; undefined when there is none.
   * @throws BrokerError `com.microsoft:session-cannot-be-locked` when another receiver holds the named session.
   */
  accept(sessionId: string | undefined): SessionLock | undefined {
    this.deadlines.runDue();
    let session: Session | undefined;
    if (sessionId === undefined) [session] = this.#free;
    else session = this.#open(sessionId);
    if (session === undefined) return undefined;
    if (session.lock !== undefined) {
      throw new BrokerError(
        Condition.sessionCannotBeLocked,
        `The requested session '${session.id}' cannot be accepted. It may be locked by another receiver.`,
      );
    }
    return this.#lock(session);
  }

  /** Calls back with the lock of the next session that becomes free. Returns a function that stops waiting. */
  waitForAny(callback: (lock: SessionLock) => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  renew(sessionId: string): number {
    const lock = this.requireLock(sessionId);
    this.#prolong(lock);
    return lock.untilMs;
  }

  /** Ends a lock whose receiver left: its messages are active again, without a failed delivery. */
  release(lock: SessionLock): void {
    this.#end(lock, false);
  }

  expireLocks(): void {
    for (const session of this.#sessions.values()) if (session.lock !== undefined) this.#expire(session.lock);
  }

  getState(sessionId: string): Buffer | undefined {
    this.requireLock(sessionId);
    return this.#sessions.get(sessionId)?.state;
  }

  setState(sessionId: string, state: Buffer | undefined): void {
    const { session } = this.requireLock(sessionId);
    session.state = state;
    session.updatedAtMs = this.deadlines.clock.now();
    this.hooks.noteState(sessionId, state);
  }

  /** The state of a session from before a restart. */
  reinstateState(sessionId: string, state: Buffer): void {
    const session = this.#open(sessionId);
    session.state = state;
    session.updatedAtMs = this.deadlines.clock.now();
  }

  /** Ids of sessions that have messages or state and were updated since then, in alphabetical order. */
  list(updatedSinceMs: number, skip: number, top: number): string[] {
    const found = [...this.#sessions.values()].filter(
      (session) =>
        session.updatedAtMs > updatedSinceMs &&
        (session.feed.size > 0 || session.held.size > 0 || session.state !== undefined),
    );
    return found
      .map((session) => session.id)
      .sort()
      .slice(skip, skip + top);
  }

  #open(id: string): Session {
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = new Session(id, this.hooks.acquire);
      this.#sessions.set(id, session);
    }
    return session;
  }

  #offer(session: Session): void {
    if (session.lock !== undefined || session.feed.size === 0) return;
    this.#free.add(session);
    const [waiting] = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting.delete(waiting);
    waiting(this.#lock(session));
  }

  #lock(session: Session): SessionLock {
    const lock = new SessionLock(session, (expired) => this.#expire(expired));
    session.lock = lock;
    this.#free.delete(session);
    this.#prolong(lock);
    return lock;
  }

  #prolong(lock: SessionLock): void {
    lock.untilMs = this.deadlines.clock.now() + this.hooks.lockDurationMs;
    this.deadlines.set(lock, lock.untilMs);
  }

  #expire(lock: SessionLock): void {
    this.#end(lock, true);
    lock.onLost?.();
  }

  #end(lock: SessionLock, failed: boolean): void {
    const { session } = lock;
    if (session.lock !== lock) return;
    session.lock = undefined;
    this.deadlines.clear(lock);
    const held = [...session.held].sort((a, b) => a.sequenceNumber - b.sequenceNumber);
    session.held.clear();
    for (const message of held) this.hooks.giveBack(message, failed);
    this.#offer(session);
    this.#tidy(session);
  }

  #tidy(session: Session): void {
    if (session.feed.size > 0) return;
    this.#free.delete(session);
    if (session.lock === undefined && session.held.size === 0 && session.state === undefined) {
      this.#sessions.delete(session.id);
    }
  }

  /** @throws BrokerError `com.microsoft:session-lock-lost` when nobody holds the session. */
  requireLock(sessionId: string): SessionLock {
    this.deadlines.runDue();
    const lock = this.#sessions.get(sessionId)?.lock;
    if (lock === undefined) throw lockLost(true);
    return lock;
  }
}
