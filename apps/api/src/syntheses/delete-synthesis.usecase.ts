import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import {
  DocumentStore,
  ErasedSubjects,
  OperationStore,
  OutboxRelay,
  retryLostRaces,
  SettleCharge,
  type Stored,
} from '#documents';
import { isTerminal, resultPrefix, ServiceError, type Synthesis, SYNTHESIS_TRANSITIONS } from '#domain';
import { assertOwner, AuditTrail } from '#intake';
import { type Logger, LOGGER } from '#observability';
import { BLOB_CONTAINERS, BlobEraser } from '#storage';
import { checkIfMatch } from '../platform/resources/if-match.ts';

/**
 * Deletes a synthesis that has ended: its document with the text, then its audio, timings and parts. What is left of these when the process
 * dies in between is referred to by nothing, and the sweep of the results deletes it.
 * See ADR 84.
 */
@Injectable()
export class DeleteSynthesis {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly erased: ErasedSubjects,
    private readonly blobs: BlobEraser,
    private readonly outbox: OutboxRelay,
    private readonly audit: AuditTrail,
    private readonly charge: SettleCharge,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @throws ServiceError `not-found`, `forbidden`, `etag-mismatch`; `state-conflict` while it is queued or spoken;
   *   `dependency-unavailable`: then it is there as before
   */
  async execute(principal: Principal, synthesisId: string, ifMatch: string | undefined): Promise<void> {
    await retryLostRaces(
      async () => {
        const synthesis = await this.documents.get('synthesis', principal.tenantId, synthesisId);
        assertOwner(principal, synthesis);
        checkIfMatch(ifMatch, synthesis);
        if (isTerminal(SYNTHESIS_TRANSITIONS, synthesis.status)) return synthesis;
        throw new ServiceError('state-conflict', `The synthesis is ${synthesis.status}. Cancel its operation first.`);
      },
      (synthesis) => this.remove(principal, synthesis),
    );
    await this.eraseAudio(principal.tenantId, synthesisId);
  }

  private async remove(principal: Principal, found: Stored<Synthesis>): Promise<void> {
    const { id, tenantId } = found;
    // What only the document holds goes out first: events that nobody was told of, and how the operation ended.
    const synthesis = await this.outbox.relay(found);
    await this.operations.follow(synthesis);
    await this.audit.recordFirst(principal, { action: 'synthesis.delete', subject: { kind: 'synthesis', id } });
    // A message about it may still be under way.
    await this.erased.add(tenantId, id);
    // A message that comes later finds no charge to settle.
    await this.charge.execute(synthesis);
    await this.documents.remove(synthesis);
  }

  private async eraseAudio(tenantId: string, id: string): Promise<void> {
    try {
      await this.blobs.erase(BLOB_CONTAINERS.results, resultPrefix(tenantId, id));
    } catch (err) {
      this.logger.warn({ err, subjectId: id }, 'the sweep will delete the audio of a deleted synthesis');
    }
  }
}
