import rhea, { type Delivery, type EventContext, type Sender, type Typed } from 'rhea';
import type { Entity } from '../model/broker.ts';
import { BrokerError, Condition } from '../model/errors.ts';
import type { Consumer, ReceiveMode } from '../model/feed.ts';
import type { StoredMessage } from '../model/message.ts';
import type { SessionLock } from '../model/sessions.ts';
import { toClientTime } from './client-time.ts';
import { encodeMessage } from './codec.ts';
import { conditionOf, serve } from './faults.ts';
import { refuse, type AttachedLink, type LinkHost } from './link-host.ts';
import { tagOfToken, tokenOfTag } from './lock-token.ts';
import { plain } from './sections.ts';
import {
  acceptedState,
  answerDrain,
  creditOf,
  describeAttach,
  holdAttach,
  isDraining,
  isWritten,
  leaveCloseUnanswered,
  outcomeOf,
  rejectedState,
  roomOf,
  settleDelivery,
  type Outcome,
} from './rhea-internals.ts';

const SESSION_FILTER = 'com.microsoft:session-filter';
const SESSION_TIMEOUT = 'com.microsoft:timeout';
/** How long a client waits for a free session when it does not say, as the SDK's default operation timeout. */
const DEFAULT_SESSION_TIMEOUT_MS = 60_000;
/** .NET ticks (100 ns) from 0001-01-01 to 1970-01-01. */
const EPOCH_TICKS = 621_355_968_000_000_000n;

