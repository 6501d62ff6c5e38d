import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import { isId, type NotificationSuspension } from '#domain';
import { DONE, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { SuspendSubscription } from './suspend-subscription.service.ts';

/** States of an e-mail that say that its address cannot be reached: further e-mail would harm the reputation of the sender. */
const SUSPENSIONS: ReadonlyMap<string, Extract<NotificationSuspension, 'bounced' | 'suppressed'>> = new Map([
  ['Bounced', 'bounced'],
  ['Suppressed', 'suppressed'],
]);

/** Suspends the subscription whose address an e-mail could not reach. Other reports, and those of e-mail that is not ours, change nothing. */
@Handles('Microsoft.Communication.EmailDeliveryReportReceived')
@Injectable()
export class HandleDeliveryReport {
  constructor(
    private readonly documents: DocumentStore,
    private readonly suspend: SuspendSubscription,
  ) {}

  async handle({
    data,
    subjectId,
  }: Received<typeof messages.microsoftCommunicationEmailDeliveryReportReceived>): Promise<HandlerOutcome> {
    const reason = SUSPENSIONS.get(data.status);
    if (reason === undefined || !isId('delivery', subjectId)) return DONE;
    // The report does not name the tenant.
    const delivery = (await this.documents.findAll('delivery', [subjectId])).get(subjectId);
    if (!delivery) return DONE;
    const { tenantId, endpointId } = delivery;
    const subscription = await this.documents.findReferenced('notificationSubscription', tenantId, endpointId);
    // An address that has replaced this one did not bounce.
    if (subscription && delivery.addressId === subscription.addressId) await this.suspend.execute(subscription, reason);
    return DONE;
  }
}
