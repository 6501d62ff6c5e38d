import { Injectable } from '@nestjs/common';
import type { ReadinessIndicator } from '#observability';
import { DatabaseCheck } from '#storage';
import { DocumentStore } from './document-store.ts';

/** Ready while the database answers, once its containers were compared with the table. */
@Injectable()
export class CosmosIndicator implements ReadinessIndicator {
  readonly name = 'cosmos';

  constructor(
    private readonly documents: DocumentStore,
    private readonly database: DatabaseCheck,
  ) {}

  async check(signal: AbortSignal): Promise<void> {
    await this.documents.ping(signal);
    await this.database.over();
  }
}
