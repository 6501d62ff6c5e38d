import { Inject, Injectable } from '@nestjs/common';
import { type Operation, type OperationSubject, ServiceError } from '#domain';
import { OutboxRelay } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { DocumentStore, newOperation, OperationStore, type Stored, type StoredDocument } from '#storage';

/** Takes on work: one write of the subject, which holds the first message, is the commit; the rest can be made up for. */
@Injectable()
export class AcceptWork {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(OperationStore) private readonly operations: OperationStore,
    @Inject(OutboxRelay) private readonly outbox: OutboxRelay<StoredDocument>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes a new subject and starts its work. */
  async create(subject: OperationSubject): Promise<Operation> {
    return this.start(await this.documents.create(subject));
  }

  /** Writes a changed subject and starts its work. @throws ServiceError `etag-mismatch` */
  async change(subject: Stored<OperationSubject>): Promise<Operation> {
    return this.start(await this.documents.replace(subject));
  }

  private async start(subject: Stored<OperationSubject>): Promise<Operation> {
    // The caller does not wait for the broker: what is in the outbox is not lost, and a broker that is down is not the caller's problem.
    this.outbox.relayInBackground(subject);
    const { operationId } = subject;
    if (operationId === undefined) throw new ServiceError('internal', 'The work has no operation.');
    try {
      return (await this.operations.follow(subject)) ?? newOperation(operationId, subject);
    } catch (err) {
      // The work is accepted: saying otherwise would make the caller ask for it again. The worker makes the operation when it begins.
      this.logger.warn({ err, subjectId: subject.id }, 'the operation of accepted work could not be written yet');
      return newOperation(operationId, subject);
    }
  }
}
