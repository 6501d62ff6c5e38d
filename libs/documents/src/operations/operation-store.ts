import { Injectable } from '@nestjs/common';
import {
  advanceOperation,
  isOperationErased,
  type Operation,
  operationStateOf,
  type OperationSubject,
  operationTypeOf,
  ServiceError,
} from '#domain';
import { retryLostRaces } from '../commit/lost-races.ts';
import { DocumentStore, type Stored, type StoredDocument } from '../store/document-store.ts';

/** Keeps the operations in step with the documents whose progress they show. */
@Injectable()
export class OperationStore {
  constructor(private readonly documents: DocumentStore) {}

  /**
   * Reads an operation. Its document is written after its subject's: a client that was given its id may ask before, and after a crash
   * nobody may have written it yet.
   * @throws ServiceError `not-found` when the tenant has none with this id
   */
  async get(tenantId: string, id: string): Promise<Stored<Operation>> {
    const existing = await this.documents.findReferenced('operation', tenantId, id);
    if (existing) return existing;
    const subject = await this.documents.subjectOfOperation(tenantId, id);
    const made = subject && isOperationSubject(subject) ? await this.follow(subject) : undefined;
    return made ?? this.documents.get('operation', tenantId, id);
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
        if (ended !== operation) await this.documents.replace({ ...ended, etag: operation.etag });
      },
    );
  }

  /**
   * The operation of a subject that was written just now: asking first whether there is one would be a round trip for nothing.
   * @returns the operation, or undefined when the subject has none.
   */
  async begin(subject: OperationSubject): Promise<Stored<Operation> | undefined> {
    if (subject.operationId === undefined) return undefined;
    try {
      return await this.documents.create(newOperation(subject.operationId, subject));
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
  async follow(subject: OperationSubject): Promise<Stored<Operation> | undefined> {
    const { operationId } = subject;
    if (operationId === undefined) return undefined;
    return retryLostRaces(
      () => this.documents.find('operation', subject.tenantId, operationId),
      async (existing) => {
        if (!existing && isOperationErased(subject)) return undefined;
        if (!existing) return this.documents.create(newOperation(operationId, subject));
        const advanced = advanceOperation(existing, operationStateOf(subject), new Date().toISOString());
        return advanced === existing ? existing : this.documents.replace({ ...advanced, etag: existing.etag });
      },
      ['state-conflict'],
    );
  }
}

/** The operation of a subject as it is before anybody followed it. */
export function newOperation(id: string, subject: OperationSubject): Operation {
  const state = operationStateOf(subject);
  return {
    id,
    kind: 'operation',
    type: operationTypeOf(subject),
    tenantId: subject.tenantId,
    ownerId: subject.ownerId,
    subject: { kind: subject.kind, id: subject.id },
    ...state,
    events: [{ ...state, sequence: 1, at: subject.updatedAt }],
    createdAt: subject.createdAt,
    updatedAt: subject.updatedAt,
    outbox: [],
  };
}

export function isOperationSubject(document: StoredDocument): document is Stored<OperationSubject> {
  const { kind } = document;
  return kind === 'consent' || kind === 'voice' || kind === 'synthesis' || kind === 'batch';
}
