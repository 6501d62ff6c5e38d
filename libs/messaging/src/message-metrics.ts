import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { type AttributeValue, recordMetric } from '#observability';
import type { MessageType } from './message-table.ts';
import type { QueueName } from './queue-table.ts';

type Waited = Pick<ServiceBusReceivedMessage, 'enqueuedTimeUtc' | 'scheduledEnqueueTimeUtc'>;

/** How long a message waited since it was due, and how late it is if it was due at a time of its own. */
export function recordWait(queue: QueueName, type: MessageType | undefined, message: Waited, now = Date.now()): void {
  const enqueuedAt = message.enqueuedTimeUtc?.getTime();
  const scheduledFor = message.scheduledEnqueueTimeUtc?.getTime();
  const dueAt = Math.max(enqueuedAt ?? 0, scheduledFor ?? 0);
  // Clocks differ: nothing waits for less than no time.
  const secondsSince = (at: number) => Math.max(0, now - at) / 1_000;
  if (dueAt > 0) recordMetric('voice.queue.age', secondsSince(dueAt), { 'messaging.destination.name': queue });
  if (scheduledFor === undefined || scheduledFor === 0) return;
  recordMetric('voice.poll.lateness', secondsSince(scheduledFor), { 'voice.message.type': type });
}

export interface Handled {
  readonly queue: QueueName;
  /** Undefined for what could not be read. */
  readonly type?: MessageType | undefined;
  readonly durationMs: number;
  readonly outcome: AttributeValue<'voice.message.outcome'>;
  /** Code of the error, if there was one. */
  readonly code?: string | undefined;
}

/** How long a message was handled, and with which result. */
export function recordHandled({ queue, type, durationMs, outcome, code }: Handled): void {
  recordMetric('messaging.process.duration', durationMs / 1_000, {
    'messaging.system': 'servicebus',
    'messaging.destination.name': queue,
    'voice.message.type': type,
    'voice.message.outcome': outcome,
    'error.type': code,
  });
  if (outcome !== 'dead-lettered') return;
  recordMetric('voice.messages.dead_lettered', 1, { 'messaging.destination.name': queue, 'error.type': code });
}
