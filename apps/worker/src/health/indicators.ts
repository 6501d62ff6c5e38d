import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import { Consumers } from '#messaging';
import type { LivenessIndicator, ReadinessIndicator } from '#observability';
import { DatabaseCheck } from '#storage';

@Injectable()
export class CosmosIndicator implements ReadinessIndicator {
  readonly name = 'cosmos';

  constructor(
    private readonly documents: DocumentStore,
    private readonly database: DatabaseCheck,
  ) {}

  async check(signal: AbortSignal): Promise<void> {
    await this.documents.ping(signal);
    this.database.assertOver();
  }
}

@Injectable()
export class ServiceBusIndicator implements ReadinessIndicator {
  readonly name = 'service-bus';

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
