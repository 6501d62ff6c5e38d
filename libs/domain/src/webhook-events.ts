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
] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** What a document's change to another status was announced as, and how often it has been announced: each time is an event of its own. */
export interface Announcement {
  readonly status: string;
  readonly count: number;
}

/** For a document whose work begins again: that it ends is news, also when it ends as it did before. */
export function toBeAnnouncedAgain(announced: Announcement | undefined): Announcement | undefined {
  return announced && { ...announced, status: '' };
}
