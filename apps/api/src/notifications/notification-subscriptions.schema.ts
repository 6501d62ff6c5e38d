import { z } from 'zod';
import type { SecretBox } from '#auth';
import {
  addressHint,
  addressPurpose,
  isTimeZone,
  NOTIFICATION_CHANNELS,
  NOTIFICATION_KINDS,
  NOTIFICATION_SUBSCRIPTION_STATUSES,
  NOTIFICATION_SUSPENSIONS,
  type NotificationSubscription,
} from '#domain';
import {
  described,
  idParamsSchema,
  idSchema,
  lineSchema,
  listQuerySchema,
  mergePatch,
  mustBe,
  ownIdSchema,
  pageSchema,
  timesShape,
  viewOf,
} from '#intake';

const MAX_ADDRESS = 2_048;

const channelSchema = z.enum(NOTIFICATION_CHANNELS).meta({
  id: 'NotificationChannel',
  description: 'How a recipient is told: a webhook endpoint, e-mail, or a Microsoft Teams workflow',
  example: 'email',
});
export const notificationKindSchema = z
  .enum(NOTIFICATION_KINDS)
  .meta({ id: 'NotificationKind', description: 'What a recipient is told of', example: 'daily-digest' });
const statusSchema = z.enum(NOTIFICATION_SUBSCRIPTION_STATUSES).meta({
  id: 'NotificationSubscriptionStatus',
  description: 'Whether notifications are sent to it',
});
const suspensionSchema = z
  .enum(NOTIFICATION_SUSPENSIONS)
  .meta({ id: 'NotificationSuspension', description: 'Why nothing is sent' });

const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: mustBe('a time of day such as 22:00') })
  .meta({ description: 'Time of day in the time zone of the recipient', example: '22:00' });
const quietHoursShape = {
  from: timeOfDaySchema,
  to: described(timeOfDaySchema, 'When they end, in the time zone of the recipient', '07:00'),
};
const quietHoursSchema = z
  .object(quietHoursShape)
  .meta({ id: 'QuietHours', description: 'When nothing is sent, by the clock of the recipient' });
const createQuietHoursSchema = z
  .strictObject(quietHoursShape)
  .refine(({ from, to }) => from !== to, { error: 'must not begin and end at the same time' })
  .meta({
    id: 'CreateQuietHours',
    description: 'When nothing is sent: what is due waits for their end. They may last over midnight',
  });
const updateQuietHoursSchema = createQuietHoursSchema.nullable().meta({
  id: 'UpdateQuietHours',
  description: 'When nothing is sent; null removes them',
});
const timeZoneSchema = z
  .string()
  .max(100)
  .refine(isTimeZone, { error: mustBe('a time zone of the IANA database, such as Europe/Berlin') })
  .meta({ description: 'IANA name of the time zone of the recipient', example: 'Europe/Berlin' });
const addressSchema = z.string().min(1).max(MAX_ADDRESS).meta({
  description:
    'Where notifications are sent. `email`: an e-mail address. `teams`: the URL of a Teams workflow that starts when a webhook request is received. `webhook`: the id of a webhook endpoint of the tenant, which signs as for events',
  example: 'ada@example.com',
});
const kindsSchema = z
  .array(notificationKindSchema)
  .min(1)
  .max(NOTIFICATION_KINDS.length)
  .transform((kinds) => [...new Set(kinds)])
  .meta({ description: 'What the recipient is told of', example: ['daily-digest', 'consent-expiring'] });

export const subscriptionParamsSchema = idParamsSchema('notificationSubscription');
export const subscriptionsQuerySchema = listQuerySchema;

export const createSubscriptionSchema = z
  .strictObject({
    channel: channelSchema,
    address: addressSchema,
    kinds: kindsSchema,
    timeZone: timeZoneSchema.optional().meta({ description: 'Default: UTC', example: 'Europe/Berlin' }),
    quietHours: createQuietHoursSchema.optional(),
    description: described(lineSchema(200).optional(), 'For people; the API does not read it'),
    consentId: idSchema(
      'consent',
      'Consent of the person whom the address belongs to. Reminders are then of this consent alone, and its erasure removes the subscription',
    ).optional(),
  })
  .meta({ id: 'CreateNotificationSubscription', description: 'A recipient of notifications to be created' });
