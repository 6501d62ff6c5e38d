import type { OutboxMessage } from '#domain';
import { queueOf } from '#messaging';
import { recordMetric } from '#observability';

/** Records how long a message has been in the outbox of its document. @param now epoch milliseconds */
export function recordOutboxAge({ type, occurredAt }: OutboxMessage, now: number): void {
  const ageMs = Math.max(0, now - Date.parse(occurredAt));
  recordMetric('voice.outbox.age', ageMs / 1_000, { 'messaging.destination.name': queueOf(type) });
}
