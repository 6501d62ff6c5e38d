import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import {
  DocumentStore,
  newOperation,
  OperationStore,
  OutboxRelay,
  type RequestIds,
  type Stored,
  type StoredDocument,
} from '#documents';
import { type Operation, type OperationSubject, ServiceError } from '#domain';
import { type Logger, LOGGER } from '#observability';

/** Takes on work: one write of the subject, which holds the first message, is the commit; the rest can be made up for. */
@Injectable()
export class AcceptWork {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly outbox: OutboxRelay<StoredDocument>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes a new subject and starts its work. */
  async create(subject: OperationSubject): Promise<Operation> {
    try {
      return await this.proceed(await this.documents.create(subject), (written) => this.operations.begin(written));
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'state-conflict') throw error;
      // Two runs of one request, the slower of which was taken for dead: ids are the same in no other case.
      return this.resume(await this.documents.get(subject.kind, subject.tenantId, subject.id));
    }
  }

  /** Writes a changed subject and starts its work. @throws ServiceError `etag-mismatch` */
  async change(subject: Stored<OperationSubject>): Promise<Operation> {
    return this.resume(await this.documents.replace(subject));
  }

  /**
   * The operation of a subject that an earlier run of the same request wrote before its process died. Undefined when this is the
   * first run, or the earlier one wrote nothing.
   */
  async earlier(principal: Principal, ids: RequestIds, kind: OperationSubject['kind']): Promise<Operation | undefined> {
    if (!ids.resumed) return undefined;
    const subject = await this.documents.findReferenced(kind, principal.tenantId, ids.id(kind));
    return subject && this.resume(subject);
  }

  /** Does what is to follow the write of a subject, as far as it has not been done. */
  async resume(subject: Stored<OperationSubject>): Promise<Operation> {
    return this.proceed(subject, (written) => this.operations.follow(written));
  }

  private async proceed(
    subject: Stored<OperationSubject>,
    operationOf: (subject: OperationSubject) => Promise<Operation | undefined>,
  ): Promise<Operation> {
    // The caller does not wait for the broker: what is in the outbox is not lost, and a broker that is down is not the caller's problem.
    this.outbox.relayInBackground(subject);
    const { operationId } = subject;
    if (operationId === undefined) throw new ServiceError('internal', 'The work has no operation.');
    try {
      return (await operationOf(subject)) ?? newOperation(operationId, subject);
    } catch (err) {
      // The work is accepted: saying otherwise would make the caller ask for it again. The worker makes the operation when it begins.
      this.logger.warn({ err, subjectId: subject.id }, 'the operation of accepted work could not be written yet');
      return newOperation(operationId, subject);
    }
  }
}
