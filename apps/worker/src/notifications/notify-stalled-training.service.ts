import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import { isSubscribed, stalledTraining } from '#domain';
import { MakeNotification } from './make-notification.service.ts';

/** All subscriptions that a tenant can have. */
const SUBSCRIPTIONS_AT_ONCE = 100;

/** That a voice has failed, as it is announced. */
interface FailedVoice {
  readonly tenantId: string;
  /** Id of the voice. */
  readonly subjectId: string;
  /** RFC 3339: the same each time it is told. */
  readonly occurredAt: string;
  /** Tells this failure from others of the same voice. */
  readonly meaning: string;
}

/**
 * Notifies subscribers of a voice whose training has stalled: at once, and each recipient once, since the slot follows from the event that is announced.
 * See ADR 205.
 */
@Injectable()
export class NotifyStalledTraining {
  constructor(
    private readonly documents: DocumentStore,
    private readonly make: MakeNotification,
  ) {}

  /** @throws ServiceError `dependency-unavailable` */
  async execute({ tenantId, subjectId, occurredAt, meaning }: FailedVoice, signal: AbortSignal): Promise<void> {
    const voice = await this.documents.findLatest('voice', tenantId, subjectId);
    const due = voice && stalledTraining(voice, occurredAt, meaning);
    if (!due) return;
    const { data } = await this.documents.list('notificationSubscription', tenantId, { limit: SUBSCRIPTIONS_AT_ONCE });
    for (const subscription of data) {
      signal.throwIfAborted();
      // What happened before the subscription is not for it.
      const isFor = isSubscribed(subscription, due.facts.kind) && Date.parse(subscription.createdAt) <= due.dueAt;
      if (isFor) await this.make.execute(subscription, due, Date.now());
    }
  }
}
