import { Module } from '@nestjs/common';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { AnnounceEvent } from './announce-event.usecase.ts';
import { DeliverWebhook } from './deliver-webhook.usecase.ts';
import { MakeDeliveries } from './make-deliveries.service.ts';
import { WebhookSender } from './webhook-sender.ts';

/** Webhooks that tell other systems of events. */
@Module({
  providers: [
    AnnounceEvent,
    DeliverWebhook,
    MakeDeliveries,
    WebhookSender,
    {
      provide: SecretBox,
      useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
      inject: [CONFIG],
    },
  ],
  exports: [MakeDeliveries],
})
export class WebhooksModule {}
