import type { Role } from './required-roles.ts';
import type { Ids } from './reviewed-system.ts';

/** How a route is asked, and its result where it is allowed. */
export interface RouteRequest {
  /** The path with ids in it; by default the route's own, which then has no ids. */
  readonly path?: (ids: Ids) => string;
  readonly body?: (ids: Ids) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A status that says only that the worker was faster with something else: the request is made again. */
  readonly again?: number;
  /** Statuses of an answer to someone who may, about what is their own. */
  readonly own: readonly number[];
  /** Where a role may use the route, but not for everything. */
  readonly ownFor?: Partial<Readonly<Record<Role, readonly number[]>>>;
  /** The status for an id of another tenant, and for one of nothing; undefined: the route takes no id. */
  readonly unknown?: number;
  /** Uses up what it names: a fresh one is made for each request that is allowed. */
  readonly consumes?: keyof Ids;
  /** Ids of these belong to no tenant. */
  readonly shared?: true;
}

const NO_RECORDING = Buffer.from('no recording at all');

function form(fields: Readonly<Record<string, string>>, file: string): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  data.append(file, new Blob([NO_RECORDING], { type: 'audio/wav' }), 'recording.wav');
  return data;
}

const byId = (prefix: string, kind: keyof Ids, suffix = '') => ({
  path: (ids: Ids) => `${prefix}/${ids[kind]}${suffix}`,
  unknown: 404,
});
export const CONSENT = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };

