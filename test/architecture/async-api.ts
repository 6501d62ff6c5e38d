import { z } from 'zod';
import {
  blobCreatedSchema,
  envelopeSchema,
  MESSAGE_TYPES,
  formerNames,
  MESSAGES,
  type MessageType,
  QUEUE_NAMES,
  type QueueName,
  QUEUES,
} from '#messaging';

type JsonObject = Record<string, unknown>;

/** The AsyncAPI 3 document of the queues: what may be put on them, by us or by other systems, and what a worker receives. */
export function asyncApiDocument(version: string): JsonObject {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Voice cloning messages',
      version,
      description:
        'The Service Bus queues. Other systems may publish to them: what does not fit its schema is dead-lettered with `invalid-message`. All queues detect duplicates by message id.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      QUEUE_NAMES.map((queue) => [
        queue,
        {
          address: queue,
          description: `Handled by a worker, ${QUEUES[queue].concurrency} at once; one may take ${QUEUES[queue].maxRunMs / 60_000} minutes.`,
          'x-queue-properties': queueProperties(queue),
          messages: Object.fromEntries(typesOf(queue).map((type) => [type, { $ref: `#/components/messages/${type}` }])),
        },
      ]),
    ),
    operations: Object.fromEntries(
      QUEUE_NAMES.map((queue) => [
        `receive.${queue}`,
        {
          action: 'receive',
          channel: { $ref: `#/channels/${queue}` },
          messages: typesOf(queue).map((type) => ({ $ref: `#/channels/${queue}/messages/${type}` })),
        },
      ]),
    ),
    components: { messages: Object.fromEntries(MESSAGE_TYPES.map((type) => [type, messageOf(type)])) },
  };
}

/** As Azure's resource manager names them (`SBQueueProperties`). A binding for Service Bus does not exist in AsyncAPI 3. */
function queueProperties(queue: QueueName): JsonObject {
  const { lockDuration, timeToLive, duplicateWindow, maxDeliveries, deadLettersExpired } = QUEUES[queue];
  return {
    lockDuration,
    defaultMessageTimeToLive: timeToLive,
    requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: duplicateWindow,
    maxDeliveryCount: maxDeliveries,
    deadLetteringOnMessageExpiration: deadLettersExpired,
    requiresSession: false,
  };
}

function typesOf(queue: string): MessageType[] {
  return MESSAGE_TYPES.filter((type) => MESSAGES[type].queue === queue);
}

function messageOf(type: MessageType): JsonObject {
  const { data, maxFailures } = MESSAGES[type];
  const ours = payloadOf(envelopeSchema, type, data);
  const isCloudEvent = type === blobCreatedSchema.shape.type.value;
  return {
    name: type,
    title: type,
    ...(formerNames(type).length > 0 && { 'x-former-names': formerNames(type) }),
    description: `Dead-lettered when it has failed ${maxFailures} times in a row.`,
    contentType: 'application/json',
    // A cloud event that failed comes back in our own envelope, which counts the failures.
    payload: isCloudEvent ? { oneOf: [payloadOf(blobCreatedSchema, type, data), ours] } : ours,
  };
}

function payloadOf(envelope: z.ZodObject, type: MessageType, data: z.ZodType): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(
    envelope.extend({ type: z.literal([type, ...formerNames(type)]), data }),
    { io: 'input' },
  );
  return schema;
}
