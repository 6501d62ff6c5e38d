/**
 * Who may use each route, as docs/openapi.json names it: written down here from the design, not read from the code, so that a change of one
 * without the other is noticed. `Voice.Admin` may do all of it. `nobody` needs no token: probes, and webhooks, which are signed.
 */
export const ROLES = [
  'Voice.Read',
  'Voice.Enroll',
  'Voice.Synthesize',
  'Webhook.Manage',
  'Audit.Read',
  'Voice.Admin',
] as const;
export type Role = (typeof ROLES)[number];

const LOOKING_AT_VOICES: readonly Role[] = ['Voice.Read', 'Voice.Enroll', 'Voice.Synthesize'];
const LOOKING_AT_ENROLMENT: readonly Role[] = ['Voice.Read', 'Voice.Enroll'];
const LOOKING_AT_SPEECH: readonly Role[] = ['Voice.Read', 'Voice.Synthesize'];
const ENROLLING: readonly Role[] = ['Voice.Enroll'];
const SPEAKING: readonly Role[] = ['Voice.Synthesize'];
const WEBHOOKS: readonly Role[] = ['Webhook.Manage'];
const EVERYBODY: readonly Role[] = ROLES;
/** Any valid token is enough. */
const ANY_TOKEN: readonly Role[] = [];
const ADMINISTRATION: readonly Role[] = ['Voice.Admin'];

