import { setTimeout as delay } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { errorCodeOf, type OutboxMessage } from '#domain';
import { isClearedByHandler, isReply, type MessagePublisher, REPLY_KEPT_MS, type Reply } from '#messaging';
import { type Logger, recordMetric } from '#observability';
import type { StoredDocument } from '../store/document-store.ts';
import { isWaitingReply, keptReply } from './kept-replies.ts';
import { recordOutboxAge } from './outbox-age.ts';

/** A healthy broker takes milliseconds. */
const MAX_DRAIN_MS = 2_000;
/** What an answer may wait for the broker. */
const MAX_MOMENT_MS = 1_000;

/** A document that carries the messages its last change caused. */
export interface HasOutbox {
  readonly id: string;
  readonly outbox: readonly OutboxMessage[];
  /** Counts its writes. */
  readonly revision?: number | undefined;
}

export interface RelayOptions {
  /** Type of the message that is being handled at this moment: it is not sent again. */
  readonly handled?: string | undefined;
  /** Messages whose handler takes them out of the outbox, with its first write, are left there for it. */
  readonly isLeft?: boolean;
}

/** Where documents with an outbox live. */
export interface OutboxStore<D extends HasOutbox> {
  /**
   * Empties the outbox, keeping in the document what can never be published, and in the outbox what is published later; undefined when the
   * document was changed in the meantime.
   */
  clearOutbox(
    document: D,
    undeliverable: readonly OutboxMessage[],
    later: readonly OutboxMessage[],
  ): Promise<D | undefined>;
}

/**
 * Publishes what a committed document has in its outbox, then empties it. Nothing is lost when that fails: the messages stay in the
 * document.
 * See ADR 2, ADR 160 and ADR 210.
 */
export class OutboxRelay<Doc extends HasOutbox = StoredDocument> implements BeforeApplicationShutdown {
  readonly #running = new Set<Promise<unknown>>();
  #leftBehind = false;
  #gaveWork = false;

  constructor(
    private readonly publisher: Pick<MessagePublisher, 'publish'>,
    private readonly store: OutboxStore<Doc>,
    private readonly logger: Pick<Logger, 'debug' | 'warn' | 'error'>,
  ) {}

  /**
   * A reply that the queue of its producer does not take stays in the outbox for a later sweep, and keeps nothing else waiting: see ADR 181.
   * @returns the document as it is now: with an empty outbox, or unchanged when somebody else changed it meanwhile
   * @throws ServiceError when not all other messages could be published; publishing again is harmless. `invalid-message` when all but those that
   * this version does not know were, and are out of the outbox
   */
  async relay<D extends Doc>(document: D, options?: RelayOptions): Promise<D> {
    const { relayed, failure } = await this.published(document, options);
    if (failure !== undefined) throw failure;
    return relayed;
  }

  /** @returns the document as it is now, and why messages stay in its outbox that this version does not know */
  private async published<D extends Doc>(
    document: D,
    { handled, isLeft = false }: RelayOptions = {},
  ): Promise<{ readonly relayed: D; readonly failure?: unknown }> {
    if (document.outbox.length === 0) return { relayed: document };
    this.#gaveWork = true;
    const undeliverable: OutboxMessage[] = [];
    const later: OutboxMessage[] = [];
    let failure: unknown;
    const [replies, messages] = [document.outbox.filter(isReply), document.outbox.filter((each) => !isReply(each))];
    for (const message of messages.filter((each) => each.type !== handled)) {
      try {
        // Only of its own subject: the document may bring messages about others.
        const { revision } = message.subjectId === document.id ? document : message;
        await this.publisher.publish({ ...message, revision });
        recordOutboxAge(message, Date.now());
      } catch (error) {
        switch (errorCodeOf(error)) {
          case 'payload-too-large':
            this.setAside(document, message, error);
            undeliverable.push(message);
            break;
          case 'invalid-message':
            // A newer version may have written it while both run: it stays in the outbox for that one.
            later.push(message);
            failure = error;
            break;
          default:
            throw error;
        }
      }
    }
    for (const reply of replies) {
      const kept = isWaitingReply(reply, Date.now()) ? reply : await this.unanswered(document, reply);
      if (kept) later.push(kept);
    }
    if (document.outbox.every((message) => later.includes(message))) return { relayed: document, failure };
    this.logger.debug(
      { subjectId: document.id, messages: document.outbox.map(({ id }) => id) },
      'an outbox was published',
    );
    if (isLeft && undeliverable.length === 0 && document.outbox.every((each) => isTakenOut(document, each))) {
      return { relayed: document, failure };
    }
    const cleared = (await this.store.clearOutbox(document, undeliverable, later)) as D | undefined;
    return { relayed: cleared ?? document, failure };
  }

