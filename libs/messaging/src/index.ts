export { calledOff } from './called-off.ts';
export { CONNECT_SERVICE_BUS, type ConnectServiceBus } from './connections.ts';
export { ConsumerHost, type ConsumerHostOptions } from './consumer-host.ts';
export { Consumers } from './consumers.ts';
export { ConsumersModule } from './consumers.module.ts';
export {
  type DeadLetter,
  type DeadLetterCount,
  type DeadLetterPosition,
  DeadLetters,
  type Resubmission,
} from './dead-letters.ts';
export { PropertiesNotShown, QueueAccess, queueTroubleOf } from './diagnosis/queue-access.ts';
export {
  blobCreatedSchema,
  createMessage,
  envelopeSchema,
  type Message,
  type NewMessage,
  nextAttempt,
  parseMessage,
} from './message.ts';
export {
  DONE,
  type HandlerContext,
  type HandlerOutcome,
  MESSAGE_INTERCEPTORS,
  type MessageHandler,
  type MessageInterceptor,
  type MessageSubject,
} from './message-handler.ts';
export { MessageHandlers } from './message-handlers.ts';
export { Handles } from './handles.ts';
export { MessageProcessor } from './message-processor.ts';
export {
  isMessageType,
  MESSAGE_TYPES,
  MESSAGES,
  messageTypeOf,
  NOT_SENT_YET,
  type MessageData,
  type MessageType,
  SYSTEM_TENANT,
} from './message-table.ts';
export { type MessageConstructor, messages, type Received } from './messages.ts';
export { MessagingModule } from './messaging.module.ts';
export { type HasOutbox, OutboxRelay, type OutboxStore } from './outbox-relay.ts';
export { MessagePublisher } from './publisher.ts';
export { QUEUE_NAMES, type QueueName, type QueueProperties, QUEUES } from './queue-table.ts';
export { LONGEST_BACKOFF_MS } from './retry-policy.ts';
export { announcing, webhookAttempt } from './webhook-messages.ts';
export { withdrawnWith } from './withdrawn-with.ts';
export { SINGLE_WORKER_APP, WORKER_APPS, type WorkerApp } from './worker-apps.ts';
