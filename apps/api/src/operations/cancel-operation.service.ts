import { Injectable } from '@nestjs/common';
import { hasRole, type Principal, type Role } from '#auth';
import { DocumentStore, OperationStore, type Stored } from '#documents';
import {
  isCancelable,
  isTerminal,
  type Operation,
  OPERATION_TRANSITIONS,
  type OperationSubject,
  type OperationType,
  ServiceError,
} from '#domain';
import { calledOff } from '#messaging';
import { AcceptWork } from './accept-work.ts';
import { auditMessage } from '../audit/audit-message.ts';
import { assertOwner } from '../platform/resources/ownership.ts';

/** The owner of work may call it off while they may start work of its kind. */
const ROLE: Readonly<Record<OperationType, Role>> = {
  'consent.verification': 'Voice.Enroll',
  'voice.enrollment': 'Voice.Enroll',
  'speech.synthesis': 'Voice.Synthesize',
  'speech.batch': 'Voice.Synthesize',
  // None of these can be called off: who asks is told so.
  'consent.revocation': 'Voice.Enroll',
  'consent.erasure': 'Voice.Enroll',
  'voice.erasure': 'Voice.Enroll',
};

/** A worker writes the document a few times in its life; to lose to it each time is next to impossible. */
const WRITE_ATTEMPTS = 5;

/** Calls off what an operation stands for. What runs at this moment notices from the document. */
@Injectable()
export class CancelOperation {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly acceptWork: AcceptWork,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`; `state-conflict` when it has ended, or cannot be called off any more */
  async execute(principal: Principal, operationId: string): Promise<Operation> {
    const operation = await this.operations.get(principal.tenantId, operationId);
    const role = ROLE[operation.type];
    if (!hasRole(principal, role)) throw new ServiceError('forbidden', `This needs the role ${role}.`);
    assertOwner(principal, operation);
    if (isTerminal(OPERATION_TRANSITIONS, operation.status) && !(await this.isToBeBarred(operation))) {
      throw new ServiceError('state-conflict', `The operation is ${operation.status} already.`);
    }
    return this.acceptWork.resume(await this.cancelSubject(principal, operation));
  }

  /** Whether it has failed, and an operator could have its work started again: that is called off. The operation stays as it ended. */
  private async isToBeBarred(operation: Operation): Promise<boolean> {
    return operation.status === 'failed' && isCancelable(await this.subjectOf(operation));
  }

  private async cancelSubject(principal: Principal, operation: Operation): Promise<Stored<OperationSubject>> {
    const subjectOfEvent = { kind: 'operation' as const, id: operation.id };
    const audited = auditMessage(principal, { action: 'operation.cancel', subject: subjectOfEvent });
    for (let attempt = 1; ; attempt++) {
      const subject = await this.subjectOf(operation);
      // Whoever canceled it died before its operation said so.
      if (subject.status === 'canceled') return subject;
      try {
        const ended = calledOff(subject, new Date().toISOString());
        return await this.documents.replace({ ...ended, outbox: [...ended.outbox, audited] });
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
