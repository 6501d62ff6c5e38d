import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { ServiceError } from '#domain';

/** The SDK parses JSON bodies itself; what it could not parse comes as a Buffer or a string. */
export function bodyOf(received: ServiceBusReceivedMessage): unknown {
  const body: unknown = received.body;
  if (!Buffer.isBuffer(body) && typeof body !== 'string') return body;
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new ServiceError('invalid-message', 'The message body is not JSON.', { cause });
  }
}