  /** Sends a reply. @returns it as it is kept when it has to be sent later */
  private async unanswered(document: Doc, reply: Reply): Promise<Reply | undefined> {
    const { id: messageId, type, occurredAt } = reply;
    try {
      await this.publisher.publish(reply);
      return undefined;
    } catch (err) {
      const isOver = Date.now() - Date.parse(occurredAt) >= REPLY_KEPT_MS;
      const outcome = isOver ? 'dropped' : 'kept';
      recordMetric('voice.producer.replies', 1, {
        'voice.producer.reply': type,
        'voice.producer.reply.outcome': outcome,
      });
      const about = { err, subjectId: document.id, messageId, messageType: type, producer: reply.data.producer };
      if (isOver) this.logger.error(about, 'a reply was dropped: its queue did not take it for a week');
      else this.logger.warn(about, 'a reply stays in the outbox: its queue does not take it at the moment');
      return isOver ? undefined : keptReply(reply, Date.now());
    }
  }

  /** It must neither be lost nor keep what comes after it from being published. */
  private setAside(document: Doc, { id: messageId, type }: OutboxMessage, err: unknown): void {
    this.logger.error(
      { err, subjectId: document.id, messageId, messageType: type },
      'a message can never be published; it is kept in its document under undeliverable',
    );
  }

  /**
   * Like `relay`, without making the caller wait for the broker, and without failing: what is not published stays in the document
   * until the next sweep.
   */
  relayInBackground(document: Doc, options?: RelayOptions): void {
    void this.tracked(document, options);
  }

  /**
   * Like `relayInBackground`, for a caller whose answer shows the document's ETag: waits for the outbox to be emptied, for a moment at most.
   * @returns the document as it is then
   */
  async relayForAMoment<D extends Doc>(document: D): Promise<D> {
    const relayed = this.tracked(document);
    return (await Promise.race([relayed, delay(MAX_MOMENT_MS, undefined, { ref: false })])) ?? document;
  }

  private tracked<D extends Doc>(document: D, options?: RelayOptions): Promise<D | undefined> {
    const leaveBehind = (err: unknown): void => {
      this.#leftBehind = true;
      this.logger.warn({ err, subjectId: document.id }, 'messages stay in the outbox until the next sweep');
    };
    const run: Promise<D | undefined> = this.published(document, options)
      .then(({ relayed, failure }) => {
        if (failure !== undefined) leaveBehind(failure);
        return relayed;
      })
      .catch((err: unknown) => {
        leaveBehind(err);
        return undefined;
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
    return run;
  }

  /** Lets what is being published be published before the connections close. */
  beforeApplicationShutdown(): Promise<void> {
    return this.drain();
  }

  /** Whether messages of `relayInBackground` or `relayForAMoment` stayed in an outbox since this was asked last. */
  takeLeftBehind(): boolean {
    const leftBehind = this.#leftBehind;
    this.#leftBehind = false;
    return leftBehind;
  }

  /** Whether this process has had messages to publish since this was asked last: workers have something to do. */
  takeGaveWork(): boolean {
    const gaveWork = this.#gaveWork;
    this.#gaveWork = false;
    return gaveWork;
  }

  /**
   * Resolves when nothing runs in the background, at the latest after `MAX_DRAIN_MS`: without a broker a send only fails
   * after half a minute, and what is not published stays in the document for the next sweep.
   */
  async drain(): Promise<void> {
    await Promise.race([Promise.all(this.#running), delay(MAX_DRAIN_MS, undefined, { ref: false })]);
  }
}

/** Whether the handler of a message writes the document that it is in, without the message. */
export function isTakenOut({ id }: HasOutbox, { type, subjectId }: OutboxMessage): boolean {
  return subjectId === id && isClearedByHandler(type);
}