/** A link on which a client receives messages from a queue, a subscription, a session or a dead-letter queue. */
export class OutgoingLink implements AttachedLink, Consumer {
  readonly mode: ReceiveMode;
  /** Handed to rhea, but perhaps not written yet. */
  #pending: Delivery[] = [];
  /** Messages that a scripted latency holds back; their credit is spoken for. */
  #held = 0;
  #isOpen = false;
  #isSilent = false;
  #session: SessionLock | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(
    private readonly host: LinkHost,
    private readonly sender: Sender,
    readonly address: string,
    private readonly entity: Entity,
  ) {
    this.mode = sender.snd_settle_mode === 1 ? 'receiveAndDelete' : 'peekLock';
  }

  start(): boolean {
    const { queue } = this.entity;
    const filter = this.sender.source.filter as Record<string, unknown> | null | undefined;
    const wantsSession = filter !== null && filter !== undefined && SESSION_FILTER in filter;
    if (wantsSession !== queue.options.requiresSession) {
      throw new BrokerError(
        Condition.notAllowed,
        wantsSession
          ? `A sessionful message receiver cannot be created on '${this.address}', which does not require sessions.`
          : `'${this.address}' requires sessions: a message receiver without a session cannot be created on it.`,
      );
    }
    if (queue.sessions === undefined) {
      this.#answer();
      return true;
    }
    const wanted = filter?.[SESSION_FILTER];
    const lock = queue.sessions.accept(typeof wanted === 'string' ? wanted : undefined);
    if (lock === undefined) this.#waitForSession();
    else this.#answer(lock);
    return lock !== undefined;
  }

  get demand(): number {
    if (!this.#isOpen || this.#isSilent) return 0;
    while (this.#pending[0] !== undefined && isWritten(this.#pending[0])) this.#pending.shift();
    return Math.min(creditOf(this.sender) - this.#pending.length - this.#held, roomOf(this.sender.session));
  }

  deliver(message: StoredMessage): void {
    const { context } = this.host;
    const effect = context.takeFault('receive', this.entity.queue.path);
    switch (effect?.kind) {
      case 'error':
        this.#putBack(message);
        refuse(this.sender, effect.code ?? conditionOf(effect.status), effect.message ?? 'This error was scripted.');
        this.onClose();
        return;
      case 'latency':
        this.#held += 1;
        context.clock.after(effect.ms, () => {
          this.#held -= 1;
          if (this.#isOpen) this.#send(message);
        });
        return;
      case 'hang':
        if (effect.after === 'work') this.#send(message);
        else this.#held += 1;
        return;
      case 'drop':
      case 'close':
        if (effect.after !== 'nothing') this.#send(message);
        this.host.dropAfterFlush();
        return;
      case 'duplicate':
        this.#send(message);
        if (this.mode === 'peekLock') message.redeliveries += effect.times ?? 1;
        else this.entity.queue.restore(message, true);
        return;
      case 'fail-job':
      case 'stall-job':
      case undefined:
        this.#send(message);
    }
  }

  onFlow(): void {
    if (!this.#isOpen || this.#isSilent) return;
    this.entity.queue.wake(this, this.#session);
    // Everything there was is on its way now, so that what is left of the credit can be given up.
    if (isDraining(this.sender)) answerDrain(this.sender);
  }

  /** Keeps the link, and never sends on it again. */
  silence(): void {
    this.#isSilent = true;
    this.entity.queue.leave(this, this.#session);
  }

  onClose(): void {
    if (this.#isSilent) leaveCloseUnanswered(this.sender);
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#isOpen = false;
    const { queue } = this.entity;
    queue.leave(this, this.#session);
    if (this.#session === undefined) return;
    this.#session.onLost = undefined;
    queue.sessions?.release(this.#session);
    this.#session = undefined;
  }

  #waitForSession(): void {
    holdAttach(this.sender);
    const asked = this.sender.properties?.[SESSION_TIMEOUT] as unknown;
    const timeoutMs = typeof asked === 'number' && asked > 0 ? asked : DEFAULT_SESSION_TIMEOUT_MS;
    const leaveLine = this.entity.queue.sessions?.waitForAny((lock) => {
      this.#stopWaiting?.();
      this.#stopWaiting = undefined;
      this.#answer(lock);
      this.sender.open();
    });
    const disarm = this.host.context.clock.after(timeoutMs, () => {
      this.onClose();
      refuse(this.sender, Condition.timeout, 'The operation did not complete: no session became available in time.');
    });
    this.#stopWaiting = () => {
      leaveLine?.();
      disarm();
    };
  }

  #answer(lock?: SessionLock): void {
    const { sender } = this;
    const source = { address: this.address };
    sender.set_target(sender.target);
    if (lock === undefined) {
      sender.set_source(source);
      describeAttach(sender, settleModes(this.mode));
    } else {
      this.#session = lock;
      lock.onLost = () => {
        this.onClose();
        refuse(sender, Condition.sessionLockLost, `The session lock has expired on the session '${lock.sessionId}'.`);
      };
      sender.set_source({ ...source, filter: { [SESSION_FILTER]: lock.sessionId } });
      describeAttach(sender, {
        ...settleModes(this.mode),
        properties: {
          'com.microsoft:locked-until-utc': rhea.types.wrap_long(
            ticks(toClientTime(this.host.context.clock, lock.untilMs)),
          ),
        },
      });
    }
    for (const event of ['accepted', 'rejected', 'released', 'modified']) {
      sender.on(event, ({ delivery }: EventContext) => {
        if (delivery !== undefined) this.host.guard(() => this.#onOutcome(delivery));
      });
    }
    this.#isOpen = true;
  }

  #send(message: StoredMessage): void {
    const tag = message.lock === undefined ? undefined : tagOfToken(message.lock.token);
    this.#pending.push(this.sender.send(encodeMessage(message, this.host.context.clock), tag, 0));
  }

  #putBack(message: StoredMessage): void {
    if (message.lock === undefined) this.entity.queue.restore(message, false);
    else this.entity.queue.release(message.lock.token);
  }

  #onOutcome(delivery: Delivery): void {
    const outcome = outcomeOf(delivery);
    if (outcome === undefined || this.mode === 'receiveAndDelete' || this.#isSilent) return;
    const { context } = this.host;
    const token = tokenOfTag(delivery.tag as Buffer);
    const answer = (state: unknown): void => settleDelivery(delivery, state);
    const reject = (condition: string, description: string): void => answer(rejectedState({ condition, description }));
    serve(context.takeFault('settle', this.entity.queue.path), context.clock, {
      work: () => {
        const failure = this.#settle(token, outcome);
        if (failure === undefined) answer(acceptedState());
        else reject(failure.condition, failure.message);
      },
      workSilently: () => {
        const failure = this.#settle(token, outcome);
        if (failure !== undefined) context.log('settlement refused', { entity: this.address, error: failure.message });
      },
      refuse: reject,
      drop: () => this.host.drop(),
    });
    // The window and the buffer of this session have room again.
    this.onFlow();
  }

  #settle(token: string, outcome: Outcome): BrokerError | undefined {
    try {
      this.host.context.broker.atomically(() => settle(this.entity, token, outcome));
      return undefined;
    } catch (error) {
      if (error instanceof BrokerError) return error;
      throw error;
    }
  }
}

/** What each AMQP outcome means to Service Bus. Throws `BrokerError` when the lock is gone. */
function settle({ queue }: Entity, token: string, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'accepted':
      queue.complete(token);
      return;
    case 'released':
      queue.release(token);
      return;
    case 'modified':
      if (outcome.undeliverableHere) queue.defer(token, present(outcome.properties));
      else queue.abandon(token, present(outcome.properties));
      return;
    case 'rejected':
      queue.deadLetter(token, present(outcome.info));
  }
}

/** Without the fields that the SDK sends as null because the caller left them out. */
function present(properties: Record<string, Typed>): Record<string, Typed> | undefined {
  const entries = Object.entries(properties).filter(([, value]) => plain(value) !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function settleModes(mode: ReceiveMode): { senderSettleMode: number; receiverSettleMode: number } {
  return mode === 'peekLock'
    ? { senderSettleMode: 0, receiverSettleMode: 1 }
    : { senderSettleMode: 1, receiverSettleMode: 0 };
}

function ticks(epochMs: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(BigInt(Math.floor(epochMs)) * 10_000n + EPOCH_TICKS);
  return buffer;
}
