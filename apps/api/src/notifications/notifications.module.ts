import { Module } from '@nestjs/common';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { DueNotifications, ResolveNames } from '#notifications';
import { ManageSubscriptions } from './manage-subscriptions.usecase.ts';
import { NotificationSubscriptionsController } from './notification-subscriptions.controller.ts';
import { PreviewNotification } from './preview-notification.usecase.ts';
import { SubscriptionAddresses } from './subscription-addresses.ts';
import { UnsubscribeGate } from './unsubscribe-gate.ts';
import { UnsubscribeController } from './unsubscribe.controller.ts';
import { Unsubscribe } from './unsubscribe.usecase.ts';

/** Recipients of notifications, and the link by which they unsubscribe. */
@Module({
  controllers: [NotificationSubscriptionsController, UnsubscribeController],
  providers: [
    {
      provide: SecretBox,
      useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
      inject: [CONFIG],
    },
    DueNotifications,
    ResolveNames,
    SubscriptionAddresses,
    ManageSubscriptions,
    PreviewNotification,
    Unsubscribe,
    UnsubscribeGate,
  ],
})
export class NotificationsModule {}
