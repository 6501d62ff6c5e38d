/** The app roles of the API's registration in Entra ID. `Voice.Admin` holds all others. */
export const ROLES = [
  'Voice.Read',
  'Voice.Enroll',
  'Voice.Synthesize',
  'Webhook.Manage',
  'Audit.Read',
  'Voice.Admin',
] as const;

export type Role = (typeof ROLES)[number];
