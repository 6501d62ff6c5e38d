import type { StoredMessage } from './message.ts';

/** Application properties. */
export type Properties = Readonly<Record<string, unknown>>;

/** Sets application properties on top of the sender's. */
export function modify(message: StoredMessage, properties: Properties | undefined): void {
  if (properties !== undefined) message.modifiedProperties = { ...message.modifiedProperties, ...properties };
}

/** Reasons that the service itself gives: service-bus-dead-letter-queues.md of the Azure documentation. */
export const TIME_TO_LIVE_EXPIRED: Properties = {
  DeadLetterReason: 'TTLExpiredException',
  DeadLetterErrorDescription: 'The message expired and was dead lettered.',
};

export function deliveriesExceeded(maxDeliveryCount: number): Properties {
  return {
    DeadLetterReason: 'MaxDeliveryCountExceeded',
    DeadLetterErrorDescription: `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`,
  };
}

export function forwardingFailed(description: string): Properties {
  return { DeadLetterReason: 'AutoForwardingFailed', DeadLetterErrorDescription: description };
}
