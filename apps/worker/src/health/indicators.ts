import { Injectable } from '@nestjs/common';
import { Consumers } from '#messaging';
import type { LivenessIndicator, ReadinessIndicator } from '#observability';

@Injectable()
export class ServiceBusIndicator implements ReadinessIndicator {
  readonly name = 'service-bus';
  /** The broker is asked for queues that were not reached yet or whose link broke. */
  readonly isFree = true;

  constructor(private readonly consumers: Consumers) {}

  check(signal: AbortSignal): Promise<void> {
    return this.consumers.check(signal);
  }
}

/** Fails when a queue cannot be received from by this process although Service Bus answers it: only a new process gets through. */
@Injectable()
export class ReceiversIndicator implements LivenessIndicator {
  readonly name = 'receivers';

  constructor(private readonly consumers: Consumers) {}

  isAlive(): boolean {
    return this.consumers.stuck.length === 0;
  }
}
