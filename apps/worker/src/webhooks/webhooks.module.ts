import { Module } from '@nestjs/common';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { AnnounceEvent } from './announce-event.usecase.ts';
import { DeliveriesModule } from './deliveries.module.ts';
import { DeliverWebhook } from './deliver-webhook.usecase.ts';
import { WebhookSender } from './webhook-sender.ts';

/** Webhooks that tell other systems of events. */
@Module({
  imports: [DeliveriesModule, NotificationsModule],
  providers: [
    AnnounceEvent,
    DeliverWebhook,
    WebhookSender,
    {
      provide: SecretBox,
      useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
      inject: [CONFIG],
    },
  ],
})
export class WebhooksModule {}