export type CreateSubscriptionBody = z.infer<typeof createSubscriptionSchema>;

export const updateSubscriptionSchema = mergePatch(
  z
    .strictObject({
      address: addressSchema.optional(),
      kinds: kindsSchema.optional(),
      timeZone: timeZoneSchema.optional(),
      quietHours: updateQuietHoursSchema.optional(),
      description: described(lineSchema(200).nullable().optional(), 'For people; null removes it'),
      status: statusSchema
        .exclude(['unsubscribed'])
        .meta({ id: 'UpdateNotificationSubscriptionStatus', description: 'Whether notifications are sent to it' })
        .optional()
        .meta({ description: '`suspended` sends nothing, `active` sends notifications again' }),
    })
    .meta({ id: 'UpdateNotificationSubscription', description: 'What changes' }),
);
export type UpdateSubscriptionBody = z.infer<typeof updateSubscriptionSchema>;

export const subscriptionSchema = z
  .object({
    id: ownIdSchema('notificationSubscription'),
    status: statusSchema,
    channel: channelSchema,
    addressHint: described(
      z.string().optional(),
      'As much of the address as tells it from others; absent when its holder has unsubscribed',
      'a…@example.com',
    ),
    kinds: z.array(notificationKindSchema).meta({ description: 'What the recipient is told of' }),
    timeZone: timeZoneSchema,
    quietHours: quietHoursSchema.optional(),
    description: described(z.string().optional(), 'For people'),
    suspendedReason: suspensionSchema.optional(),
    consentId: ownIdSchema('consent', 'Consent of the person whom the address belongs to').optional(),
    ...timesShape,
  })
  .meta({ id: 'NotificationSubscription', description: 'A recipient of notifications' });
export const subscriptionListSchema = pageSchema('NotificationSubscription', subscriptionSchema);
export type SubscriptionView = z.infer<typeof subscriptionSchema>;

export const previewNotificationSchema = z
  .strictObject({ kind: notificationKindSchema })
  .meta({ id: 'CreateNotificationPreview', description: 'Which notification to preview' });
export type PreviewNotificationBody = z.infer<typeof previewNotificationSchema>;

export const notificationPreviewSchema = z
  .object({
    kind: notificationKindSchema,
    isSample: described(z.boolean(), 'Whether nothing of this kind is due, so that figures and ids are made up', false),
    subject: described(z.string(), 'Subject of the e-mail', 'Your daily digest: 2026-11-22'),
    text: described(z.string(), 'Plain text of the e-mail', 'Your daily digest: 2026-11-22'),
    html: described(z.string(), 'HTML of the e-mail', '<!doctype html>…'),
    teams: described(z.string(), 'Body of the request to a Teams workflow, as JSON', '{"type":"message"}'),
    webhook: described(z.string(), 'Body of the webhook, as JSON', '{"type":"notification.daily-digest"}'),
  })
  .meta({ id: 'NotificationPreview', description: 'What a recipient would be told now, in every form' });
export type NotificationPreviewView = z.infer<typeof notificationPreviewSchema>;

/** A subscription with what is shown of its address, which is sealed in the document. */
export type ShownSubscription<S extends NotificationSubscription> = S & { readonly addressHint: string | undefined };

export function shown<S extends NotificationSubscription>(
  box: Pick<SecretBox, 'open'>,
  subscription: S,
): ShownSubscription<S> {
  const { sealedAddress, channel } = subscription;
  const address = sealedAddress === undefined ? undefined : box.open(sealedAddress, addressPurpose(subscription));
  return { ...subscription, addressHint: address === undefined ? undefined : addressHint(channel, address) };
}

export function subscriptionView(subscription: ShownSubscription<NotificationSubscription>): SubscriptionView {
  const { kinds, subjectId: consentId } = subscription;
  return viewOf(subscriptionSchema, { ...subscription, kinds: [...kinds], consentId });
}
