import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import { type Delivery, DELIVERY_TRANSITIONS, ServiceError, transition, withAttempt } from '#domain';
import {
  DONE,
  type HandlerContext,
  type HandlerOutcome,
  Handles,
  type messages,
  type Received,
  webhookAttempt,
} from '#messaging';
import { delayBeforeAttempt } from './attempt-delay.ts';
import { attemptOf, type Outcome, WebhookSender } from './webhook-sender.ts';

const GONE = 410;

/** Makes one attempt to deliver a webhook, keeps what came of it, and plans the next one if need be. */
@Handles('webhook.deliver')
@Injectable()
export class DeliverWebhook {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly sender: WebhookSender,
    private readonly commit: Commit,
  ) {}

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
    let endpoint = await this.documents.find('webhookEndpoint', tenantId, delivery.endpointId);
    // It may have been made or enabled a moment ago.
    if (endpoint?.status !== 'enabled') {
      endpoint = await this.documents.findLatest('webhookEndpoint', tenantId, delivery.endpointId);
    }
    if (endpoint?.status !== 'enabled') {
      await this.end(delivery, 'failed', { error: 'state-conflict' }, 0);
      return DONE;
    }
    const startedAt = performance.now();
    const outcome = await this.sender.send(endpoint, delivery, signal);
    signal.throwIfAborted();
    const durationMs = Math.round(performance.now() - startedAt);
    if (outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300) {
      await this.end(delivery, 'succeeded', outcome, durationMs);
    } else if (outcome.status === GONE) {
      // First the endpoint: dying in between asks it again, the other way round would leave it enabled.
      await this.commit.save({ ...endpoint, status: 'disabled', disabledReason: 'gone' });
      await this.end(delivery, 'failed', outcome, durationMs);
    } else {
      await this.tryLater(delivery, outcome, durationMs);
    }
    return DONE;
  }

  /** Ends the delivery when something of our own, not the endpoint, keeps failing. */
  async onFailed(message: Received<typeof messages.webhookDeliver>, error: ServiceError): Promise<void> {
    const delivery = await this.documents.find('delivery', message.tenantId, message.subjectId);
    if (delivery?.status !== 'pending' || message.data.attempt !== delivery.attemptCount + 1) return;
    await this.end(delivery, 'failed', { error: error.code }, 0);
  }

  private async tryLater(delivery: Stored<Delivery>, outcome: Outcome, durationMs: number): Promise<void> {
    const made = delivery.attemptCount + 1 - delivery.attemptsBefore;
    const delayMs = delayBeforeAttempt(made + 1, this.config.webhooks.attemptDelaysMs, outcome.retryAfterMs);
    if (delayMs === undefined) return this.end(delivery, 'failed', outcome, durationMs);
    await this.record(delivery, outcome, durationMs, (tried) => ({
      ...tried,
      nextAttemptAt: new Date(Date.now() + delayMs).toISOString(),
      outbox: [...tried.outbox, webhookAttempt(tried, tried.attemptCount + 1, delayMs)],
    }));
  }

  private async end(
    delivery: Stored<Delivery>,
    status: 'succeeded' | 'failed',
    outcome: Outcome,
    durationMs: number,
  ): Promise<void> {
    await this.record(delivery, outcome, durationMs, (tried) => transition(DELIVERY_TRANSITIONS, tried, status));
  }

  /**
   * Writes the delivery after an attempt. The process that published this message may clear its outbox only now, and so change
   * the document: that is no reason to send the webhook again.
   */
  private async record(
    before: Stored<Delivery>,
    outcome: Outcome,
    durationMs: number,
    change: (tried: Stored<Delivery>) => Stored<Delivery>,
  ): Promise<void> {
    const attempt = attemptOf(outcome, durationMs);
    const { tenantId, id, attemptCount } = before;
    await this.commit.update(
      'delivery',
      tenantId,
      id,
      (delivery) =>
        delivery.status === 'pending' && delivery.attemptCount === attemptCount
          ? change(withAttempt(delivery, attempt))
          : undefined,
      { found: before },
    );
  }
}
