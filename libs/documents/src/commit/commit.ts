import { Inject, Injectable } from '@nestjs/common';
import {
  type Charged,
  errorCodeOf,
  type Operation,
  type OperationSubject,
  ServiceError,
  unannouncedEvent,
} from '#domain';
import { announcing } from '#messaging';
import { currentContext, extendContext, type Logger, LOGGER, recordEvent } from '#observability';
import type { RequestIds } from '../idempotency/request-ids.ts';
import { recordAccepted } from '../operations/operation-metrics.ts';
import { OperationStore } from '../operations/operation-store.ts';
import {
  asAccepted,
  isOperationSubject,
  newOperation,
  shownOperationId,
  showsOperation,
  withOperationEvent,
} from '../operations/operation-view.ts';
import { OutboxRelay, type RelayOptions } from '../outbox/outbox-relay.ts';
import { withFinished, withOrder } from '../producers/orders.ts';
import { type Documents, DocumentStore, type Stored, type StoredDocument } from '../store/document-store.ts';
import { expiring } from '../syntheses/expiry-message.ts';
import { retryLostRaces, startingWith } from './lost-races.ts';

/** Long enough for the usual request to end, short enough not to be noticed. */
export const RETRY_AFTER_MS = 1_000;

/** Every document but an operation, which follows the others. */
export type CommittedKind = Exclude<keyof Documents, 'operation'>;
export type Committed = Documents[CommittedKind];

/**
 * What follows a write. `complete`: its operation, then its messages, or an error, for a worker, to which the message then comes again.
 * `background`: its messages, for callers that do not wait for the broker. `moment`: the same, but waits for a moment, for an answer that shows the
 * ETag, which changes when the outbox is emptied. Of these two the operation is left to the worker.
 */
export type Following = 'complete' | 'background' | 'moment';

export interface UpdateOptions<D> {
  /** The document as it was read before, so that the first attempt need not read it. */
  readonly found?: Stored<D> | undefined;
  readonly following?: Following;
}

/**
 * Is told what the stored document was charged, where that may not be what this run has charged: another run may have been faster, or a write that has
 * failed may have happened all the same. Undefined when it was charged nothing, or there is no document.
 */
export type ChargeCheck = (stored: Charged | undefined) => void;

/**
 * Writes documents. One write is the commit: the state, the messages it causes and, where the state is an event, its announcement. Then the
 * operation follows, and the messages are relayed; what a process that dies does not come to is made up for by `catchUp`, `resume` and the sweeps.
 * See ADR 113 and ADR 160.
 */
@Injectable()
export class Commit {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly outbox: OutboxRelay,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** Writes a document that was read. @throws ServiceError `etag-mismatch` when it was changed since */
  async save<D extends Committed>(document: Stored<D>, following: Following = 'complete'): Promise<Stored<D>> {
    return this.follow(await this.write(document), following, true);
  }

  /**
   * Changes a document as it is now, and again when another write comes first.
   * @param change may run several times; undefined when there is nothing to change
   * @returns the document as it is then; undefined when there is none
   */
  async update<K extends CommittedKind>(
    kind: K,
    tenantId: string,
    id: string,
    change: (
      document: Stored<Documents[K]>,
    ) => Stored<Documents[K]> | undefined | Promise<Stored<Documents[K]> | undefined>,
    { found, following = 'complete' }: UpdateOptions<Documents[K]> = {},
  ): Promise<Stored<Documents[K]> | undefined> {
    const read = startingWith(found, () => this.documents.find(kind, tenantId, id));
    const { document, written } = await retryLostRaces(
      async () => {
        const current = await read();
        return { current, changed: current && (await change(current)) };
      },
      async ({ current, changed }) => ({
        document: current,
        written: changed && (await this.write<Documents[K]>(changed)),
      }),
      ['not-found'],
    );
    // Not within the loop: an operation that lost its own race is no reason to change a document that is written already.
    return written ? this.follow<Documents[K]>(written, following, true) : document;
  }

  /** Creates a document, or finds the one that an earlier run has created: ids are the same in no other case. */
  async createOnce<K extends CommittedKind>(
    document: Documents[K] & { readonly kind: K },
    following: Following = 'complete',
  ): Promise<Stored<Documents[K]>> {
    const { kind, tenantId, id } = document;
    const created = await this.createNew<K>(document, following);
    return created ?? this.follow<Documents[K]>(await this.documents.get(kind, tenantId, id), following);
  }

  /** Creates a document. @returns undefined, with nothing done, when there is one with its id already */
  async createNew<K extends CommittedKind>(
    document: Documents[K] & { readonly kind: K },
    following: Following = 'complete',
  ): Promise<Stored<Documents[K]> | undefined> {
    const created = await this.documents.create<Documents[K]>(withOrder(document)).catch((error: unknown) => {
      if (errorCodeOf(error) !== 'state-conflict') throw error;
      return undefined;
    });
    return created && this.follow<Documents[K]>(created, following);
  }

  /**
   * Catches up on what a process that died after its commit did not do. For a message that finds its work already done: this is
   * the only trace such a death leaves.
   * @param handled type of that message, where it may still be in the outbox: it is taken out, and not sent again
   */
  async catchUp(document: Stored<Committed>, handled?: string): Promise<void> {
    const written = document as StoredDocument;
    if (isOperationSubject(written)) await this.operations.follow(written);
    await this.outbox.relay(written, { handled });
  }

  /** Accepts work on a new document. */
  async create(subject: OperationSubject, check?: ChargeCheck): Promise<Operation> {
    const { kind, tenantId, id } = subject;
    try {
      const created = await this.documents.create(withOperationEvent(withOrder(subject)));
      recordAccepted(created);
      return await this.proceed(created, (written) => this.operations.begin(written), { isLeft: true });
    } catch (error) {
      if (errorCodeOf(error) !== 'state-conflict') {
        await this.checkAgain(kind, tenantId, id, check);
        throw error;
      }
      const earlier = await this.documents.get(kind, tenantId, id);
      check?.(chargedOf(earlier));
      return this.resume(earlier);
    }
  }

