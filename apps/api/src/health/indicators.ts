import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import { MessagePublisher } from '#messaging';
import type { ReadinessIndicator } from '#observability';
import { BlobStore, DatabaseCheck } from '#storage';

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
