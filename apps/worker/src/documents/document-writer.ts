import { Inject, Injectable } from '@nestjs/common';
import { type OperationSubject, type Upload } from '#domain';
import { OutboxRelay } from '#messaging';
import { DocumentStore, OperationStore, type Stored, type StoredDocument } from '#storage';

/** Commits a changed document, then tells the world: its operation follows, its messages are published. */
@Injectable()
export class DocumentWriter {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(OperationStore) private readonly operations: OperationStore,
    @Inject(OutboxRelay) private readonly outbox: OutboxRelay<StoredDocument>,
  ) {}

  /** @throws ServiceError `etag-mismatch` when somebody else changed it: what was done is repeated from a fresh read. */
  async save<D extends OperationSubject | Upload>(document: Stored<D>): Promise<Stored<D>> {
    const changed: Stored<D> = Object.assign({ ...document }, { updatedAt: new Date().toISOString() });
    const saved = await this.documents.replace<D>(changed);
    await this.follow(saved);
    return this.outbox.relay<Stored<D> & StoredDocument>(saved as Stored<D> & StoredDocument);
  }

  /**
   * Catches up on what a process that died after its commit did not do. For a message that finds its work already done: this is
   * the only trace such a death leaves.
   */
  async catchUp(document: Stored<OperationSubject | Upload>): Promise<void> {
    await this.follow(document);
    await this.outbox.relay(document);
  }

  private async follow(document: OperationSubject | Upload): Promise<void> {
    if (document.kind !== 'upload') await this.operations.follow(document);
  }
}