export const REQUIRED_ROLES: Readonly<Record<string, readonly Role[] | 'nobody'>> = {
  'GET /health': 'nobody',
  'GET /health/live': 'nobody',
  'GET /health/ready': 'nobody',
  'GET /health/startup': 'nobody',
  'POST /hooks/{source}': 'nobody',

  'POST /v1/uploads': ENROLLING,
  'POST /v1/uploads/files': ENROLLING,
  'GET /v1/configuration': EVERYBODY,
  'POST /v1/links': LOOKING_AT_VOICES,
  'GET /v1/me': ANY_TOKEN,
  'GET /v1/provenance/keys': ANY_TOKEN,
  'GET /v1/provenance/{id}': ANY_TOKEN,
  'POST /v1/provenance/verify': ANY_TOKEN,
  'GET /v1/uploads': LOOKING_AT_ENROLMENT,
  'GET /v1/uploads/{id}': LOOKING_AT_ENROLMENT,
  'GET /v1/uploads/{id}/audio': ENROLLING,
  'GET /v1/uploads/{id}/waveform': LOOKING_AT_ENROLMENT,
  'POST /v1/audio-checks': ENROLLING,
  'GET /v1/consent-statements': LOOKING_AT_ENROLMENT,
  'POST /v1/consents': ENROLLING,
  'GET /v1/consents': LOOKING_AT_ENROLMENT,
  'GET /v1/consents/{id}': LOOKING_AT_ENROLMENT,
  'POST /v1/consents/{id}/recording': ENROLLING,
  'POST /v1/consents/{id}/revoke': ENROLLING,
  'POST /v1/voices': ENROLLING,
  'GET /v1/voices': LOOKING_AT_VOICES,
  'GET /v1/voices/{id}': LOOKING_AT_VOICES,
  'PATCH /v1/voices/{id}': ENROLLING,
  'DELETE /v1/voices/{id}': ENROLLING,

  'POST /v1/speech': SPEAKING,
  'POST /v1/syntheses': SPEAKING,
  'POST /v1/syntheses/estimates': SPEAKING,
  'GET /v1/syntheses': LOOKING_AT_SPEECH,
  'GET /v1/syntheses/{id}': LOOKING_AT_SPEECH,
  'DELETE /v1/syntheses/{id}': SPEAKING,
  'GET /v1/syntheses/{id}/audio': SPEAKING,
  'GET /v1/syntheses/{id}/timings': SPEAKING,
  'GET /v1/syntheses/{id}/captions': SPEAKING,
  'POST /v1/batches': SPEAKING,
  'POST /v1/batches/estimates': SPEAKING,
  'GET /v1/batches': LOOKING_AT_SPEECH,
  'GET /v1/batches/{id}': LOOKING_AT_SPEECH,
  'GET /v1/batches/{id}/items': LOOKING_AT_SPEECH,
  'GET /v1/batches/{id}/archive': SPEAKING,
  'POST /v1/batches/{id}/cancel': SPEAKING,
  'POST /v1/batches/{id}/retry': SPEAKING,

  'GET /v1/operations': LOOKING_AT_VOICES,
  'GET /v1/operations/{id}': LOOKING_AT_VOICES,
  'GET /v1/operations/{id}/events': LOOKING_AT_VOICES,
  // Anyone who may start a kind of work may cancel it: the handler looks which kind it is.
  'POST /v1/operations/{id}/cancel': ['Voice.Enroll', 'Voice.Synthesize'],

  'POST /v1/audio/speech': SPEAKING,
  'GET /v1/models': LOOKING_AT_VOICES,
  'GET /v1/audio/models': LOOKING_AT_VOICES,
  'GET /v1/models/{model}': LOOKING_AT_VOICES,
  'GET /v1/audio/voices': LOOKING_AT_VOICES,
  'POST /v1/audio/voices': ENROLLING,
  'GET /v1/audio/voice_consents': LOOKING_AT_ENROLMENT,
  'POST /v1/audio/voice_consents': ENROLLING,
  'GET /v1/audio/voice_consents/{id}': LOOKING_AT_ENROLMENT,

  'POST /v1/webhook-endpoints': WEBHOOKS,
  'GET /v1/webhook-endpoints': WEBHOOKS,
  'GET /v1/webhook-endpoints/{id}': WEBHOOKS,
  'PATCH /v1/webhook-endpoints/{id}': WEBHOOKS,
  'DELETE /v1/webhook-endpoints/{id}': WEBHOOKS,
  'POST /v1/webhook-endpoints/{id}/rotate-secret': WEBHOOKS,
  'GET /v1/webhook-endpoints/{id}/deliveries': WEBHOOKS,
  'GET /v1/webhook-endpoints/{id}/deliveries/{deliveryId}': WEBHOOKS,
  'POST /v1/webhook-endpoints/{id}/deliveries/{deliveryId}/replay': WEBHOOKS,
  'POST /v1/webhook-endpoints/{id}/test': WEBHOOKS,

  'POST /v1/notification-subscriptions': WEBHOOKS,
  'GET /v1/notification-subscriptions': WEBHOOKS,
  'GET /v1/notification-subscriptions/{id}': WEBHOOKS,
  'PATCH /v1/notification-subscriptions/{id}': WEBHOOKS,
  'DELETE /v1/notification-subscriptions/{id}': WEBHOOKS,
  'POST /v1/notification-subscriptions/{id}/preview': WEBHOOKS,

  'GET /v1/audit-events': ['Audit.Read'],
  'GET /v1/usage': ['Audit.Read'],
  'GET /v1/budgets': ['Audit.Read'],
  'GET /v1/budgets/{scope}': ['Audit.Read'],
  'PUT /v1/budgets/{scope}': ADMINISTRATION,
  'GET /v1/retention': ['Audit.Read'],
  'PUT /v1/retention': ADMINISTRATION,
  'POST /v1/retention/preview': ADMINISTRATION,
  'GET /v1/retention/holds': ['Audit.Read'],
  'GET /v1/retention/holds/{id}': ['Audit.Read'],
  'PUT /v1/retention/holds/{id}': ADMINISTRATION,
  'DELETE /v1/retention/holds/{id}': ADMINISTRATION,
  'GET /v1/system': ADMINISTRATION,
  'GET /v1/system/log-level': ADMINISTRATION,
  'PUT /v1/system/log-level': ADMINISTRATION,
  'GET /v1/schedules': ADMINISTRATION,
  'PUT /v1/schedules/{name}': ADMINISTRATION,
  'POST /v1/schedules/{name}/run': ADMINISTRATION,
  'POST /v1/schedules/{name}/pause': ADMINISTRATION,
  'POST /v1/schedules/{name}/resume': ADMINISTRATION,
  'GET /v1/dead-letters': ADMINISTRATION,
  'GET /v1/dead-letters/summary': ADMINISTRATION,
  'GET /v1/dead-letters/{queue}/{sequenceNumber}': ADMINISTRATION,
  'POST /v1/dead-letters/{queue}/{sequenceNumber}/resubmit': ADMINISTRATION,
  'POST /v1/dead-letters/{queue}/{sequenceNumber}/discard': ADMINISTRATION,
};

/** What the application serves beside the routes of docs/openapi.json. */
export const UNDOCUMENTED_ROUTES: readonly RegExp[] = [
  /^GET \/docs(\/|$)/,
  /^GET \/openapi\.json$/,
  // Pages for people, without a token: the `type` of a problem leads there.
  /^GET \/errors(\/\{code\})?$/,
  // Pages for people, without a token: the link in each notification leads there, and is signed.
  /^(GET|POST) \/notifications\/unsubscribe$/,
  // Preflights, where origins are allowed.
  /^OPTIONS \*$/,
];
