/** What a recipient can be told of. */
export const NOTIFICATION_KINDS = [
  'daily-digest',
  'weekly-digest',
  'quota',
  'failure-rate',
  'dead-letters',
  'consent-expiring',
  'voice-unused',
  'endpoint-idle',
  'training-stalled',
  'base-model-expiring',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** When each kind is sent: the catalog of the contract and of docs/notifications.md. */
export const NOTIFICATION_SUMMARIES: Readonly<Record<NotificationKind, string>> = {
  'daily-digest': 'Jobs, failures, budgets and expiring consents; once a day',
  'weekly-digest': 'The daily digest for a week from Monday to Sunday; once a week',
  quota: 'A budget has used 80 or 100 % of its hard limit; once each a month for each budget',
  'failure-rate': 'At least 20 % of the jobs of a day have failed; at least 10 jobs, once a day',
  'dead-letters': 'Messages could not be handled and wait for an operator; once a day',
  'consent-expiring': 'A consent expires in 30, 7 or 1 days; once each',
  'voice-unused': 'A voice has not spoken for 90 days; once in 90 days',
  'endpoint-idle': 'The endpoint of a voice is idle and costs by the hour; once a day for each voice',
  'training-stalled': 'Azure did not finish the training of a voice in time; at once',
  'base-model-expiring': 'The base model of a voice expires in 90, 30 or 7 days; once each',
};
