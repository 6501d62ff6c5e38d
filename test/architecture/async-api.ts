import { z } from 'zod';
import {
  blobCreatedSchema,
  emailReportSchema,
  envelopeSchema,
  MESSAGE_TYPES,
  formerNames,
  MESSAGES,
  type MessageType,
  QUEUE_NAMES,
  type QueueName,
  QUEUES,
} from '#messaging';
import { producerMessages, type RouteSchemas } from './producer-messages.ts';
import { resourceProperties } from './queue-documents.ts';

type JsonObject = Record<string, unknown>;

/**
 * The AsyncAPI 3 document of the queues: what may be put on them, by us or by other systems, and who receives it.
 * @param routes docs/openapi.json: requests of producers have the bodies of routes
 */
export function asyncApiDocument(version: string, routes: RouteSchemas): JsonObject {
  const producers = producerMessages(routes);
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Voice cloning messages',
      version,
      description:
        'The Service Bus queues. Producers send on `requests-{producer}` and receive from `replies-{producer}`: docs/producers.md. On all other queues the product and Event Grid send; what does not fit its schema is dead-lettered with `invalid-message`. All queues detect duplicates by message id.',
    },
    defaultContentType: 'application/json',
    channels: { ...Object.fromEntries(QUEUE_NAMES.map((queue) => [queue, channelOf(queue)])), ...producers.channels },
    operations: {
      ...Object.fromEntries(
        QUEUE_NAMES.map((queue) => [
          `receive.${queue}`,
          {
            action: 'receive',
            channel: { $ref: `#/channels/${queue}` },
            messages: typesOf(queue).map((type) => ({ $ref: `#/channels/${queue}/messages/${type}` })),
          },
        ]),
      ),
      ...producers.operations,
    },
    components: {
      messages: {
        ...Object.fromEntries(MESSAGE_TYPES.map((type) => [type, messageOf(type)])),
        ...producers.messages,
      },
      schemas: { ...(Object.assign({}, ...MESSAGE_TYPES.map(schemasOf)) as JsonObject), ...producers.schemas },
    },
  };
}

function channelOf(queue: QueueName): JsonObject {
  return {
    address: queue,
    description: `Handled by a worker, ${QUEUES[queue].concurrency} at once; one may take ${QUEUES[queue].maxRunMs / 60_000} minutes.`,
    // A binding for Service Bus does not exist in AsyncAPI 3.
    'x-queue-properties': resourceProperties(QUEUES[queue]),
    messages: Object.fromEntries(typesOf(queue).map((type) => [type, { $ref: `#/components/messages/${type}` }])),
  };
}

function typesOf(queue: string): MessageType[] {
  return MESSAGE_TYPES.filter((type) => MESSAGES[type].queue === queue);
}

function messageOf(type: MessageType): JsonObject {
  const { maxFailures } = MESSAGES[type];
  return {
    name: type,
    title: type,
    ...(formerNames(type).length > 0 && { 'x-former-names': formerNames(type) }),
    description: `Dead-lettered when it has failed ${maxFailures} times in a row.`,
    contentType: 'application/json',
    payload: reference(nameOf(type)),
  };
}

/** `voice.create` → `VoiceCreate`; `Microsoft.Storage.BlobCreated` → `MicrosoftStorageBlobCreated`. */
function nameOf(type: MessageType): string {
  return type
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** The payload of a message and its parts, by name: generators make a model of each. */
function schemasOf(type: MessageType): JsonObject {
  const { data } = MESSAGES[type];
  const name = nameOf(type);
  const event = [blobCreatedSchema, emailReportSchema].find(({ shape }) => shape.type.value === type);
  if (!event) return namedParts(name, payloadOf(envelopeSchema, type, data));
  // A cloud event that failed comes back in an envelope of the product, which counts the failures.
  return {
    ...namedParts(`${name}Event`, payloadOf(event, type, data)),
    ...namedParts(`${name}Retry`, payloadOf(envelopeSchema, type, data)),
    [name]: { title: name, oneOf: [reference(`${name}Event`), reference(`${name}Retry`)] },
  };
}

/** The schema under its name, with each object in it under a name of its own: `VoiceCreate`, `VoiceCreateData`. */
function namedParts(name: string, schema: JsonObject): JsonObject {
  const parts: JsonObject = {};
  const named = (part: JsonObject, path: string): JsonObject => {
    if (part['type'] === 'array' && isObject(part['items']))
      return { ...part, items: named(part['items'], `${path}Item`) };
    if (part['type'] !== 'object' || !isObject(part['properties'])) return part;
    const members = Object.entries(part['properties']).map(([member, each]) => [
      member,
      isObject(each) ? named(each, `${path}${member.charAt(0).toUpperCase()}${member.slice(1)}`) : each,
    ]);
    parts[path] = { title: path, ...part, properties: Object.fromEntries(members) as JsonObject };
    return reference(path);
  };
  named(schema, name);
  return parts;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function payloadOf(envelope: z.ZodObject, type: MessageType, data: z.ZodType): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(
    envelope.extend({ type: z.literal([type, ...formerNames(type)]), data }),
    { io: 'input' },
  );
  return schema;
}
