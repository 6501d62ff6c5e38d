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

/** The event that a document's status is, if it is one. */
export function webhookEventOf(document: {
  readonly kind: string;
  readonly status?: string;
}): WebhookEvent | undefined {
  return WEBHOOK_EVENTS.find((event) => event === `${document.kind}.${document.status}`);
}

/**
 * The event that is to be announced now: the document's status, unless that was announced already. Asking the document itself makes
 * the answer the same, no matter who changes it, and however often.
 */
export function unannouncedEvent(document: {
  readonly kind: string;
  readonly status?: string;
  readonly announced?: Announcement | undefined;
}): { readonly event: WebhookEvent; readonly announced: Announcement } | undefined {
  const { status, announced } = document;
  const event = webhookEventOf(document);
  if (event === undefined || status === undefined || announced?.status === status) return undefined;
  return { event, announced: { status, count: (announced?.count ?? 0) + 1 } };
}

/** For a document whose work begins again: that it ends is news, also when it ends as it did before. */
export function toBeAnnouncedAnew(announced: Announcement | undefined): Announcement | undefined {
  return announced && { ...announced, status: '' };
}
