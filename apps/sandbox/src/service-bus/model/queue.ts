import { DuplicateWindow } from './duplicate-window.ts';
import { BrokerError, Condition, lockLost, notFound } from './errors.ts';
import { Feed, type Consumer, type ReceiveMode } from './feed.ts';
import type { QueueRemains } from './journal.ts';
import { Locks } from './locks.ts';
import { StoredMessage, type MessageOwner, type MessageState, type Submission } from './message.ts';
import { deliveriesExceeded, modify, TIME_TO_LIVE_EXPIRED, type Properties } from './properties.ts';
import type { QueueHooks, QueueOptions } from './queue-options.ts';
import { SequenceIndex } from './sequence-index.ts';
import { Sessions, type SessionLock } from './sessions.ts';

export type MessageCounts = Record<Exclude<MessageState, 'gone'>, number>;

/**
 * The messages of one queue, subscription or dead-letter queue, and the rules by which they change state. It knows time only through its
 * deadlines and nothing of any protocol. Each operation costs O(log n) in the number of messages.
 */
export class MessageQueue implements MessageOwner {
  readonly #feed: Feed;
  readonly #sessions: Sessions | undefined;
  readonly #index: SequenceIndex;
  readonly #locks = new Locks();
  readonly #duplicates: DuplicateWindow | undefined;
  readonly #counts: Record<MessageState, number> = { active: 0, locked: 0, scheduled: 0, deferred: 0, gone: 0 };

