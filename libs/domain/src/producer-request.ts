import type { Role } from './roles.ts';

/** Which limit of requests a minute counts a request: `synthesis` makes Azure speak, `training` has voices made. */
export type RequestTier = 'default' | 'synthesis' | 'training';

interface ProducerRequestRule {
  /** One of these roles is needed. */
  readonly roles: readonly Role[];
  readonly tier: RequestTier;
  /** The route of the API that accepts the same work. */
  readonly route: string;
  /** The kind of the document whose operation the request begins; absent: that of any operation. */
  readonly subject?: 'consent' | 'voice' | 'synthesis' | 'batch';
}

/**
 * What another system may ask for by a message on its own queue. Each has the body, the roles and the limit of a route of the API, and the
 * same use case. See ADR 180.
 */
export const PRODUCER_REQUESTS = {
  'consent.request': { roles: ['Voice.Enroll'], tier: 'default', route: 'POST /v1/consents', subject: 'consent' },
  'voice.request': { roles: ['Voice.Enroll'], tier: 'training', route: 'POST /v1/voices', subject: 'voice' },
  'synthesis.request': {
    roles: ['Voice.Synthesize'],
    tier: 'synthesis',
    route: 'POST /v1/syntheses',
    subject: 'synthesis',
  },
  'batch.request': { roles: ['Voice.Synthesize'], tier: 'synthesis', route: 'POST /v1/batches', subject: 'batch' },
  'speech.cancel': {
    roles: ['Voice.Enroll', 'Voice.Synthesize'],
    tier: 'default',
    route: 'POST /v1/operations/:id/cancel',
  },
  'voice.erase.request': {
    roles: ['Voice.Enroll'],
    tier: 'default',
    route: 'DELETE /v1/voices/:id',
    subject: 'voice',
  },
} as const satisfies Record<string, ProducerRequestRule>;

export type ProducerRequestType = keyof typeof PRODUCER_REQUESTS;

export const PRODUCER_REQUEST_TYPES = Object.keys(PRODUCER_REQUESTS) as ProducerRequestType[];

export function isProducerRequestType(type: unknown): type is ProducerRequestType {
  return typeof type === 'string' && Object.hasOwn(PRODUCER_REQUESTS, type);
}

export function ruleOfRequest(type: ProducerRequestType): ProducerRequestRule {
  return PRODUCER_REQUESTS[type];
}
