import { Injectable } from '@nestjs/common';
import {
  advanceOperation,
  isOperationErased,
  type Operation,
  OPERATION_STATUSES,
  operationStateOf,
  type OperationStatus,
  type OperationSubject,
  type OperationType,
  OPERATION_TRANSITIONS,
  ServiceError,
} from '#domain';
import { retryLostRaces } from '../commit/lost-races.ts';
import {
  cursorOf,
  DocumentStore,
  idOfCursor,
  type ListOptions,
  type Page,
  type Stored,
} from '../store/document-store.ts';
import { recordEnd } from './operation-metrics.ts';
import {
  isOperationSubject,
  isShownOnly,
  newOperation,
  showingSynthesisId,
  shownOperation,
  showsOperation,
} from './operation-view.ts';

/** In which a synthesis has no document of its operation yet: it has the same states. */
const SHOWN_STATUSES = OPERATION_STATUSES.filter((status) => OPERATION_TRANSITIONS[status].length > 0);

export interface OperationsQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly status?: OperationStatus | undefined;
  readonly type?: OperationType | undefined;
}

/** Keeps the operations in step with the documents whose progress they show. */
@Injectable()
export class OperationStore {
  constructor(private readonly documents: DocumentStore) {}

  /**
   * Reads an operation: from the synthesis that shows it, or its document. A document is written after its subject's: a client that was given
   * its id may ask before, and after a crash nobody may have written it yet.
   * @throws ServiceError `not-found` when the tenant has none with this id
   */
  async get(tenantId: string, id: string): Promise<Stored<Operation>> {
    const shown = await this.shown(tenantId, id);
    if (shown) return shown;
    const existing = await this.documents.findReferenced('operation', tenantId, id);
    if (existing) return existing;
    const subject =
      (await this.documents.findLatest('synthesis', tenantId, showingSynthesisId(id))) ??
      (await this.documents.subjectOfOperation(tenantId, id));
    if (!subject || !isOperationSubject(subject)) return this.documents.get('operation', tenantId, id);
    if (showsOperation(subject)) return { ...shownOperation(subject), etag: subject.etag };
    return (await this.written(id, subject)) ?? this.documents.get('operation', tenantId, id);
  }

  /** Newest first. Those that only syntheses show are looked for among these. */
  async list(tenantId: string, { limit, after, status, type }: OperationsQuery): Promise<Page<Operation>> {
    const where = { ...(status && { status }), ...(type && { type }) };
    const showing = type === undefined || type === 'speech.synthesis' ? SHOWN_STATUSES : [];
    const wanted = showing.filter((each) => status === undefined || status === each);
    const [written, ...shown] = await Promise.all([
      this.documents.list('operation', tenantId, { limit, after, where }),
      ...wanted.map((each) => this.documents.list('synthesis', tenantId, shownAfter(limit, after, each))),
    ]);
    const operations = new Map<string, Operation>(written.data.map((each) => [each.id, each]));
    for (const synthesis of shown.flatMap(({ data }) => data)) {
      if (isShownOnly(synthesis)) operations.set(synthesis.operationId, shownOperation(synthesis));
    }
    const sorted = [...operations.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
    const data = sorted.slice(0, limit);
    const hasMore = sorted.length > limit || [written, ...shown].some(({ next }) => next !== undefined);
    return { data, next: hasMore ? cursorOf(data.at(-1)?.id ?? '') : undefined };
  }

  /** As the synthesis shows it that has the operation's id, if there is one. Of one that has ended too, as long as it is there. */
  private async shown(tenantId: string, id: string): Promise<Stored<Operation> | undefined> {
    const synthesis = await this.documents.findState('synthesis', tenantId, showingSynthesisId(id));
    return synthesis && showsOperation(synthesis) ? { ...shownOperation(synthesis), etag: synthesis.etag } : undefined;
  }

  /** Ends an operation whose subject has become that of another one. One that has ended stays as it is. */
  async cancel(tenantId: string, operationId: string | undefined): Promise<void> {
    if (operationId === undefined) return;
    await retryLostRaces(
      // Its subject named it: taken for missing or ended by a replica that is behind, it would go on forever.
      () => this.documents.findLatest('operation', tenantId, operationId),
      async (operation) => {
        if (!operation) return;
        const { reopened } = operation;
        const state = {
          status: 'canceled',
          stage: 'done',
          progress: 1,
          ...(reopened !== undefined && { reopened }),
        } as const;
        const ended = advanceOperation(operation, state, new Date().toISOString());
        if (ended === operation) return;
        await this.documents.replace({ ...ended, etag: operation.etag });
        recordEnd(ended);
      },
    );
  }

  /**
   * The operation of a subject that was written just now: asking first whether there is one would be a round trip for nothing. Writes nothing
   * while the subject shows it.
   * @returns the operation, or undefined when the subject has none.
   */
  async begin(subject: OperationSubject): Promise<Operation | undefined> {
    if (subject.operationId === undefined) return undefined;
    if (isShownOnly(subject)) return shownOperation(subject);
    try {
      return await this.created(operationOf(subject.operationId, subject));
    } catch (error) {
      // A worker that was faster, or an earlier run of the same request.
      if (!(error instanceof ServiceError) || error.code !== 'state-conflict') throw error;
      return this.follow(subject);
    }
  }

  /**
   * Brings the subject's operation up to the subject's state. Makes the operation when it is missing (the process may have died
   * between the two writes), writes nothing when there is no news, never turns an operation back.
   * @returns the operation, or undefined when the subject has none.
   */
  async follow(subject: OperationSubject): Promise<Operation | undefined> {
    const { operationId } = subject;
    if (operationId === undefined) return undefined;
    if (isShownOnly(subject)) return shownOperation(subject);
    return this.written(operationId, subject);
  }

  private async written(operationId: string, subject: OperationSubject): Promise<Stored<Operation> | undefined> {
    return retryLostRaces(
      () => this.documents.find('operation', subject.tenantId, operationId),
      async (existing) => {
        if (!existing && isOperationErased(subject)) return undefined;
        if (!existing) return this.created(operationOf(operationId, subject));
        const advanced = advanceOperation(existing, operationStateOf(subject), new Date().toISOString());
        if (advanced === existing) return existing;
        const replaced = await this.documents.replace({ ...advanced, etag: existing.etag });
        recordEnd(replaced);
        return replaced;
      },
      ['state-conflict'],
    );
  }

  private async created(operation: Operation): Promise<Stored<Operation>> {
    const created = await this.documents.create(operation);
    recordEnd(created);
    return created;
  }
}

/** With all events that its subject has shown. */
function operationOf(id: string, subject: OperationSubject): Operation {
  return showsOperation(subject) ? shownOperation(subject) : newOperation(id, subject);
}

/** Syntheses in this state whose operations come after this one: the ids differ only in what they begin with. */
function shownAfter(limit: number, after: string | undefined, status: OperationStatus): ListOptions {
  const cursor = after === undefined ? undefined : cursorOf(showingSynthesisId(idOfCursor('operation', after)));
  return { limit, after: cursor, where: { status } };
}