/** Every route that needs a token. Ids in bodies are answered 422 with a pointer where they lead to nothing. */
export const REQUESTS: Readonly<Record<string, RouteRequest>> = {
  'POST /v1/uploads': { body: () => ({ purpose: 'sample', fileName: 'a.wav' }), own: [201] },
  'POST /v1/uploads/files': { body: () => form({ purpose: 'sample' }, 'file'), own: [202] },
  'GET /v1/configuration': { own: [200] },
  'POST /v1/links': {
    body: ({ synthesis }) => ({ resource: `/v1/syntheses/${synthesis}/audio` }),
    own: [201],
    unknown: 422,
  },
  'GET /v1/me': { own: [200] },
  'GET /v1/provenance/keys': { own: [200] },
  // Whom a record shows what is for its use case; its spec asks as each of them.
  'GET /v1/provenance/{id}': { path: () => '/v1/provenance/prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D', own: [404] },
  'POST /v1/provenance/verify': { body: () => form({}, 'file'), own: [200] },
  'GET /v1/uploads': { own: [200] },
  'GET /v1/uploads/{id}/audio': { ...byId('/v1/uploads', 'upload', '/audio'), own: [200] },
  'GET /v1/uploads/{id}': { ...byId('/v1/uploads', 'upload'), own: [200] },
  'GET /v1/uploads/{id}/waveform': { ...byId('/v1/uploads', 'upload', '/waveform'), own: [200] },
  'POST /v1/audio-checks': { body: () => form({}, 'file'), own: [200] },
  'GET /v1/consent-statements': { own: [200] },
  'POST /v1/consents': { body: () => CONSENT, own: [201] },
  'GET /v1/consents': { own: [200] },
  'GET /v1/consents/{id}': { ...byId('/v1/consents', 'consent'), own: [200] },
  'POST /v1/consents/{id}/recording': {
    ...byId('/v1/consents', 'consent', '/recording'),
    body: ({ upload }) => ({ uploadId: upload }),
    own: [409],
  },
  'POST /v1/consents/{id}/revoke': {
    ...byId('/v1/consents', 'blankConsent', '/revoke'),
    body: () => ({}),
    own: [202],
    consumes: 'blankConsent',
  },
  'POST /v1/voices': {
    // A sample cannot be the recording of a consent: all that is named is looked up, and nothing is enrolled.
    body: ({ upload }) => ({
      name: 'Ada',
      kind: 'personal',
      consent: { ...CONSENT, uploadId: upload },
      samples: [{ sourceUrl: 'https://example.com/sample.wav' }],
    }),
    own: [422],
    unknown: 422,
  },
  'GET /v1/voices': { own: [200] },
  'GET /v1/voices/{id}': { ...byId('/v1/voices', 'voice'), own: [200] },
  'PATCH /v1/voices/{id}': {
    ...byId('/v1/voices', 'voice'),
    body: () => ({ description: 'Of the studio' }),
    own: [200],
  },
  // The voice is needed for other routes: with this ETag a caller who may delete it gets 412.
  'DELETE /v1/voices/{id}': { ...byId('/v1/voices', 'voice'), headers: { 'if-match': '"outdated"' }, own: [412] },

  'POST /v1/speech': { body: ({ voice }) => ({ voiceId: voice, text: 'Hello.' }), own: [200], unknown: 422 },
  'POST /v1/syntheses': { body: ({ voice }) => ({ voiceId: voice, text: 'Hello.' }), own: [202], unknown: 422 },
  'POST /v1/syntheses/estimates': {
    body: ({ voice }) => ({ voiceId: voice, text: 'Hello.' }),
    own: [200],
    unknown: 422,
  },
  'GET /v1/syntheses': { own: [200] },
  'GET /v1/syntheses/{id}': { ...byId('/v1/syntheses', 'synthesis'), own: [200] },
  // It is needed for other routes, as the voice is.
  'DELETE /v1/syntheses/{id}': {
    ...byId('/v1/syntheses', 'synthesis'),
    headers: { 'if-match': '"outdated"' },
    own: [412],
  },
  'GET /v1/syntheses/{id}/audio': { ...byId('/v1/syntheses', 'synthesis', '/audio'), own: [200] },
  'GET /v1/syntheses/{id}/timings': { ...byId('/v1/syntheses', 'synthesis', '/timings'), own: [200] },
  'GET /v1/syntheses/{id}/captions': { ...byId('/v1/syntheses', 'synthesis', '/captions'), own: [200] },
  'POST /v1/batches/estimates': {
    body: ({ voice }) => ({ voiceId: voice, items: [{ text: 'Hello.' }] }),
    own: [200],
    unknown: 422,
  },
  'POST /v1/batches': {
    body: ({ voice }) => ({ voiceId: voice, items: [{ text: 'Hello.' }] }),
    own: [202],
    unknown: 422,
  },
  'GET /v1/batches': { own: [200] },
  'GET /v1/batches/{id}': { ...byId('/v1/batches', 'batch'), own: [200] },
  'GET /v1/batches/{id}/items': { ...byId('/v1/batches', 'batch', '/items'), own: [200] },
  'GET /v1/batches/{id}/archive': { ...byId('/v1/batches', 'batch', '/archive'), own: [200] },
  // They have ended: there is nothing to cancel, and nothing that failed.
  'POST /v1/batches/{id}/cancel': { ...byId('/v1/batches', 'batch', '/cancel'), own: [409] },
  'POST /v1/batches/{id}/retry': { ...byId('/v1/batches', 'batch', '/retry'), own: [409] },

  'GET /v1/operations': { own: [200] },
  'GET /v1/operations/{id}': { ...byId('/v1/operations', 'operation'), own: [200] },
  'GET /v1/operations/{id}/events': { ...byId('/v1/operations', 'operation', '/events'), own: [200] },
  'POST /v1/operations/{id}/cancel': {
    ...byId('/v1/operations', 'operation', '/cancel'),
    own: [409],
    ownFor: { 'Voice.Enroll': [403] },
  },

  'POST /v1/audio/speech': {
    body: ({ voice }) => ({ model: 'tts-1', input: 'Hello.', voice: { id: voice } }),
    own: [200],
    unknown: 422,
  },
  'GET /v1/models': { own: [200] },
  'GET /v1/audio/models': { own: [200] },
  'GET /v1/models/{model}': { ...byId('/v1/models', 'model'), own: [200], shared: true },
  'GET /v1/audio/voices': { own: [200] },
  'POST /v1/audio/voices': {
    // Nobody has consented yet: nothing is enrolled.
    body: ({ blankConsent: consent }) => form({ name: 'Ada', consent }, 'audio_sample'),
    again: 422,
    own: [409],
    unknown: 422,
  },
  'GET /v1/audio/voice_consents': { own: [200] },
  'POST /v1/audio/voice_consents': {
    body: () => form({ name: 'Ada Lovelace', language: 'en-US', company_name: 'Contoso' }, 'recording'),
    // The worker may find out first that this is no recording.
    own: [200, 422],
  },
  'GET /v1/audio/voice_consents/{id}': { ...byId('/v1/audio/voice_consents', 'consent'), own: [200] },

  'POST /v1/webhook-endpoints': { body: () => ({ url: 'https://example.com/hook', events: [] }), own: [201] },
  'GET /v1/webhook-endpoints': { own: [200] },
  'GET /v1/webhook-endpoints/{id}': { ...byId('/v1/webhook-endpoints', 'endpoint'), own: [200] },
  'PATCH /v1/webhook-endpoints/{id}': {
    ...byId('/v1/webhook-endpoints', 'endpoint'),
    body: () => ({ description: 'Of the studio' }),
    own: [200],
  },
  'DELETE /v1/webhook-endpoints/{id}': {
    ...byId('/v1/webhook-endpoints', 'endpoint'),
    own: [204],
    consumes: 'endpoint',
  },
  'POST /v1/notification-subscriptions': {
    body: ({ endpoint }) => ({ channel: 'webhook', address: endpoint, kinds: ['weekly-digest'] }),
    own: [201],
    unknown: 422,
  },
  'GET /v1/notification-subscriptions': { own: [200] },
  'GET /v1/notification-subscriptions/{id}': {
    ...byId('/v1/notification-subscriptions', 'subscription'),
    own: [200],
  },
  'PATCH /v1/notification-subscriptions/{id}': {
    ...byId('/v1/notification-subscriptions', 'subscription'),
    body: () => ({ description: 'Of the studio' }),
    own: [200],
  },
  'DELETE /v1/notification-subscriptions/{id}': {
    ...byId('/v1/notification-subscriptions', 'subscription'),
    own: [204],
    consumes: 'subscription',
  },
  'POST /v1/notification-subscriptions/{id}/preview': {
    ...byId('/v1/notification-subscriptions', 'subscription', '/preview'),
    body: () => ({ kind: 'weekly-digest' }),
    own: [200],
  },
  'POST /v1/webhook-endpoints/{id}/rotate-secret': {
    ...byId('/v1/webhook-endpoints', 'endpoint', '/rotate-secret'),
    body: () => ({ overlapMs: 0 }),
    own: [200],
  },
  'GET /v1/webhook-endpoints/{id}/deliveries': {
    ...byId('/v1/webhook-endpoints', 'endpoint', '/deliveries'),
    own: [200],
  },
  'GET /v1/webhook-endpoints/{id}/deliveries/{deliveryId}': {
    path: ({ endpoint, delivery }) => `/v1/webhook-endpoints/${endpoint}/deliveries/${delivery}`,
    own: [200],
    unknown: 404,
  },
  'POST /v1/webhook-endpoints/{id}/test': {
    ...byId('/v1/webhook-endpoints', 'endpoint', '/test'),
    own: [202],
  },
  'POST /v1/webhook-endpoints/{id}/deliveries/{deliveryId}/replay': {
    path: ({ endpoint, delivery }) => `/v1/webhook-endpoints/${endpoint}/deliveries/${delivery}/replay`,
    // It may still be under way from the time before.
    own: [202, 409],
    unknown: 404,
  },

  'GET /v1/audit-events': { own: [200] },
  'GET /v1/usage': { own: [200] },
  'GET /v1/budgets': { own: [200] },
  'GET /v1/budgets/{scope}': { ...byId('/v1/budgets', 'voice'), own: [200] },
  // So large that it limits nothing.
  'PUT /v1/budgets/{scope}': {
    ...byId('/v1/budgets', 'voice'),
    body: () => ({ characters: { hard: 1_000_000_000 } }),
    own: [200],
  },
  'GET /v1/retention': { own: [200] },
  'PUT /v1/retention': { body: () => ({ rules: [] }), own: [200] },
  'POST /v1/retention/preview': { body: () => ({ class: 'result' }), own: [200] },
  'GET /v1/retention/holds': { own: [200] },
  'PUT /v1/retention/holds/{id}': {
    ...byId('/v1/retention/holds', 'upload'),
    body: () => ({ reason: 'x' }),
    own: [200, 409],
  },
  // Somebody else may have set or cleared it, and a worker may be placing it.
  'GET /v1/retention/holds/{id}': { ...byId('/v1/retention/holds', 'upload'), own: [200, 404] },
  'DELETE /v1/retention/holds/{id}': { ...byId('/v1/retention/holds', 'upload'), own: [200, 404, 409] },
  'GET /v1/system': { own: [200] },
  'GET /v1/system/log-level': { own: [200] },
  'PUT /v1/system/log-level': { body: () => ({ level: 'info' }), own: [200] },
  'GET /v1/schedules': { own: [200] },
  'PUT /v1/schedules/{name}': { path: () => '/v1/schedules/usage.roll', body: () => ({}), own: [200] },
  'POST /v1/schedules/{name}/run': { path: () => '/v1/schedules/usage.roll/run', own: [200] },
  'POST /v1/schedules/{name}/pause': { path: () => '/v1/schedules/usage.roll/pause', own: [200] },
  'POST /v1/schedules/{name}/resume': { path: () => '/v1/schedules/usage.roll/resume', own: [200] },
  'GET /v1/dead-letters': { own: [200] },
  'GET /v1/dead-letters/summary': { own: [200] },
  'GET /v1/dead-letters/{queue}/{sequenceNumber}': {
    ...byId('/v1/dead-letters', 'deadLetter'),
    own: [200],
    shared: true,
  },
  'POST /v1/dead-letters/{queue}/{sequenceNumber}/resubmit': {
    ...byId('/v1/dead-letters', 'deadLetter', '/resubmit'),
    own: [409],
    shared: true,
  },
  'POST /v1/dead-letters/{queue}/{sequenceNumber}/discard': {
    ...byId('/v1/dead-letters', 'deadLetter', '/discard'),
    own: [200],
    consumes: 'deadLetter',
    shared: true,
  },
};
