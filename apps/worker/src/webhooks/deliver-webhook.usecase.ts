import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore } from '#documents';
import { isId, ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { DeliverNotification } from '../notifications/deliver-notification.service.ts';
import { AttemptRecords } from '../platform/attempt-records.ts';
import { WebhookSender } from './webhook-sender.ts';

const GONE = 410;

/** Makes one attempt to deliver a webhook or a notification, keeps what came of it, and plans the next one if need be. */
@Handles('webhook.deliver')
@Injectable()
export class DeliverWebhook {
  private readonly attempts: AttemptRecords;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly documents: DocumentStore,
    private readonly sender: WebhookSender,
    private readonly commit: Commit,
    private readonly notifications: DeliverNotification,
  ) {
    this.attempts = new AttemptRecords(config, commit);
  }

  /** An attempt that was made already, or is not due yet, is not made. */
  async handle(message: Received<typeof messages.webhookDeliver>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const { tenantId, subjectId: deliveryId } = message;
    const { attempt } = message.data;
    const delivery = await this.documents.find('delivery', tenantId, deliveryId);
    if (!delivery) throw new ServiceError('unknown-subject', 'The delivery does not exist.');
    if (delivery.status !== 'pending' || attempt !== delivery.attemptCount + 1) {
      await this.commit.catchUp(delivery);
      return DONE;
    }
    if (isId('notificationSubscription', delivery.endpointId)) return this.notifications.execute(delivery, signal);
    if (delivery.event.startsWith('notification.')) {
      const withheld = await this.notifications.withheld(delivery);
      if (withheld !== undefined) return withheld;
    }
    let endpoint = await this.documents.find('webhookEndpoint', tenantId, delivery.endpointId);
    // It may have been made or enabled a moment ago.
    if (endpoint?.status !== 'enabled') {
      endpoint = await this.documents.findLatest('webhookEndpoint', tenantId, delivery.endpointId);
    }
    if (endpoint?.status !== 'enabled') {
      await this.attempts.end(delivery, 'failed', { error: 'state-conflict' }, 0);
      return DONE;
    }
    const startedAt = performance.now();
    const outcome = await this.sender.send(endpoint, delivery, signal);
    signal.throwIfAborted();
    const durationMs = Math.round(performance.now() - startedAt);
    if (outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300) {
      await this.attempts.end(delivery, 'succeeded', outcome, durationMs);
    } else if (outcome.status === GONE) {
      // First the endpoint: dying in between asks it again, the other way round would leave it enabled.
      await this.commit.save({ ...endpoint, status: 'disabled', disabledReason: 'gone' });
      await this.attempts.end(delivery, 'failed', outcome, durationMs);
    } else {
      await this.attempts.tryLater(delivery, outcome, durationMs);
    }
    return DONE;
  }

  /** Ends the delivery when something of our own, not the endpoint, keeps failing. */
  async onFailed(message: Received<typeof messages.webhookDeliver>, error: ServiceError): Promise<void> {
    const delivery = await this.documents.find('delivery', message.tenantId, message.subjectId);
    if (delivery?.status !== 'pending' || message.data.attempt !== delivery.attemptCount + 1) return;
    await this.attempts.end(delivery, 'failed', { error: error.code }, 0);
  }
}
