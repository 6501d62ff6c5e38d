import { Inject, Injectable } from '@nestjs/common';
import { SecretBox, standardSignature } from '#auth';
import { CONFIG, type Config } from '#config';
import { type Delivery, type ErrorCode, errorCodeOf, liveSecrets, secretPurpose, type WebhookEndpoint } from '#domain';
import { EgressClient } from '#egress';
import { continueTrace, currentContext, formatTraceparent } from '#observability';
import type { Outcome } from '../platform/attempt-records.ts';

/** Signs a delivery and sends it to its endpoint, once. */
@Injectable()
export class WebhookSender {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly egress: EgressClient,
    private readonly secrets: SecretBox,
  ) {}

  async send(endpoint: WebhookEndpoint, delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    const { timeoutMs } = this.config.webhooks;
    const now = Date.now();
    const secrets = liveSecrets(endpoint, now).map((secret) =>
      this.secrets.open(secret.sealed, secretPurpose(endpoint, secret.id)),
    );
    const timestampS = Math.floor(now / 1_000);
    const content = { id: delivery.id, timestampS, body: delivery.payload };
    try {
      const { status, headers } = await this.egress.request({
        url: endpoint.url,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'voice-cloning-webhooks/1',
          'webhook-id': delivery.id,
          'webhook-timestamp': String(timestampS),
          'webhook-signature': standardSignature(content, secrets),
          // https://www.w3.org/TR/trace-context/: a span of its own for each attempt. Deliveries of earlier releases begin a trace.
          traceparent: formatTraceparent(continueTrace(delivery.traceparent ?? currentContext().traceparent)),
        },
        body: delivery.payload,
        limits: { headersMs: timeoutMs, totalMs: timeoutMs, maxBytes: 0 },
        ignoreBody: true,
        signal,
      });
      return { status, retryAfterMs: Number(headers['retry-after']) * 1_000 || undefined };
    } catch (error) {
      const code: ErrorCode = errorCodeOf(error);
      if (code === 'remote-unavailable' || code === 'url-refused') return { error: code };
      throw error;
    }
  }
}
