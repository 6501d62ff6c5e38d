import { type DrivenDocument, type DrivenKind, isDrivenKind, LIFECYCLES, requeuedStatuses, stepOf } from '#domain';
import { isReply } from '#messaging';
import { recordOutboxAge } from '../outbox/outbox-age.ts';
import { isWaitingReply } from '../outbox/kept-replies.ts';
import { isTakenOut } from '../outbox/outbox-relay.ts';
import type { DocumentStore, StoredDocument } from '../store/document-store.ts';
import { stalledStepOf } from './stalled-after.ts';

/** Younger ones are most likely being published at this moment by the process that wrote them. */
export const MIN_OUTBOX_AGE_MS = 15_000;

/** A reply that is due within this time is work: a process that knows of work looks again in ten minutes, others within the hour. */
const SOON_MS = 10 * 60_000;

/** What a look at the store has found. */
export interface WorkFound {
  /** Something is unfinished, or has messages in its outbox: to be looked at again soon. */
  readonly isOpen: boolean;
  /** A process died, or its broker was away, before it published what it had committed: a sweep of outboxes has something to do. */
  readonly isLeftBehind: boolean;
  /** Something makes no progress: a sweep of stalled work has something to do. */
  readonly isStalled: boolean;
}

/** The kinds and statuses that messages move on. No status of these is one in which another of these kinds rests. */
const KINDS = Object.keys(LIFECYCLES) as DrivenKind[];
const STATUSES = [...new Set(KINDS.flatMap((kind) => requeuedStatuses(kind)))];

const DOCUMENTS_AT_ONCE = 100;

/** Looks, with one query, whether there is work that ticks are for. Records how old the messages are that it finds in outboxes. */
export class OpenWork {
  constructor(
    private readonly documents: Pick<DocumentStore, 'openWork'>,
    private readonly stalledAfterMs: number | undefined,
  ) {}

  /**
   * Of more documents than one answer holds, it assumes that a sweep has something to do: there is a worker anyway.
   * @param now epoch milliseconds
   * @throws ServiceError `dependency-unavailable`
   */
  async look(now: number): Promise<WorkFound> {
    const soon = now + SOON_MS;
    const states = { kinds: KINDS, statuses: STATUSES };
    const found = await this.documents.openWork(states, new Date(soon).toISOString(), DOCUMENTS_AT_ONCE);
    const isMore = found.length === DOCUMENTS_AT_ONCE;
    const oldOutbox = new Date(now - MIN_OUTBOX_AGE_MS).toISOString();
    const isDue = ({ outbox }: StoredDocument, at: number) => outbox.some((message) => !isWaitingReply(message, at));
    const driven = found.filter(isDriven);
    for (const document of found) recordOutboxAges(document, now);
    return {
      isOpen: found.some((document) => isDue(document, soon)) || driven.some((each) => stepOf(each) !== undefined),
      isLeftBehind: isMore || found.some((document) => isDue(document, now) && document.updatedAt < oldOutbox),
      isStalled: isMore || driven.some((each) => stalledStepOf(each, now, this.stalledAfterMs) !== undefined),
    };
  }
}

/** While Service Bus is away no message is sent, and a look is all that tells how long the messages have waited. */
function recordOutboxAges(document: StoredDocument, now: number): void {
  // Those that their handler takes out may have been sent long ago, and wait on their queue.
  for (const message of document.outbox) {
    // A reply may wait for the queue of its producer, which says nothing of Service Bus.
    if (!isTakenOut(document, message) && !isReply(message)) recordOutboxAge(message, now);
  }
}

function isDriven(document: StoredDocument): document is StoredDocument & DrivenDocument {
  return isDrivenKind(document.kind);
}
