import { Inject, Injectable } from '@nestjs/common';
import { DocumentStore, ErasedSubjects, OperationStore, OutboxRelay, SettleCharge, type Stored } from '#documents';
import { type Batch, resultPrefix } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { BLOB_CONTAINERS, BlobEraser } from '#storage';

/**
 * Removes a batch that has ended: its document, then its texts, plans, states and joined file. Speech of its items stays with the voice, since
 * other batches may have it too. If the process dies in between, the sweep of the results deletes what is left.
 * See ADR 203.
 */
@Injectable()
export class RemoveBatch {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly erased: ErasedSubjects,
    private readonly blobs: BlobEraser,
    private readonly outbox: OutboxRelay,
    private readonly charge: SettleCharge,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param recordFirst writes it into the audit log
   * @throws ServiceError `etag-mismatch` when it was changed, as by a retry, `dependency-unavailable`: then it is there as before
   */
  async execute(found: Stored<Batch>, recordFirst: () => Promise<void>): Promise<void> {
    const { tenantId, id } = found;
    // What only the document holds goes out first: events that nobody was told of, and how the operation ended.
    const batch = await this.outbox.relay(found);
    await this.operations.follow(batch);
    await recordFirst();
    // A message about it may still be under way.
    await this.erased.add(tenantId, id);
    // A message that comes later finds no charge to settle.
    await this.charge.execute(batch);
    await this.documents.remove(batch);
    try {
      await this.blobs.erase(BLOB_CONTAINERS.results, resultPrefix(tenantId, id));
    } catch (err) {
      this.logger.warn({ err, subjectId: id }, 'the sweep will delete the files of a removed batch');
    }
  }
}
