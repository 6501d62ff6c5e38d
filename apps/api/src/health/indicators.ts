import { Injectable } from '@nestjs/common';
import { MessagePublisher } from '#messaging';
import type { ReadinessIndicator } from '#observability';
import { BlobStore } from '#storage';

@Injectable()
export class BlobIndicator implements ReadinessIndicator {
  readonly name = 'blob-storage';

  constructor(private readonly blobs: BlobStore) {}

  check(signal: AbortSignal): Promise<void> {
    return this.blobs.ping(signal);
  }
}

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
