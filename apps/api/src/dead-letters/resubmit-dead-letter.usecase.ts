import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  type DocumentKind,
  type DrivenDocument,
  isUnfinished,
  kindOfId,
  type OutboxMessage,
  reopened,
  ServiceError,
  stepOf,
} from '#domain';
import {
  createMessage,
  type DeadLetter,
  type DeadLetterPosition,
  DeadLetters,
  type Message,
  messages,
  messageTypeOf,
  stepOfType,
} from '#messaging';

/**
 * Messages that are handled whatever state their document is in: they do not move it, or they carry out what was decided (that a consent
 * ends), find out by themselves whether that is done, and are the only ones that will.
 */
const ALWAYS_HANDLED: readonly string[] = [
  messages.uploadDiscard.type,
  messages.auditAppend.type,
  messages.webhookAnnounce.type,
  messages.consentExpire.type,
  messages.consentEnforce.type,
];
/** Kinds whose documents say by themselves whether there is something left to do. */
const SELF_GUARDING = [
  'hook',
  'delivery',
  'webhookEndpoint',
  'notificationSubscription',
] as const satisfies readonly DocumentKind[];

/**
 * Has a dead letter handled again in such a way that it does something: work that failed for reasons that were not its own is opened again
 * by the same write that sends its message; a message that could no longer do anything is refused with what to do instead.
 * See ADR 17.
 */
@Injectable()
export class ResubmitDeadLetter {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  /** @throws ServiceError `not-found`; `invalid-message`; `state-conflict` that says what to do */
  execute(position: DeadLetterPosition): Promise<DeadLetter> {
    return this.deadLetters.resubmit(position, (again, publish) => this.resubmit(again, publish));
  }

  private async resubmit(again: Message, publish: (message: OutboxMessage) => Promise<void>): Promise<void> {
    const kind = kindOfId(again.subjectId);
    // Sweeps and the like are about no document.
    if (kind === undefined || kind === 'operation' || isSelfGuarding(kind) || ALWAYS_HANDLED.includes(again.type)) {
      return publish(again);
    }
    // An operator discards what has no document, or opens what has failed: the newest state decides.
    const document = await this.documents.findLatest(kind, again.tenantId, again.subjectId);
    if (!document) {
      throw new ServiceError('state-conflict', `The ${kind} of this message does not exist. Discard the dead letter.`);
    }
    if (isUnfinished(document)) return publish(again);
    await this.commit.save(this.opened(document, again));
  }

  private opened(document: Stored<DrivenDocument>, again: Message): Stored<DrivenDocument> {
    const { tenantId, id: subjectId } = document;
    const open = reopened(document, stepOfType(again.type), new Date().toISOString());
    // An upload has one step; others go on from where their traces lead.
    const type = messageTypeOf(stepOf(open));
    if (type === undefined) throw new ServiceError('internal', `A reopened ${open.kind} has no step.`);
    const message: OutboxMessage = {
      ...createMessage(type, { tenantId, subjectId, data: type === again.type ? again.data : {} }),
      id: `${subjectId}:${type}:reopened-${open.reopened}`,
    };
    return { ...open, outbox: [...open.outbox, message] };
  }
}

function isSelfGuarding(kind: DocumentKind): kind is (typeof SELF_GUARDING)[number] {
  return (SELF_GUARDING as readonly DocumentKind[]).includes(kind);
}
