import type { NotificationKind } from './notification-kinds.ts';

/** Events that are no change of a status. They are delivered without a message of their own. */
export const NOTICE_EVENTS = ['voice.base-model-expiring'] as const;

/** What webhook endpoints can be told about. */
export const WEBHOOK_EVENTS = [
  'upload.accepted',
  'upload.rejected',
  'consent.active',
  'consent.rejected',
  'consent.revoked',
  'voice.ready',
  'voice.failed',
  'voice.suspended',
  'voice.deleted',
  'synthesis.succeeded',
  'synthesis.failed',
  'batch.succeeded',
  'batch.failed',
  ...NOTICE_EVENTS,
  'budget.soft-limit-reached',
] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** When each event is sent: the catalog of the contract and of docs/webhooks.md. */
export const WEBHOOK_EVENT_SUMMARIES: Readonly<Record<WebhookEvent, string>> = {
  'upload.accepted': 'A recording was checked and can be used',
  'upload.rejected': 'A recording was checked and cannot be used',
  'consent.active': 'A consent was verified',
  'consent.rejected': 'A consent could not be verified',
  'consent.revoked': 'A consent was revoked',
  'voice.ready': 'A voice can be used',
  'voice.failed': 'A voice could not be created',
  'voice.suspended': 'A consent was revoked or expired: its voice is suspended',
  'voice.base-model-expiring': 'The base model of a voice expires in 90, 30 or 7 days',
  'voice.deleted': 'A voice was erased',
  'synthesis.succeeded': 'A text was spoken',
  'synthesis.failed': 'A text could not be spoken',
  'batch.succeeded': 'A batch has ended, and at least one item was spoken',
  'batch.failed': 'A batch has ended without a result',
  'budget.soft-limit-reached': 'A budget has reached its soft limit; once a month for each budget',
};

/** Sent on request only (`POST /v1/webhook-endpoints/{id}/test`), to one endpoint, whatever events it has chosen. */
export const WEBHOOK_TEST_EVENT = 'webhook-endpoint.test';

/** What subscriptions are told of. The webhook endpoint of a subscription gets these, whatever events it has chosen. */
export const NOTIFICATION_EVENTS = [
  'notification.daily-digest',
  'notification.weekly-digest',
  'notification.quota',
  'notification.failure-rate',
  'notification.dead-letters',
  'notification.consent-expiring',
  'notification.voice-unused',
  'notification.endpoint-idle',
  'notification.training-stalled',
  'notification.base-model-expiring',
] as const satisfies readonly `notification.${NotificationKind}`[];

/** What a delivery can be about. */
export const DELIVERED_EVENTS = [...WEBHOOK_EVENTS, WEBHOOK_TEST_EVENT, ...NOTIFICATION_EVENTS] as const;
export type DeliveredEvent = (typeof DELIVERED_EVENTS)[number];

/** What a document's change to another status was announced as, and how often it has been announced: each time is an event of its own. */
export interface Announcement {
  readonly status: string;
  readonly count: number;
}

/** For a document whose work begins again: that it ends is news, also when it ends as it did before. */
export function toBeAnnouncedAgain(announced: Announcement | undefined): Announcement | undefined {
  return announced && { ...announced, status: '' };
}
