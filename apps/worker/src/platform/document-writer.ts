import { Injectable } from '@nestjs/common';
import { DocumentStore, OperationStore, OutboxRelay, type Stored, type StoredDocument } from '#documents';
import { type Delivery, type Hook, type OperationSubject, type Upload, type WebhookEndpoint } from '#domain';
import { announcing } from '#messaging';

/** Documents without an operation. */
type Plain = Upload | Hook | Delivery | WebhookEndpoint;
const PLAIN_KINDS: ReadonlySet<string> = new Set<Plain['kind']>(['upload', 'hook', 'delivery', 'webhookEndpoint']);

/**
 * Commits a changed document, then tells the world: its operation follows, its messages are published. A status that
 * is an event is announced in the same write.
 */
@Injectable()
export class DocumentWriter {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly outbox: OutboxRelay<StoredDocument>,
  ) {}

  /** @throws ServiceError `etag-mismatch` when somebody else changed it: what was done is repeated from a fresh read. */
  async save<D extends OperationSubject | Plain>(document: Stored<D>): Promise<Stored<D>> {
    const changed: Stored<D> = Object.assign({ ...document }, { updatedAt: new Date().toISOString() });
    const saved = await this.documents.replace<D>(announcing(changed));
    await this.follow(saved);
    return this.outbox.relay<Stored<D> & StoredDocument>(saved as Stored<D> & StoredDocument);
  }

  /**
   * Catches up on what a process that died after its commit did not do. For a message that finds its work already done: this is
   * the only trace such a death leaves.
   */
  async catchUp(document: Stored<OperationSubject | Plain>): Promise<void> {
    await this.follow(document);
    await this.outbox.relay(document);
  }

  private async follow(document: OperationSubject | Plain): Promise<void> {
    if (!isPlain(document)) await this.operations.follow(document);
  }
}

function isPlain(document: OperationSubject | Plain): document is Plain {
  return PLAIN_KINDS.has(document.kind);
}
