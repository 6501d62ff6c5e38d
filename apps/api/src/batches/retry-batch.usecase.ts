import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { type Charge, Commit, type RequestIds, type Stored } from '#documents';
import { type Batch, type Operation, retried } from '#domain';
import { assertOwner, submissionsOf, VoicesToSpeak, VoiceUse } from '#intake';
import { ChargeRetry } from './charge-retry.service.ts';

/** Has the failed items of a batch that has ended spoken again, as a new operation. */
@Injectable()
export class RetryBatch {
  constructor(
    private readonly voices: VoicesToSpeak,
    private readonly commit: Commit,
    private readonly voiceUse: VoiceUse,
    private readonly charges: ChargeRetry,
  ) {}

  /** @throws ServiceError `not-found`; `forbidden`; `state-conflict` when there is nothing to retry; `budget-exhausted`; see VoicesToSpeak for the voice's */
  async execute(principal: Principal, batchId: string, ids: RequestIds): Promise<Operation> {
    const operationId = ids.id('operation');
    let voiceId = '';
    let charge: Charge | undefined;
    const change = async (batch: Stored<Batch>): Promise<Stored<Batch>> => {
      assertOwner(principal, batch);
      voiceId = batch.voiceId;
      // An earlier run of the same request has done it before its process died.
      if (batch.operationId === operationId) return batch;
      const again = retried(batch, operationId, new Date().toISOString());
      const voice = await this.voices.find(principal, batch.voiceId);
      charge ??= await this.charges.execute(batch, voice);
      return { ...again, charged: charge?.charged, outbox: [...again.outbox, ...submissionsOf(again)] };
    };
    const operation = await this.commit.accept('batch', principal.tenantId, batchId, change, (stored) =>
      charge?.cancelUnless(stored),
    );
    this.voiceUse.record(principal, [voiceId], 'batch', ids.at);
    return operation;
  }
}