  /**
   * Accepts work on a document that exists, as it is now, and again when another write comes first.
   * @param change may run several times; the same document when the work was accepted before
   * @throws ServiceError `not-found`, and what `change` throws
   */
  async accept<K extends OperationSubject['kind']>(
    kind: K,
    tenantId: string,
    id: string,
    change: (document: Stored<Documents[K]>) => Stored<Documents[K]> | Promise<Stored<Documents[K]>>,
    check?: ChargeCheck,
  ): Promise<Operation> {
    let isTried = false;
    const accepted = retryLostRaces(
      async () => {
        const document = await this.documents.get(kind, tenantId, id);
        return { document, changed: withOrder(await change(document)) };
      },
      async ({ document, changed }) => {
        if (changed === document) check?.(chargedOf(document));
        else isTried = true;
        return this.resume(changed === document ? document : await this.writeAccepted<Documents[K]>(changed));
      },
    );
    return accepted.catch(async (error: unknown) => {
      if (isTried) await this.checkAgain(kind, tenantId, id, check);
      throw error;
    });
  }

  /**
   * The operation of a subject that an earlier run of the same request wrote, as it was accepted. Undefined when this is the first run, or the
   * earlier one wrote nothing.
   * @throws ServiceError `idempotency-in-progress` when the earlier one has written nothing yet, and may still be under way
   */
  async earlier(tenantId: string, ids: RequestIds, kind: OperationSubject['kind']): Promise<Operation | undefined> {
    if (!ids.resumed) return undefined;
    const subjectId = ids.id(kind);
    const subject = await this.documents.findReferenced(kind, tenantId, subjectId);
    // A synthesis that was deleted has left its operation.
    const operation = subject
      ? await this.resume(subject)
      : kind === 'synthesis'
        ? await this.documents.find('operation', tenantId, shownOperationId(subjectId))
        : undefined;
    if (operation) {
      ids.noteRepeated();
      return asAccepted(operation);
    }
    if (!ids.isHeld) return undefined;
    throw new ServiceError('idempotency-in-progress', 'The first request with this key is still running.', {
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  /** Does what is to follow the write of a subject, as far as it has not been done. */
  async resume<S extends OperationSubject>(subject: Stored<S>): Promise<Operation> {
    return this.proceed(subject, (written) => this.operations.follow(written));
  }

  /** After a failure, which may have come after the write. Where that cannot be told the charge stands, so that no limit is exceeded. */
  private async checkAgain(
    kind: OperationSubject['kind'],
    tenantId: string,
    id: string,
    check: ChargeCheck | undefined,
  ): Promise<void> {
    if (!check) return;
    try {
      check(chargedOf(await this.documents.findLatest(kind, tenantId, id)));
    } catch (err) {
      this.logger.warn(
        { err, subjectId: id },
        'what was charged for work that was not accepted could not be given back',
      );
    }
  }

  private async write<D extends Committed>(document: Stored<D>): Promise<Stored<D>> {
    const now = new Date();
    const changed = expiring<Stored<D>>(
      Object.assign({ ...document }, { updatedAt: now.toISOString() }),
      now.getTime(),
    );
    const news = unannouncedEvent(changed);
    const written = await this.documents.replace<D>(announcing(withFinished(withOperationEvent(changed))));
    if (news?.event === 'voice.ready') recordEvent('voice.ready', { subjectId: written.id });
    if (news?.event === 'consent.revoked') recordEvent('consent.revoked', { subjectId: written.id });
    return written;
  }

  private async writeAccepted<D extends OperationSubject>(document: Stored<D>): Promise<Stored<D>> {
    const written = await this.write<D>(document);
    recordAccepted(written);
    return written;
  }

  /** @param isNew whether the document was written just now: what an operation ends with has no document then */
  private async follow<D extends Committed>(
    document: Stored<D>,
    following: Following,
    isNew = false,
  ): Promise<Stored<D>> {
    const written = document as Stored<D> & StoredDocument;
    if (following === 'moment') return this.outbox.relayForAMoment(written);
    if (following === 'background') {
      this.outbox.relayInBackground(written);
      return document;
    }
    if (isOperationSubject(written)) {
      if (isNew && showsOperation(written)) await this.operations.begin(written);
      else await this.operations.follow(written);
    }
    return this.outbox.relay(written);
  }

  private async proceed<S extends OperationSubject>(
    subject: Stored<S>,
    operationOf: (subject: OperationSubject) => Promise<Operation | undefined>,
    options?: RelayOptions,
  ): Promise<Operation> {
    // The caller does not wait for the broker: what is in the outbox is not lost, and a broker that is down is not the caller's problem.
    this.outbox.relayInBackground(subject, options);
    const { operationId } = subject;
    if (operationId === undefined) throw new ServiceError('internal', 'The work has no operation.');
    // The lines of the request that gives the work name it, as those of its messages do.
    if (currentContext().subjectId === undefined) extendContext({ subjectId: subject.id, operationId });
    try {
      return (await operationOf(subject)) ?? newOperation(operationId, subject);
    } catch (err) {
      // The work is accepted: saying otherwise would make the caller ask for it again. The worker makes the operation when it begins.
      this.logger.warn({ err, subjectId: subject.id }, 'the operation of accepted work could not be written yet');
      return newOperation(operationId, subject);
    }
  }
}

function chargedOf(subject: OperationSubject | undefined): Charged | undefined {
  return subject && 'charged' in subject ? subject.charged : undefined;
}
