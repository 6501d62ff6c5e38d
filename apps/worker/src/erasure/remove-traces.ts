import { Injectable } from '@nestjs/common';
import {
  DocumentStore,
  ErasedSubjects,
  IdempotencyStore,
  RecordingClaims,
  retryLostRaces,
  SettleCharge,
  startingWith,
  type Stored,
  type StoredDocument,
  TraceStore,
} from '#documents';
import {
  type Batch,
  providerConsentId,
  providerProjectId,
  providerVoiceId,
  sampleContainerName,
  type Synthesis,
} from '#domain';
import { BatchSynthesisClient, CustomVoiceClient } from '#speech';
import { BlobEraser, BlobStore, ProvenanceStore } from '#storage';
import { RemoveProfessionalVoice } from '../voices/remove-professional-voice.service.ts';
import type { ErasureScope } from './erasure-scope.ts';
import { mayBeProfessional } from './professional-traces.ts';
import { deleting } from '../platform/deleting.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { blobPlaces, jobIdsOf, resultPlace } from './traces.ts';

const PAGE = 50;
const AT_ONCE = 8;

/**
 * Removes all traces of somebody, at Azure and here. Each step may be repeated, and each document is removed after all that is found by way
 * of it: a worker that continues after a crash finds what is left.
 */
@Injectable()
export class RemoveTraces {
  constructor(
    private readonly documents: DocumentStore,
    private readonly traces: TraceStore,
    private readonly answers: IdempotencyStore,
    private readonly erased: ErasedSubjects,
    private readonly claims: RecordingClaims,
    private readonly blobStore: BlobStore,
    private readonly blobs: BlobEraser,
    private readonly customVoice: CustomVoiceClient,
    private readonly azure: BatchSynthesisClient,
    private readonly records: ProvenanceStore,
    private readonly charge: SettleCharge,
    private readonly removeProfessional: RemoveProfessionalVoice,
  ) {}

  /** @param except the operation that shows the erasure */
  async execute(scope: ErasureScope, except: string | undefined, signal: AbortSignal): Promise<void> {
    const { tenantId, voiceIds, consentIds, uploadIds } = scope;
    // First, while the consents still say by their evidence that they are lost.
    for (const hash of scope.proofHashes) {
      if (scope.withdrawn) await this.claims.withdraw(tenantId, hash);
      else for (const id of consentIds) await this.claims.release({ id, tenantId }, hash);
    }
    await this.atAzure(scope, signal);
    for (const voiceId of voiceIds) {
      for (const kind of ['synthesis', 'batch'] as const) await this.spoken(kind, tenantId, voiceId, signal);
    }
    // Their hashes stay: a file that is still on hand can be recognized, as withdrawn.
    await this.records.withdraw(scope, new Date().toISOString(), signal);
    for (const { container, prefix } of blobPlaces(scope)) await this.blobs.erase(container, prefix, signal);
    for (const voiceId of voiceIds) await this.blobStore.deleteContainer(sampleContainerName(voiceId));
    await this.about(tenantId, [...voiceIds, ...consentIds, ...uploadIds], except);
    for (const id of uploadIds) {
      const upload = await this.documents.find('upload', tenantId, id);
      if (upload) await this.remove(upload);
    }
  }

  /** The voices first: a consent, and a project, may be in use by them. */
  private async atAzure({ tenantId, voiceIds, consentIds }: ErasureScope, signal: AbortSignal): Promise<void> {
    for (const id of voiceIds) {
      if (await mayBeProfessional(this.documents, tenantId, id)) {
        await this.removeProfessional.execute(id, signal);
      }
      await deleting(() => this.customVoice.deletePersonalVoice(providerVoiceId(id), { signal }));
    }
    for (const id of consentIds) {
      await deleting(() => this.customVoice.deleteConsent(providerConsentId(id), { signal }));
      await deleting(() => this.customVoice.deleteProject(providerProjectId(id), { signal, force: true }));
    }
  }

  private async spoken(
    kind: 'synthesis' | 'batch',
    tenantId: string,
    voiceId: string,
    signal: AbortSignal,
  ): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const { data } = await this.documents.list<'synthesis' | 'batch'>(kind, tenantId, {
        limit: PAGE,
        heardVoiceId: voiceId,
        isHeld: false,
      });
      if (data.length === 0) return;
      const documents: readonly Stored<Synthesis | Batch>[] = data;
      await inParallel(documents, AT_ONCE, async (document) => {
        if (document.kind === 'batch') await this.jobs(document, signal);
        const { container, prefix } = resultPlace(tenantId, document.id);
        await this.blobs.erase(container, prefix, signal);
        // A message that comes later finds no charge to settle.
        await this.charge.execute(document);
      });
      await this.about(
        tenantId,
        documents.map(({ id }) => id),
      );
      await inParallel(documents, AT_ONCE, (document) => this.remove(document));
    }
  }

  private async jobs(batch: Batch, signal: AbortSignal): Promise<void> {
    for (const id of jobIdsOf(batch)) await deleting(() => this.azure.delete(id, { signal }));
  }

  private async about(tenantId: string, ids: readonly string[], except?: string): Promise<void> {
    await this.answers.forgetAbout(ids);
    for (;;) {
      const found = await this.traces.about(tenantId, ids, { limit: PAGE, except });
      if (found.length === 0) return;
      await inParallel(found, AT_ONCE, (document) => this.remove(document));
    }
  }

  /** First that it is gone is noted: a message about it may come at any time. */
  private async remove(found: StoredDocument): Promise<void> {
    await this.erased.add(found.tenantId, found.id);
    await retryLostRaces(
      startingWith<StoredDocument | undefined>(found, () => this.documents.find(found.kind, found.tenantId, found.id)),
      async (document) => document && this.documents.remove(document),
    );
  }
}
