import { Injectable } from '@nestjs/common';
import { MessagePublisher } from '#messaging';
import type { ReadinessIndicator } from '#observability';

/** See ADR 8. */
@Injectable()
export class ServiceBusIndicator implements ReadinessIndicator {
  readonly name = 'service-bus';
  /** What is accepted while the broker is away waits in its outbox; all replicas share the broker, so none would be left to accept. */
  readonly essential = false;

  constructor(private readonly publisher: MessagePublisher) {}

  check(signal: AbortSignal): Promise<void> {
    return this.publisher.ping('maintenance', signal);
  }
}
