import { Injectable } from '@nestjs/common';
import { hasRole, type Principal, type Role } from '#auth';
import { Commit, DocumentStore, isOrderedNow, OperationStore } from '#documents';
import {
  isCancelable,
  isTerminal,
  type Operation,
  OPERATION_TRANSITIONS,
  type OperationSubject,
  type OperationType,
  ServiceError,
} from '#domain';
import { canceledWithCleanUp } from '#messaging';
import { auditMessage } from '../audit/audit-message.ts';
import { assertOwner } from '../resources/ownership.ts';

/** The owner of work may cancel it while they may start work of its kind. */
const ROLE: Readonly<Record<OperationType, Role>> = {
  'consent.verification': 'Voice.Enroll',
  'voice.enrollment': 'Voice.Enroll',
  'speech.synthesis': 'Voice.Synthesize',
  'speech.batch': 'Voice.Synthesize',
  // None of these can be canceled: the request is refused.
  'consent.revocation': 'Voice.Enroll',
  'consent.erasure': 'Voice.Enroll',
  'voice.erasure': 'Voice.Enroll',
};

/** Cancels the work of an operation. What runs at this moment notices from the document. */
@Injectable()
export class CancelOperation {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly commit: Commit,
  ) {}

  /**
   * A producer whose request was accepted before gets the same answer again.
   * @throws ServiceError `not-found`, `forbidden`; `state-conflict` when it has ended, or can no longer be canceled
   */
  async execute(principal: Principal, operationId: string): Promise<Operation> {
    const operation = await this.operations.get(principal.tenantId, operationId);
    const role = ROLE[operation.type];
    if (!hasRole(principal, role)) throw new ServiceError('forbidden', `This request needs the role ${role}.`);
    assertOwner(principal, operation);
    if (isTerminal(OPERATION_TRANSITIONS, operation.status) && !(await this.canStillBeResubmitted(operation))) {
      if (principal.producer !== undefined && (await this.isAccepted(operation))) return operation;
      throw new ServiceError('state-conflict', `The operation is already ${operation.status}.`);
    }
    const audited = auditMessage(principal, {
      action: 'operation.cancel',
      subject: { kind: 'operation', id: operation.id },
    });
    return this.commit.accept(subjectKind(operation), principal.tenantId, operation.subject.id, (subject) => {
      // The process that canceled it died first.
      if (subject.status === 'canceled' || isOrderedNow(subject)) return subject;
      const ended = canceledWithCleanUp(subject, new Date().toISOString());
      return { ...ended, outbox: [...ended.outbox, audited] };
    });
  }

  /** Whether it ended by an earlier run of this request of a producer, which died before it could say so. */
  private async isAccepted(operation: Operation): Promise<boolean> {
    const { tenantId, subject: of } = operation;
    const subject = await this.documents.find(subjectKind(operation), tenantId, of.id);
    if (!subject || !isOrderedNow(subject)) return false;
    await this.commit.catchUp(subject);
    return true;
  }

  /** Whether it has failed, and an operator could resubmit its work: that is canceled. The operation stays as it ended. */
  private async canStillBeResubmitted(operation: Operation): Promise<boolean> {
    if (operation.status !== 'failed') return false;
    const { tenantId, subject } = operation;
    return isCancelable(await this.documents.get(subjectKind(operation), tenantId, subject.id));
  }
}

/** @throws ServiceError `state-conflict` when its subject is of a kind whose work cannot be canceled */
function subjectKind({ subject: { kind } }: Operation): OperationSubject['kind'] {
  if (kind === 'consent' || kind === 'voice' || kind === 'synthesis' || kind === 'batch') return kind;
  throw new ServiceError('state-conflict', `Work on a ${kind} cannot be canceled.`);
}
