import { Module } from '@nestjs/common';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { DueNotifications, EmailSender, ResolveNames } from '#notifications';
import { DeliverNotification } from './deliver-notification.service.ts';
import { HandleDeliveryReport } from './handle-delivery-report.usecase.ts';
import { NotificationSender } from './notification-sender.service.ts';
import { MakeNotification } from './make-notification.service.ts';
import { NotifyStalledTraining } from './notify-stalled-training.service.ts';
import { NotifySubscribers } from './notify-subscribers.service.ts';
import { SuspendSubscription } from './suspend-subscription.service.ts';

/** Makes the deliveries of digests, alerts and reminders, and sends those that are no webhooks. */
@Module({
  providers: [
    {
      provide: SecretBox,
      useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
      inject: [CONFIG],
    },
    DueNotifications,
    ResolveNames,
    EmailSender,
    MakeNotification,
    NotifySubscribers,
    NotifyStalledTraining,
    DeliverNotification,
    NotificationSender,
    HandleDeliveryReport,
    SuspendSubscription,
  ],
  exports: [NotifySubscribers, NotifyStalledTraining, DeliverNotification],
})
export class NotificationsModule {}
