import { hash } from 'node:crypto';
import { z } from 'zod';
import { PRODUCER_REQUEST_TYPES, type ProducerRequestType, ruleOfRequest, ServiceError } from '#domain';
import { problemOf, REQUEST_SCHEMAS } from '#intake';
import { PRODUCER_QUEUES, REPLY_TYPES, type ReplyType } from '#messaging';
import { resourceProperties } from './queue-documents.ts';

type JsonObject = Record<string, unknown>;

/** What of docs/openapi.json the messages of producers take: their bodies are those of routes. */
export interface RouteSchemas {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const requestBody = z.object({
  requestBody: z.object({
    content: z.object({
      'application/json': z.object({
        schema: z.object({ $ref: z.string() }),
        example: z.record(z.string(), z.unknown()),
      }),
    }),
  }),
});

const OPERATION = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SYNTHESIS = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const REQUEST_ID = '7d1f0c52-6a55-4c6b-9d6a-2f0f5d9b0c11';
const operation = { id: OPERATION, href: `/v1/operations/${OPERATION}` };
const subject = { type: 'synthesis', id: SYNTHESIS, href: `/v1/syntheses/${SYNTHESIS}` };
const answered = { request: 'synthesis.request', requestId: REQUEST_ID };

/** Over HTTP these have no body: what is in their path and query is in the message. */
const WITHOUT_BODY = {
  'speech.cancel': { name: 'CancelSpeech', example: { operationId: OPERATION } },
  'voice.erase.request': { name: 'EraseVoice', example: { voiceId: VOICE, keepConsent: false } },
} as const;

const REPLIES: Readonly<Record<ReplyType, { readonly description: string; readonly example: JsonObject }>> = {
  'request.accepted': {
    description: 'The work is stored, and will be done.',
    example: { ...answered, operation, subject },
  },
  'request.rejected': {
    description: 'The work will not be done. `problem` is the document with which the API answers.',
    example: rejectedExample(),
  },
  'request.finished': {
    description: 'The operation of the request has ended.',
    example: {
      ...answered,
      status: 'succeeded',
      operation,
      subject,
      result: { href: `/v1/syntheses/${SYNTHESIS}/audio` },
    },
  },
};

function rejectedExample(): JsonObject {
  const fields = [{ pointer: '/format', code: 'invalid-value', detail: 'must be "wav" or another format of the API' }];
  const failure = new ServiceError('invalid-request', '`format` must be "wav" or another format of the API.', {
    fields,
  });
  return { ...answered, problem: problemOf(failure, { path: 'requests-ivr', requestId: REQUEST_ID }) };
}

/** `synthesis.request` → `SynthesisRequest`. */
function nameOf(type: string): string {
  return type
    .split('.')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const text = (description: string): JsonObject => ({ type: 'string', description });

function closed(description: string, properties: JsonObject, optional: readonly string[] = []): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, properties, required, additionalProperties: false };
}

/** Payloads of replies, and the properties of messages, by name. */
function replySchemas(): JsonObject {
  const request = { type: 'string', enum: PRODUCER_REQUEST_TYPES, description: 'Type of the request' };
  const requestId = text('`MessageId` of the request');
  const parts = { operation: reference('RequestOperation'), subject: reference('RequestSubject') };
  return {
    RequestAccepted: closed('That a request was accepted', { request, requestId, ...parts }, ['operation']),
    RequestRejected: closed('That a request was rejected', {
      request: { ...request, enum: [...PRODUCER_REQUEST_TYPES, 'unknown'] },
      requestId,
      problem: reference('Problem'),
    }),
    RequestFinished: closed(
      'How the work of a request has ended',
      {
        request,
        requestId,
        status: { type: 'string', enum: ['succeeded', 'failed', 'canceled'], description: 'How it has ended' },
        ...parts,
        result: reference('RequestResult'),
        error: reference('RequestError'),
      },
      ['result', 'error'],
    ),
    RequestOperation: closed('The operation that does the work', {
      id: text('Its id'),
      href: text('Path of it in the API'),
    }),
    RequestSubject: closed('What the work is about', {
      type: { type: 'string', enum: ['consent', 'voice', 'synthesis', 'batch'], description: 'Kind of the resource' },
      id: text('Its id'),
      href: text('Path of it in the API'),
    }),
    RequestResult: closed('What the work has made', { href: text('Path of it in the API') }),
    RequestError: closed('Why the work has failed', {
      code: text('Stable code; branch on this'),
      detail: text('The cause'),
    }),
    RequestProperties: properties('Properties of the Service Bus message', {
      messageId: { type: 'string', maxLength: 128, description: 'The idempotency key, for 24 hours' },
      subject: text('Type of the request'),
      correlationId: text('Comes back in each reply, up to 128 characters; without it, replies have the `messageId`'),
      traceparent: text('Application property: the trace that the work continues'),
    }),
    ReplyProperties: properties('Properties of the Service Bus message', {
      messageId: text('Follows from the request: the queue drops a reply that was sent twice'),
      subject: text('Type of the reply'),
      correlationId: text('That of the request, or its `messageId`'),
      traceparent: text('Application property: the trace of the request'),
    }),
  };
}

function properties(description: string, members: JsonObject): JsonObject {
  return { type: 'object', description, properties: members, required: ['messageId', 'subject'] };
}

