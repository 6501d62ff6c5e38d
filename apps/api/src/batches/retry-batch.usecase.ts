import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore, type RequestIds } from '#documents';
import { errorCodeOf, type Operation, retried } from '#domain';
import { VoiceUse } from '../audit/voice-use.ts';
import { AcceptWork } from '../operations/accept-work.ts';
import { assertOwner } from '../platform/resources/ownership.ts';
import { VoicesToSpeak } from '../speech/voices-to-speak.ts';
import { submissionsOf } from './batch-chunks.ts';

const WRITE_ATTEMPTS = 5;

/** Has the failed items of a batch that has ended spoken again, as a new operation. */
@Injectable()
export class RetryBatch {
  constructor(
    private readonly documents: DocumentStore,
    private readonly voices: VoicesToSpeak,
    private readonly acceptWork: AcceptWork,
    private readonly voiceUse: VoiceUse,
  ) {}

  /** @throws ServiceError `not-found`; `forbidden`; `state-conflict` when there is nothing to retry; see VoicesToSpeak for the voice's */
  async execute(principal: Principal, batchId: string, ids: RequestIds): Promise<Operation> {
    const operationId = ids.id('operation');
    for (let attempt = 1; ; attempt++) {
      const batch = await this.documents.get('batch', principal.tenantId, batchId);
      assertOwner(principal, batch);
      // An earlier run of the same request has done it before its process died.
      if (batch.operationId === operationId) {
        this.voiceUse.record(principal, [batch.voiceId], 'batch', ids.at);
        return this.acceptWork.resume(batch);
      }
      const again = retried(batch, operationId, new Date().toISOString());
      await this.voices.find(principal, batch.voiceId);
      try {
        const operation = await this.acceptWork.change({
          ...again,
          outbox: [...again.outbox, ...submissionsOf(again)],
        });
        this.voiceUse.record(principal, [batch.voiceId], 'batch', ids.at);
        return operation;
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch' || attempt >= WRITE_ATTEMPTS) throw error;
      }
    }
  }
}