  constructor(
    readonly options: QueueOptions,
    private readonly hooks: QueueHooks,
  ) {
    const { path, duplicateWindowMs } = options;
    this.#index = new SequenceIndex((next) => hooks.journal.noteNextNumber(path, next));
    const acquire = (message: StoredMessage, mode: ReceiveMode): void => this.#acquire(message, mode);
    this.#feed = new Feed(acquire);
    if (options.requiresSession) {
      this.#sessions = new Sessions(hooks.deadlines, {
        lockDurationMs: options.lockDurationMs,
        noteState: (sessionId, state) => hooks.journal.noteSessionState(path, sessionId, state),
        acquire,
        giveBack: (message, failed) => this.#giveBack(message, failed),
      });
    }
    if (duplicateWindowMs !== undefined) this.#duplicates = new DuplicateWindow(duplicateWindowMs, path, hooks.journal);
  }

  get path(): string {
    return this.options.path;
  }

  /** How many message locks came to their end without a settlement. */
  get expiredLocks(): number {
    return this.#locks.expired;
  }

  get counts(): MessageCounts {
    this.hooks.deadlines.runDue();
    const { active, locked, scheduled, deferred } = this.#counts;
    return { active, locked, scheduled, deferred };
  }

  /** The sessions, in a queue that requires them. */
  get sessions(): Sessions | undefined {
    return this.#sessions;
  }

  /** @throws BrokerError `amqp:not-allowed` when the queue requires sessions and the message names none. */
  check(submission: Submission): void {
    if (this.#sessions !== undefined && submission.content.properties.sessionId === undefined) {
      throw new BrokerError(
        Condition.notAllowed,
        `The entity '${this.path}' requires sessions, but the message has no session id.`,
      );
    }
  }

  /**
   * Stores the message; undefined when duplicate detection dropped it (which its sender is not told). `origin` is the message that was
   * forwarded to here.
   */
  enqueue(submission: Submission, origin?: StoredMessage): StoredMessage | undefined {
    this.check(submission);
    this.hooks.deadlines.runDue();
    const now = this.#now();
    const { messageId } = submission.content.properties;
    if (messageId !== undefined && this.#duplicates?.isDuplicate(messageId, now) === true) return undefined;
    const sequenceNumber = this.#index.nextNumber();
    const message = new StoredMessage(
      this,
      submission.content,
      Math.min(submission.timeToLiveMs ?? Infinity, this.options.defaultTimeToLiveMs),
      submission.scheduledForMs,
      sequenceNumber,
      origin?.enqueuedSequenceNumber ?? sequenceNumber,
    );
    message.modifiedProperties = origin?.modifiedProperties;
    message.deadLetterSource = origin?.deadLetterSource;
    message.hops = origin?.hops ?? 0;
    message.enqueuedAtMs = now;
    this.#index.add(message);
    if ((message.scheduledForMs ?? 0) > now) this.#schedule(message);
    else this.#enter(message);
    return message;
  }

  /** Takes back what it had before a restart. What became due or expired meanwhile does so at once. */
  reinstate({ nextNumber, messageIds, messages }: QueueRemains): void {
    this.#index.goOnWith(nextNumber);
    for (const [id, forgetAtMs] of messageIds) this.#duplicates?.reinstate(id, forgetAtMs);
    for (const { state, message } of messages) {
      this.#index.add(message);
      if (state === 'scheduled') this.#schedule(message);
      else this.#putBack(message);
    }
  }

  /** Takes over a message that another queue dead-lettered. It keeps its sequence number and never expires again. */
  adopt(message: StoredMessage): void {
    message.owner = this;
    message.expiresAtMs = Infinity;
    message.deferred = false;
    this.#index.add(message);
    this.#activate(message);
  }

  /**
   * Removes scheduled messages.
   * @throws BrokerError `com.microsoft:message-not-found`, without removing any, when one of them is not scheduled.
   */
  cancelScheduled(sequenceNumbers: readonly number[]): void {
    this.hooks.deadlines.runDue();
    const messages = sequenceNumbers.map((number) => this.#require(number, 'scheduled'));
    for (const message of messages) this.#drop(message);
  }

  /**
   * Takes the first active message (of a locked session, in a queue with sessions), or undefined.
   * @throws BrokerError `com.microsoft:session-lock-lost` when the session's lock has ended.
   */
  receive(mode: ReceiveMode, sessionLock?: SessionLock): StoredMessage | undefined {
    this.hooks.deadlines.runDue();
    sessionLock?.require();
    return (sessionLock?.session.feed ?? this.#feed).take(mode);
  }

  /** Says that the consumer has demand. It stays registered until `leave`. */
  wake(consumer: Consumer, sessionLock?: SessionLock): void {
    this.hooks.deadlines.runDue();
    if (sessionLock?.isHeld !== false) (sessionLock?.session.feed ?? this.#feed).wake(consumer);
  }

  leave(consumer: Consumer, sessionLock?: SessionLock): void {
    (sessionLock?.session.feed ?? this.#feed).forget(consumer);
  }

  /** @throws BrokerError `com.microsoft:message-not-found` when one of them is not deferred (or is locked, or has expired). */
  receiveDeferred(sequenceNumbers: readonly number[], mode: ReceiveMode, sessionId?: string): StoredMessage[] {
    this.hooks.deadlines.runDue();
    const messages = sequenceNumbers.map((number) => this.#require(number, 'deferred', sessionId));
    const now = this.#now();
    // Azure checks a deferred message for expiry only when somebody asks for it.
    const expired = messages.filter((message) => message.expiresAtMs <= now);
    for (const message of expired) this.#expire(message);
    if (expired.length > 0) throw notFound(expired.map((message) => message.sequenceNumber));
    for (const message of messages) this.#acquire(message, mode);
    return messages;
  }

  /** Up to `count` messages of any state from a sequence number on, in order. */
  peek(fromSequenceNumber: number, count: number, sessionId?: string): StoredMessage[] {
    this.hooks.deadlines.runDue();
    const found: StoredMessage[] = [];
    for (const message of this.#index.from(fromSequenceNumber)) {
      if (found.length >= count) break;
      if (sessionId === undefined || message.sessionId === sessionId) found.push(message);
    }
    return found;
  }

  // ---- settlement; all throw BrokerError `com.microsoft:message-lock-lost` (or `session-lock-lost`) when the lock is gone

  complete(token: string): void {
    const message = this.#unlock(token);
    if (message.redeliveries > 0) {
      message.redeliveries -= 1;
      this.#countDelivery(message);
      this.#putBack(message);
    } else {
      this.#drop(message);
    }
  }

  abandon(token: string, properties?: Properties): void {
    const message = this.#unlock(token);
    modify(message, properties);
    this.#giveBack(message, true);
  }

  defer(token: string, properties?: Properties): void {
    const message = this.#unlock(token);
    modify(message, properties);
    this.#countDelivery(message);
    message.deferred = true;
    this.#putBack(message);
  }

  /** @throws BrokerError `amqp:not-allowed` in a dead-letter queue. */
  deadLetter(token: string, properties?: Properties): void {
    if (this.hooks.deadLetter === undefined) {
      throw new BrokerError(Condition.notAllowed, `Messages of '${this.path}' cannot be dead-lettered.`);
    }
    const message = this.#unlock(token);
    modify(message, properties);
    this.#moveToDeadLetter(message);
  }

  /** Gives a locked message back as if it had never been delivered. */
  release(token: string): void {
    this.#giveBack(this.#unlock(token), false);
  }

  /** Prolongs the lock by the lock duration from now and returns when it ends. */
  renew(token: string): number {
    const message = this.#requireLocked(token);
    if (this.#sessions !== undefined) return this.#sessions.renew(message.sessionId ?? '');
    const untilMs = this.#now() + this.options.lockDurationMs;
    this.#locks.prolong(message, untilMs);
    this.hooks.deadlines.set(message, untilMs);
    return untilMs;
  }

  /** Puts a message that was received and deleted back at its old place, for a second delivery; `failed` counts the first. */
  restore(message: StoredMessage, failed: boolean): void {
    if (failed) this.#countDelivery(message);
    this.#index.add(message);
    this.#putBack(message);
  }

  /** Ends every lock now, as its expiry would. */
  expireLocks(): void {
    this.#sessions?.expireLocks();
    // A message that is given back may be locked again at once by a waiting consumer: only the locks of this moment count.
    for (const { message, lock } of this.#locks.list()) if (message.lock === lock) this.#giveBack(message, true);
  }

  onMessageDeadline(message: StoredMessage): void {
    if (message.state === 'scheduled') {
      this.#renumber(message);
      this.#enter(message);
    } else if (message.state === 'locked') {
      this.#locks.expired += 1;
      this.#giveBack(message, true);
    } else {
      this.#expire(message);
    }
  }

  #schedule(message: StoredMessage): void {
    this.#setState(message, 'scheduled');
    this.hooks.deadlines.set(message, message.scheduledForMs ?? 0);
  }

  /** A message that has just come in or has become due. */
  #enter(message: StoredMessage): void {
    if (this.hooks.relay !== undefined) {
      this.#drop(message);
      this.hooks.relay(message);
      return;
    }
    message.expiresAtMs = message.enqueuedAtMs + message.timeToLiveMs;
    this.#activate(message);
  }

  #activate(message: StoredMessage): void {
    if (message.expiresAtMs <= this.#now()) {
      this.#expire(message);
      return;
    }
    this.#setState(message, 'active');
    this.hooks.deadlines.set(message, message.expiresAtMs);
    if (this.#sessions === undefined) this.#feed.add(message);
    else this.#sessions.add(message);
  }

  #acquire(message: StoredMessage, mode: ReceiveMode): void {
    if (mode === 'receiveAndDelete') {
      this.#drop(message);
      return;
    }
    this.#setState(message, 'locked');
    const sessionLock = this.#sessions?.lockOf(message.sessionId ?? '');
    if (sessionLock === undefined) {
      const untilMs = this.#now() + this.options.lockDurationMs;
      this.#locks.add(message, untilMs);
      this.hooks.deadlines.set(message, untilMs);
    } else {
      this.#locks.add(message, sessionLock);
      sessionLock.session.held.add(message);
      this.hooks.deadlines.clear(message);
    }
  }

  /** After a delivery that came to nothing. `failed` counts it. */
  #giveBack(message: StoredMessage, failed: boolean): void {
    this.#forgetLock(message);
    if (failed) this.#countDelivery(message);
    if (failed && message.deliveryCount >= this.options.maxDeliveryCount) {
      modify(message, deliveriesExceeded(this.options.maxDeliveryCount));
      this.#moveToDeadLetter(message);
    } else {
      this.#putBack(message);
    }
  }

  #countDelivery(message: StoredMessage): void {
    if (this.options.countsDeliveries !== false) message.deliveryCount += 1;
  }

  #putBack(message: StoredMessage): void {
    if (message.deferred) {
      this.#setState(message, 'deferred');
      this.hooks.deadlines.clear(message);
    } else {
      this.#activate(message);
    }
  }

  #expire(message: StoredMessage): void {
    if (this.options.deadLetterOnExpiration && this.hooks.deadLetter !== undefined) {
      modify(message, TIME_TO_LIVE_EXPIRED);
      this.#moveToDeadLetter(message);
    } else {
      this.#drop(message);
    }
  }

  #moveToDeadLetter(message: StoredMessage): void {
    this.#drop(message);
    message.deadLetterSource ??= this.path;
    this.hooks.deadLetter?.(message);
  }

  /** Takes the message out of everything this queue knows. */
  #drop(message: StoredMessage): void {
    this.#forgetLock(message);
    this.#setState(message, 'gone');
    this.hooks.deadlines.clear(message);
    this.#index.remove(message);
  }

  #setState(message: StoredMessage, state: MessageState): void {
    if (message.state === 'active') {
      if (this.#sessions === undefined) this.#feed.remove(message);
      else this.#sessions.remove(message);
    }
    if (message.state !== 'gone') this.#counts[message.state] -= 1;
    if (state !== 'gone') this.#counts[state] += 1;
    message.state = state;
    if (state === 'gone') this.hooks.journal.forgetMessage(message);
    else if (state !== 'locked') this.hooks.journal.noteMessage(this.path, message);
  }

  /** A scheduled message gets a new place and number when it becomes active, as if it had been sent at that moment. */
  #renumber(message: StoredMessage): void {
    this.#index.remove(message);
    message.sequenceNumber = this.#index.nextNumber();
    message.enqueuedSequenceNumber = message.sequenceNumber;
    message.enqueuedAtMs = this.#now();
    this.#index.add(message);
  }

  #requireLocked(token: string): StoredMessage {
    this.hooks.deadlines.runDue();
    const message = this.#locks.find(token);
    if (message !== undefined) return message;
    throw lockLost(this.#sessions !== undefined);
  }

  #unlock(token: string): StoredMessage {
    const message = this.#requireLocked(token);
    this.#forgetLock(message);
    return message;
  }

  #forgetLock(message: StoredMessage): void {
    this.#locks.remove(message);
    this.#sessions?.letGo(message);
  }

  #require(sequenceNumber: number, state: MessageState, sessionId?: string): StoredMessage {
    const message = this.#index.get(sequenceNumber);
    if (message?.state !== state || (sessionId !== undefined && message.sessionId !== sessionId)) {
      throw notFound([sequenceNumber]);
    }
    if (state === 'deferred') this.#sessions?.requireLock(message.sessionId ?? '');
    return message;
  }

  #now(): number {
    return this.hooks.deadlines.clock.now();
  }
}