/** The channels, operations, messages and schemas of producers, for the AsyncAPI document. See ADR 209. */
export function producerMessages(routes: RouteSchemas): {
  readonly channels: JsonObject;
  readonly operations: JsonObject;
  readonly messages: JsonObject;
  readonly schemas: JsonObject;
} {
  const bodies = PRODUCER_REQUEST_TYPES.map((type) => ({ type, ...bodyOf(type, routes) }));
  const refs = (channel: string, types: readonly string[]) =>
    types.map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` }));
  return {
    channels: {
      requests: channelOf(
        'requests-{producer}',
        `Each producer sends on its own queue alone: the right to send is its identity. A worker receives, ${PRODUCER_QUEUES.requests.concurrency} at once of each producer.`,
        resourceProperties(PRODUCER_QUEUES.requests),
        PRODUCER_REQUEST_TYPES,
      ),
      replies: channelOf(
        'replies-{producer}',
        'The worker and the API send. Each producer receives from its own queue alone; what it does not receive within a week is dropped.',
        resourceProperties(PRODUCER_QUEUES.replies),
        REPLY_TYPES,
      ),
    },
    operations: {
      'receive.requests': {
        action: 'receive',
        summary: 'The worker receives what the producer has sent',
        channel: { $ref: '#/channels/requests' },
        messages: refs('requests', PRODUCER_REQUEST_TYPES),
        reply: { channel: { $ref: '#/channels/replies' }, messages: refs('replies', REPLY_TYPES) },
      },
      'send.replies': {
        action: 'send',
        summary: 'The worker or the API sends what the producer receives',
        channel: { $ref: '#/channels/replies' },
        messages: refs('replies', REPLY_TYPES),
      },
    },
    messages: {
      ...Object.fromEntries(bodies.map(({ type, schema, example }) => [type, requestMessage(type, schema, example)])),
      ...Object.fromEntries(REPLY_TYPES.map((type) => [type, replyMessage(type)])),
    },
    schemas: {
      ...Object.assign({}, ...bodies.map(({ schemas }) => schemas)),
      ...schemasFrom(routes, ['Problem']),
      ...replySchemas(),
    },
  };
}

function channelOf(address: string, description: string, queue: object, types: readonly string[]): JsonObject {
  return {
    address,
    description,
    parameters: { producer: { description: 'Name of the producer, as PRODUCERS has it', examples: ['ivr'] } },
    'x-queue-properties': queue,
    messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
  };
}

function requestMessage(type: ProducerRequestType, schema: string, example: JsonObject): JsonObject {
  const { route, roles, tier } = ruleOfRequest(type);
  return {
    ...messageOf(type, `As ${route.replaceAll(/:(\w+)/g, '{$1}')}. The producer needs ${roles.join(' or ')}.`),
    'x-rate-limit': tier,
    headers: reference('RequestProperties'),
    payload: reference(schema),
    examples: [{ name: nameOf(type), headers: { messageId: REQUEST_ID, subject: type }, payload: example }],
  };
}

function replyMessage(type: ReplyType): JsonObject {
  const { description, example } = REPLIES[type];
  return {
    ...messageOf(type, description),
    headers: reference('ReplyProperties'),
    payload: reference(nameOf(type)),
    examples: [
      {
        name: nameOf(type),
        headers: {
          messageId: `${hash('sha256', REQUEST_ID).slice(0, 40)}:${type}`,
          subject: type,
          correlationId: REQUEST_ID,
        },
        payload: example,
      },
    ],
  };
}

function messageOf(type: string, description: string): JsonObject {
  return {
    name: type,
    title: type,
    description,
    contentType: 'application/json',
    correlationId: { location: '$message.header#/correlationId' },
  };
}

interface Body {
  /** Name of the schema of the payload. */
  readonly schema: string;
  readonly example: JsonObject;
  readonly schemas: JsonObject;
}

/** The body of the route that accepts the same work, with the schemas that it refers to. @throws ZodError when the route has none */
function bodyOf(type: ProducerRequestType, routes: RouteSchemas): Body {
  if (type === 'speech.cancel' || type === 'voice.erase.request') {
    const { name: schema, example } = WITHOUT_BODY[type];
    // A schema with an id is a definition of its document.
    const own = z.toJSONSchema(REQUEST_SCHEMAS[type], { io: 'input' }).$defs?.[schema];
    if (own === undefined) throw new Error(`${type} has no schema ${schema}`);
    return { schema, example, schemas: { [schema]: withExamples(own) } };
  }
  const [method = '', path = ''] = ruleOfRequest(type).route.split(' ');
  const { schema, example } = requestBody.parse(routes.paths[path]?.[method.toLowerCase()]).requestBody.content[
    'application/json'
  ];
  const name = schema.$ref.replace(/^.*\//, '');
  return { schema: name, example, schemas: schemasFrom(routes, [name]) };
}

/** These schemas of the API, and those that they refer to. */
function schemasFrom(routes: RouteSchemas, names: readonly string[]): JsonObject {
  const found: JsonObject = {};
  const add = (name: string): void => {
    if (Object.hasOwn(found, name)) return;
    const schema = routes.components.schemas[name];
    if (schema === undefined) throw new Error(`docs/openapi.json has no schema ${name}`);
    found[name] = withExamples(schema);
    for (const [, other = ''] of JSON.stringify(schema).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      add(other);
  };
  names.forEach(add);
  return found;
}

/** JSON Schema has `examples`; OpenAPI has `example` beside it. */
function withExamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExamples);
  if (typeof value !== 'object' || value === null) return value;
  const { example, properties: members, ...rest } = value as JsonObject;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, withExamples(each)])),
    ...(typeof members === 'object' &&
      members !== null && {
        properties: Object.fromEntries(Object.entries(members).map(([name, each]) => [name, withExamples(each)])),
      }),
    ...(example !== undefined && { examples: [example] }),
  };
}
