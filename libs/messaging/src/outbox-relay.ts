import type { OutboxMessage } from '#domain';
import type { Logger } from '#observability';
import type { MessagePublisher } from './publisher.ts';

/** A document that carries the messages its last change caused. */
export interface HasOutbox {
  readonly id: string;
  readonly outbox: readonly OutboxMessage[];
}

/** Where documents with an outbox live. */
export interface OutboxStore<D extends HasOutbox> {
  /** Empties the outbox; undefined when the document was changed in the meantime. */
  clearOutbox(document: D): Promise<D | undefined>;
}

/**
 * Publishes what a committed document has in its outbox, then empties it. Nothing is lost when that fails: the messages stay in the
 * document.
 */
export class OutboxRelay<Doc extends HasOutbox = HasOutbox> {
  readonly #running = new Set<Promise<unknown>>();
  #leftBehind = false;

  constructor(
    private readonly publisher: Pick<MessagePublisher, 'publish'>,
    private readonly store: OutboxStore<Doc>,
    private readonly logger: Logger,
  ) {}

  /**
   * @returns the document as it is now: with an empty outbox, or unchanged when somebody else changed it meanwhile
   * @throws ServiceError when not all could be published; publishing again is harmless
   */
  async relay<D extends Doc>(document: D): Promise<D> {
    if (document.outbox.length === 0) return document;
    for (const message of document.outbox) await this.publisher.publish(message);
    return ((await this.store.clearOutbox(document)) as D | undefined) ?? document;
  }

  /**
   * Like `relay`, without making the caller wait for the broker, and without failing: what is not published stays in the document
   * until the next sweep.
   */
  relayInBackground(document: Doc): void {
    const run: Promise<unknown> = this.relay(document)
      .catch((err: unknown) => {
        this.#leftBehind = true;
        this.logger.warn({ err, subjectId: document.id }, 'messages stay in the outbox until the next sweep');
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Whether messages of `relayInBackground` stayed in an outbox since this was asked last. */
  takeLeftBehind(): boolean {
    const leftBehind = this.#leftBehind;
    this.#leftBehind = false;
    return leftBehind;
  }

  /** Resolves when nothing runs in the background any more. */
  async drain(): Promise<void> {
    await Promise.all(this.#running);
  }
}
