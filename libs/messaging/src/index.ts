export * from './canceled-with-clean-up.ts';
export { CONNECT_SERVICE_BUS, type ConnectServiceBus } from './connections.ts';
export * from './consumer-host.ts';
export * from './consumers.ts';
export * from './consumers.module.ts';
export * from './dead-letters.ts';
export * from './diagnosis/queue-access.ts';
export { PropertiesNotShown } from './diagnosis/queue-description.ts';
export {
  blobCreatedSchema,
  createMessage,
  emailReportSchema,
  envelopeSchema,
  type Message,
  type NewMessage,
  nextAttempt,
  parseMessage,
} from './message.ts';
export { Handles } from './handles.ts';
export * from './message-handler.ts';
export * from './message-handlers.ts';
export { MessageProcessor } from './message-processor.ts';
export * from './message-table.ts';
export * from './messages.ts';
export * from './messaging.module.ts';
export * from './producers/producer-queues.ts';
export * from './producers/replies.ts';
export {
  type ProducerMessage,
  type Rejection,
  REQUEST_HANDLER,
  type RequestHandler,
  RequestProcessor,
} from './producers/request-processor.ts';
export * from './publisher.ts';
export * from './queue-counts.ts';
export * from './queue-table.ts';
export * from './queues-detail.ts';
export { decideRetry, MAX_BACKOFF_MS } from './retry-policy.ts';
export * from './webhook-messages.ts';
export * from './revoked-with.ts';
export * from './worker-apps.ts';
