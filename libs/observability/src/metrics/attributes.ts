import {
  isTerminal,
  OPERATION_STATUSES,
  OPERATION_TRANSITIONS,
  OPERATION_TYPES,
  PRODUCER_REQUEST_TYPES,
  USAGE_KINDS,
} from '#domain';

/** Values that are known elsewhere: `source` says where, `max` how many there can be. What comes on top of these is recorded as `other`. */
export interface ValueSet {
  readonly source: string;
  readonly max: number;
}

export interface AttributeDefinition {
  readonly meaning: string;
  readonly values: readonly string[] | ValueSet;
}

function oneOf<const V extends readonly string[]>(meaning: string, values: V) {
  return { meaning, values } as const;
}

function setOf(meaning: string, source: string, max: number) {
  return { meaning, values: { source, max } as ValueSet } as const;
}

/** Attributes of metrics. None has ids, tenants, names or texts as values. */
export const ATTRIBUTES = {
  'http.request.method': oneOf('Method of the request', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  'http.route': setOf('Pattern of the path', 'routes of docs/openapi.json and of the health checks', 150),
  'http.response.status_code': setOf('Status of the answer', 'HTTP status codes', 40),
  'error.type': setOf('Code of the error, if there was one', 'docs/errors.md, or `canceled`', 120),
  'messaging.system': oneOf('Always servicebus', ['servicebus']),
  'messaging.destination.name': setOf('Queue', 'docs/queues.md', 20),
  'voice.message.type': setOf('Type of the message', 'docs/asyncapi.json', 60),
  'voice.message.outcome': oneOf(
    'The result of handling it: `completed`, its work is done or left for a later message; `retried`, after a failure; `dead-lettered`; `abandoned`, for another worker',
    ['completed', 'retried', 'dead-lettered', 'abandoned'],
  ),
  'voice.operation.type': oneOf('Type of the operation', OPERATION_TYPES),
  'voice.operation.status': oneOf(
    'How it ended',
    OPERATION_STATUSES.filter((status) => isTerminal(OPERATION_TRANSITIONS, status)),
  ),
  'voice.objective': oneOf('Whether the objective for this duration was met; `none` if it has no objective', [
    'met',
    'missed',
    'none',
  ]),
  'voice.use': oneOf('What was spoken: live speech, a queued synthesis, or a batch', USAGE_KINDS),
  'voice.provider': oneOf('The service that was called', ['speech', 'translator', 'openai']),
  'voice.provider.operation': oneOf('The request that it was sent', [
    'custom-voice',
    'batch-synthesis',
    'transcription',
    'synthesis',
    'translation',
    'languages',
    'preparation',
  ]),
  'voice.slots.use': oneOf('Who shares these slots: live speech of the API, or queued syntheses of the worker', [
    'live',
    'queued',
  ]),
  'voice.producer.request': oneOf('What a producer requested by a message; `unknown` if that could not be read', [
    ...PRODUCER_REQUEST_TYPES,
    'unknown',
  ]),
  'voice.producer.request.outcome': oneOf(
    'The result: `accepted`; `rejected`; `limited`, put back until its limit allows it; `retried`, put back after a failure or because its reply could not be sent',
    ['accepted', 'rejected', 'limited', 'retried'],
  ),
  'voice.producer.reply': oneOf('Kind of the reply', ['request.accepted', 'request.rejected', 'request.finished']),
  'voice.producer.reply.outcome': oneOf(
    'The result: `sent`; `kept`, its queue is full or gone, and it is sent later; `dropped`, its queue did not take it for a week',
    ['sent', 'kept', 'dropped'],
  ),
  'voice.telemetry.signal': oneOf('Kind of telemetry', ['spans', 'metrics', 'events']),
  'voice.telemetry.exporter': oneOf('Where it could not be sent', ['application-insights', 'otlp']),
} as const satisfies Readonly<Record<string, AttributeDefinition>>;

export type AttributeName = keyof typeof ATTRIBUTES;

/** What the attribute may be set to. */
export type AttributeValue<A extends AttributeName> = (typeof ATTRIBUTES)[A]['values'] extends readonly (infer V extends
  string)[]
  ? V
  : string | number;
