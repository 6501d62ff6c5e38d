import type { Config } from '#config';
import type { Commit, Stored } from '#documents';
import { type Delivery, type DeliveryAttempt, DELIVERY_TRANSITIONS, transition, withAttempt } from '#domain';
import { webhookAttempt } from '#messaging';
import { delayBeforeAttempt } from './attempt-delay.ts';

/** What came of an attempt: the status that the endpoint answered with, or why there was none. */
export type Outcome = Pick<DeliveryAttempt, 'status' | 'error'> & { readonly retryAfterMs?: number | undefined };

/** Writes what came of an attempt to deliver, and plans the next one. */
export class AttemptRecords {
  constructor(
    private readonly config: Pick<Config, 'webhooks'>,
    private readonly commit: Commit,
  ) {}

  /** Fails the delivery after the last attempt. */
  async tryLater(delivery: Stored<Delivery>, outcome: Outcome, durationMs: number): Promise<void> {
    const made = delivery.attemptCount + 1 - delivery.attemptsBefore;
    const delayMs = delayBeforeAttempt(made + 1, this.config.webhooks.attemptDelaysMs, outcome.retryAfterMs);
    if (delayMs === undefined) return this.end(delivery, 'failed', outcome, durationMs);
    await this.record(delivery, outcome, durationMs, (tried) => ({
      ...tried,
      nextAttemptAt: new Date(Date.now() + delayMs).toISOString(),
      outbox: [...tried.outbox, webhookAttempt(tried, tried.attemptCount + 1, delayMs)],
    }));
  }

  async end(
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

/** The entry for the delivery's log. */
function attemptOf({ status, error }: Outcome, durationMs: number): Omit<DeliveryAttempt, 'number'> {
  return { at: new Date().toISOString(), durationMs, ...(status && { status }), ...(error && { error }) };
}
