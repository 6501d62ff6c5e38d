import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore, RemoveSynthesis, retryLostRaces } from '#documents';
import { isHeld, isTerminal, ServiceError, SYNTHESIS_TRANSITIONS } from '#domain';
import { assertOwner, AuditTrail } from '#intake';
import { checkIfMatch } from '../platform/resources/if-match.ts';

/** Deletes a synthesis that has ended, with all that belongs to it. */
@Injectable()
export class DeleteSynthesis {
  constructor(
    private readonly documents: DocumentStore,
    private readonly removing: RemoveSynthesis,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @throws ServiceError `not-found`, `forbidden`, `etag-mismatch`; `legal-hold`; `state-conflict` while it is queued or spoken;
   *   `dependency-unavailable`: then it is there as before
   */
  async execute(principal: Principal, synthesisId: string, ifMatch: string | undefined): Promise<void> {
    await retryLostRaces(
      async () => {
        const synthesis = await this.documents.get('synthesis', principal.tenantId, synthesisId);
        assertOwner(principal, synthesis);
        checkIfMatch(ifMatch, synthesis);
        if (isHeld(synthesis)) {
          const detail = `A legal hold keeps the synthesis. An administrator clears it: DELETE /v1/retention/holds/${synthesisId}.`;
          throw new ServiceError('legal-hold', detail);
        }
        if (isTerminal(SYNTHESIS_TRANSITIONS, synthesis.status)) return synthesis;
        throw new ServiceError('state-conflict', `The synthesis is ${synthesis.status}. Cancel its operation first.`);
      },
      (synthesis) =>
        this.removing.removeDocument(synthesis, () =>
          this.audit.recordFirst(principal, {
            action: 'synthesis.delete',
            subject: { kind: 'synthesis', id: synthesisId },
          }),
        ),
    );
    await this.removing.removeAudio(principal.tenantId, synthesisId);
  }
}
