import type { AttributeName, AttributeValue } from './attributes.ts';

/** A process that records it: the API, or a worker. */
export type Emitter = 'api' | 'worker';

/** `counter`: a sum that only grows. `histogram`: a distribution. `gauge`: a value at the time of export. */
export type MetricKind = 'counter' | 'histogram' | 'gauge';

export interface MetricDefinition {
  readonly kind: MetricKind;
  /** UCUM, as OpenTelemetry writes it: `{message}`, `s`, `1`. */
  readonly unit: string;
  readonly meaning: string;
  readonly emitters: readonly Emitter[];
  readonly attributes: readonly AttributeName[];
  /** Upper bounds of a histogram's buckets, in its unit. Application Insights shows sum, count, minimum and maximum only. */
  readonly buckets?: readonly number[];
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ advises these for `http.server.request.duration`. */
const SHORT = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;
const MINUTES = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900] as const;
const HOURS = [1, 2, 5, 10, 30, 60, 120, 300, 900, 3_600, 14_400, 86_400] as const;

/** Every metric that the API and the worker record; docs/metrics.md is made from it. Names of OpenTelemetry where it has one. */
export const METRICS = {
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    meaning:
      'From the arrival of a request to the end of its answer. A streamed answer ends with its stream. An answer that breaks counts with the status of its error, a request whose caller leaves before the answer as 499',
    emitters: ['api'],
    attributes: ['http.request.method', 'http.route', 'http.response.status_code'],
    buckets: SHORT,
  },
  'messaging.process.duration': {
    kind: 'histogram',
    unit: 's',
    meaning: 'How long the worker handled a message',
    emitters: ['worker'],
    attributes: [
      'messaging.system',
      'messaging.destination.name',
      'voice.message.type',
      'voice.message.outcome',
      'error.type',
    ],
    buckets: MINUTES,
  },
  'voice.messages.dead_lettered': {
    kind: 'counter',
    unit: '{message}',
    meaning: 'Messages that the worker dead-lettered, by the code of the reason',
    emitters: ['worker'],
    attributes: ['messaging.destination.name', 'error.type'],
  },
  'voice.dead_letters': {
    kind: 'gauge',
    unit: '{message}',
    meaning:
      'Dead letters on a queue, as the worker last counted them on request of an API of the release before. The metric DeadletteredMessages of Service Bus is always there',
    emitters: ['worker'],
    attributes: ['messaging.destination.name'],
  },
  'voice.queue.age': {
    kind: 'histogram',
    unit: 's',
    meaning: 'How long a message waited on its queue, from when it was due to when a worker began to handle it',
    emitters: ['worker'],
    attributes: ['messaging.destination.name'],
    buckets: MINUTES,
  },
  'voice.poll.lateness': {
    kind: 'histogram',
    unit: 's',
    meaning: 'How late a worker began to handle a scheduled message: a poll, or a retry',
    emitters: ['worker'],
    attributes: ['voice.message.type'],
    buckets: MINUTES,
  },
  'voice.outbox.age': {
    kind: 'histogram',
    unit: 's',
    meaning:
      'How long a message was in the outbox of its document: until Service Bus took it, and, while it does not, whenever the API looks for open work',
    emitters: ['api', 'worker'],
    attributes: ['messaging.destination.name'],
    buckets: MINUTES,
  },
  'voice.producer.requests': {
    kind: 'counter',
    unit: '{request}',
    meaning: 'Requests that producers sent as messages, each time one was handled',
    emitters: ['worker'],
    attributes: ['voice.producer.request', 'voice.producer.request.outcome', 'error.type'],
  },
  'voice.producer.replies': {
    kind: 'counter',
    unit: '{reply}',
    meaning: 'Replies to producers, each time one was sent, or could not be sent',
    emitters: ['api', 'worker'],
    attributes: ['voice.producer.reply', 'voice.producer.reply.outcome'],
  },
  'voice.operations.accepted': {
    kind: 'counter',
    unit: '{operation}',
    meaning: 'Operations that were accepted',
    emitters: ['api', 'worker'],
    attributes: ['voice.operation.type'],
  },
  'voice.operations.finished': {
    kind: 'counter',
    unit: '{operation}',
    meaning: 'Operations that ended, with the code of the error if they failed',
    emitters: ['api', 'worker'],
    attributes: ['voice.operation.type', 'voice.operation.status', 'error.type'],
  },
  'voice.operation.duration': {
    kind: 'histogram',
    unit: 's',
    meaning: 'From when an operation was accepted to when it ended',
    emitters: ['api', 'worker'],
    attributes: ['voice.operation.type', 'voice.operation.status', 'voice.objective'],
    buckets: HOURS,
  },
  'voice.speech.first_audio.duration': {
    kind: 'histogram',
    unit: 's',
    meaning: 'From the arrival of a request for live speech to its first audio',
    emitters: ['api'],
    attributes: ['voice.objective'],
    buckets: SHORT,
  },
  'voice.speech.real_time_factor': {
    kind: 'histogram',
    unit: '1',
    meaning: 'Time that Azure AI Speech took to speak a text, divided by the duration of the audio',
    emitters: ['api', 'worker'],
    attributes: [],
    buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5],
  },
  'voice.speech.characters': {
    kind: 'counter',
    unit: '{character}',
    meaning: 'Characters that were spoken, as Azure bills them',
    emitters: ['api', 'worker'],
    attributes: ['voice.use'],
  },
  'voice.budgets.refused': {
    kind: 'counter',
    unit: '{request}',
    meaning: 'Requests to speak that were refused, because a budget is exhausted',
    emitters: ['api'],
    attributes: [],
  },
  'voice.budgets.soft_limits_reached': {
    kind: 'counter',
    unit: '{budget}',
    meaning: 'Budgets that have reached their soft limit, once a month each',
    emitters: ['api', 'worker'],
    attributes: [],
  },
  'voice.provider.request.duration': {
    kind: 'histogram',
    unit: 's',
    meaning: 'How long a request to Speech, Translator or Azure OpenAI took, with the code of the error if it failed',
    emitters: ['api', 'worker'],
    attributes: ['voice.provider', 'voice.provider.operation', 'error.type'],
    buckets: MINUTES,
  },
  'voice.provider.throttles': {
    kind: 'counter',
    unit: '{request}',
    meaning: 'Requests that Speech, Translator or Azure OpenAI refused because there were too many',
    emitters: ['api', 'worker'],
    attributes: ['voice.provider', 'voice.provider.operation'],
  },
  'voice.slots.used': {
    kind: 'gauge',
    unit: '{slot}',
    meaning: 'Slots for speech that are in use in this process',
    emitters: ['api', 'worker'],
    attributes: ['voice.slots.use'],
  },
  'voice.slots.limit': {
    kind: 'gauge',
    unit: '{slot}',
    meaning: 'Slots for speech of this process',
    emitters: ['api', 'worker'],
    attributes: ['voice.slots.use'],
  },
  'voice.slots.waiting': {
    kind: 'gauge',
    unit: '{request}',
    meaning: 'Texts that wait for a slot in this process',
    emitters: ['api', 'worker'],
    attributes: ['voice.slots.use'],
  },
  'voice.telemetry.dropped': {
    kind: 'counter',
    unit: '{item}',
    meaning: 'Spans, metric exports and events that could not be sent, or did not fit into memory',
    emitters: ['api', 'worker'],
    attributes: ['voice.telemetry.signal', 'voice.telemetry.exporter'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;

type Named<N extends MetricName> = (typeof METRICS)[N]['attributes'][number];

/** Those of the table's row, each with one of its values; one that does not apply is left out. */
export type MetricAttributes<N extends MetricName> = {
  readonly [A in Named<N>]?: AttributeValue<A> | undefined;
};

export type NameOfKind<K extends MetricKind> = {
  [N in MetricName]: (typeof METRICS)[N]['kind'] extends K ? N : never;
}[MetricName];
