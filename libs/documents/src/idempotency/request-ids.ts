import { createHash, randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { type DocumentKind, ID_PREFIXES } from '#domain';

export interface RequestIdsOptions {
  /** Random; the ids are a function of it and of `at`. */
  readonly seed: string;
  /** The time within the ids, in epoch milliseconds. */
  readonly at: number;
  /** Whether an earlier run of the same request may have written documents with these ids. */
  readonly resumed: boolean;
  /** Whether that run may still be under way: the request can only be answered with what it has written. */
  readonly isHeld?: boolean;
  /** Settles when it is known whether the request may write with these ids; absent: it may. */
  readonly claim?: Promise<void>;
}

/** The library takes 0 for no time given, and then the present one. */
const NO_TIME = 1;

/**
 * The ids of what one request creates, chosen before anything is written: a second run of the same request has the same ids and so
 * finds what the first one wrote.
 */
export class RequestIds {
  readonly resumed: boolean;
  readonly isHeld: boolean;
  #used: boolean;
  #repeated = false;

  constructor(private readonly options: RequestIdsOptions) {
    this.resumed = options.resumed;
    this.isHeld = options.isHeld ?? false;
    this.#used = options.resumed;
  }

  /** Ids of a request that is never repeated. */
  static once(): RequestIds {
    return new RequestIds({ seed: randomUUID(), at: Date.now(), resumed: false });
  }

  /**
   * Ids that follow from what something means, the same whenever and wherever it happens again.
   * @param at the time within the ids, in epoch milliseconds; leave it out where there is none that stays the same
   */
  static derived(meaning: string, at: number = NO_TIME): RequestIds {
    return new RequestIds({ seed: meaning, at, resumed: false });
  }

  /** When the first run of the request was begun, in epoch milliseconds. */
  get at(): number {
    return this.options.at;
  }

  /**
   * To be awaited before anything is written with one of the ids: the key of the request is recorded while its handler checks what it is given.
   * @throws what keeps the request from being run, which the caller leaves to the idempotency interceptor
   */
  async claimed(): Promise<void> {
    await this.options.claim;
  }

  /** Whether the request is answered with what an earlier run of it has written. */
  get isRepeated(): boolean {
    return this.#repeated;
  }

  noteRepeated(): void {
    this.#repeated = true;
  }

  /** Whether a document may have been written with one of the ids: the caller gets an id just before it writes. */
  get used(): boolean {
    return this.#used;
  }

  /**
   * The id of the document of this kind, the same each time: prefix and ULID, so that ids of one kind sort by time.
   * @param role tells documents of one kind apart when the request creates several
   */
  id(kind: DocumentKind, role: string = kind): string {
    this.#used = true;
    const bytes = createHash('sha256')
      .update(JSON.stringify([this.options.seed, kind, role]))
      .digest()
      .values();
    return `${ID_PREFIXES[kind]}_${ulid(this.options.at, () => (bytes.next().value ?? 0) / 256)}`;
  }
}
