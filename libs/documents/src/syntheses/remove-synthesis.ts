import { Inject, Injectable } from '@nestjs/common';
import { isHeld, resultPrefix, ServiceError, type Synthesis } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { BLOB_CONTAINERS, BlobEraser } from '#storage';
import { SettleCharge } from '../budgets/settle-charge.ts';
import { OperationStore } from '../operations/operation-store.ts';
import { OutboxRelay } from '../outbox/outbox-relay.ts';
import { DocumentStore, type Stored } from '../store/document-store.ts';
import { ErasedSubjects } from '../store/erased-subjects.ts';

/**
 * Removes a synthesis that has ended: its document with the text, then its audio, timings and parts. If the process dies in between, the sweep
 * of the results deletes what is left.
 * See ADR 84.
 */
@Injectable()
export class RemoveSynthesis {
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
   * @throws ServiceError `etag-mismatch` when it was changed, `legal-hold` when it has one, `dependency-unavailable`: then it is there as before
   */
  async removeDocument(found: Stored<Synthesis>, recordFirst: () => Promise<void>): Promise<void> {
    // What only the document holds goes out first: events that nobody was told of, and how the operation ended.
    const synthesis = await this.outbox.relay(found);
    if (isHeld(synthesis)) throw new ServiceError('legal-hold', `The synthesis ${found.id} has a legal hold.`);
    await this.operations.follow(synthesis);
    await recordFirst();
    // A message about it may still be under way.
    await this.erased.add(synthesis.tenantId, synthesis.id);
    // A message that comes later finds no charge to settle.
    await this.charge.execute(synthesis);
    await this.documents.remove(synthesis);
  }

  /** Does not fail: the sweep deletes what this leaves. */
  async removeAudio(tenantId: string, id: string): Promise<void> {
    try {
      await this.blobs.erase(BLOB_CONTAINERS.results, resultPrefix(tenantId, id));
    } catch (err) {
      this.logger.warn({ err, subjectId: id }, 'the sweep will delete the audio of a deleted synthesis');
    }
  }
}
