import { Inject, Injectable } from '@nestjs/common';
import { hasRole, type Principal, type Role } from '#auth';
import {
  canceled,
  isTerminal,
  type Operation,
  OPERATION_TRANSITIONS,
  type OperationSubject,
  type OperationType,
  ServiceError,
} from '#domain';
import { createMessage, OutboxRelay } from '#messaging';
import { DocumentStore, OperationStore, type Stored, type StoredDocument } from '#storage';

/** Whoever may start a kind of work may call it off. */
const ROLE: Readonly<Record<OperationType, Role>> = {
  'consent.verification': 'Voice.Enroll',
  'voice.enrollment': 'Voice.Enroll',
  'speech.synthesis': 'Voice.Synthesize',
  'speech.batch': 'Voice.Synthesize',
};

/** A worker writes the document a few times in its life; to lose to it each time is next to impossible. */
const WRITE_ATTEMPTS = 5;

/** Calls off what an operation stands for. What runs at this moment notices from the document. */
@Injectable()
export class CancelOperation {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(OperationStore) private readonly operations: OperationStore,
    @Inject(OutboxRelay) private readonly outbox: OutboxRelay<StoredDocument>,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`; `state-conflict` when it has ended, or cannot be called off any more */
  async execute(principal: Principal, operationId: string): Promise<Operation> {
    const operation = await this.documents.get('operation', principal.tenantId, operationId);
    const role = ROLE[operation.type];
    if (!hasRole(principal, role)) throw new ServiceError('forbidden', `This needs the role ${role}.`);
    if (isTerminal(OPERATION_TRANSITIONS, operation.status)) {
      throw new ServiceError('state-conflict', `The operation is ${operation.status} already.`);
    }
    return (await this.operations.follow(await this.cancelSubject(operation))) ?? operation;
  }

  private async cancelSubject(operation: Operation): Promise<OperationSubject> {
    for (let attempt = 1; ; attempt++) {
      const subject = await this.subjectOf(operation);
      try {
        const saved = await this.documents.replace(withCleanUp(canceled(subject, new Date().toISOString())));
        this.outbox.relayInBackground(saved);
        return saved;
      } catch (error) {
        const lostRace = error instanceof ServiceError && error.code === 'etag-mismatch';
        if (!lostRace || attempt >= WRITE_ATTEMPTS) throw error;
      }
    }
  }

  private async subjectOf({ subject: { kind, id }, tenantId }: Operation): Promise<Stored<OperationSubject>> {
    if (kind === 'consent' || kind === 'voice' || kind === 'synthesis' || kind === 'batch') {
      return this.documents.get(kind, tenantId, id);
    }
    throw new ServiceError('state-conflict', `Work on a ${kind} cannot be canceled.`);
  }
}

/** With the messages that end what runs at Azure, where it would go on by itself. */
function withCleanUp(subject: Stored<OperationSubject>): Stored<OperationSubject> {
  if (subject.kind !== 'batch') return subject;
  const { id: subjectId, tenantId } = subject;
  const atAzure = subject.chunks.filter(({ status }) => status !== 'queued' && status !== 'done');
  const outbox = atAzure.map(({ index, attempt }) => {
    const data = { chunk: index, attempt };
    return createMessage('batch.poll', { tenantId, subjectId, part: `${index}.${attempt}.cancel`, data });
  });
  return { ...subject, outbox };
}
