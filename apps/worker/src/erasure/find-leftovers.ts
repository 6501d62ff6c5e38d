import { Injectable } from '@nestjs/common';
import { DocumentStore, IdempotencyStore, SameRecordings, TraceStore } from '#documents';
import { isHeld, providerConsentId, providerProjectId, providerVoiceId } from '#domain';
import { CustomVoiceClient } from '#speech';
import { BlobEraser, ProvenanceStore } from '#storage';
import { RemoveProfessionalVoice } from '../voices/remove-professional-voice.service.ts';
import type { ErasureScope } from './erasure-scope.ts';
import { mayBeProfessional } from './professional-traces.ts';
import { blobPlaces } from './traces.ts';

/** More than are written about an erasure: webhooks that tell of it. */
const MAX_TRACES = 1_000;

/** Asks everywhere whether anything of somebody still answers. */
@Injectable()
export class FindLeftovers {
  constructor(
    private readonly documents: DocumentStore,
    private readonly traces: TraceStore,
    private readonly answers: IdempotencyStore,
    private readonly recordings: SameRecordings,
    private readonly blobs: BlobEraser,
    private readonly customVoice: CustomVoiceClient,
    private readonly records: ProvenanceStore,
    private readonly professional: RemoveProfessionalVoice,
  ) {}

  /**
   * @param except the operation that shows the erasure
   * @returns what is still there, for the log: kinds and ids, nothing of what it holds
   */
  async execute(scope: ErasureScope, except: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const { tenantId, voiceIds, consentIds, uploadIds } = scope;
    const left: string[] = [];
    const check = (isThere: boolean, what: string): void => {
      if (isThere) left.push(what);
    };
    const at = { signal };
    for (const id of voiceIds) {
      check(
        (await this.customVoice.getPersonalVoice(providerVoiceId(id), at)) !== undefined,
        `personal voice of ${id}`,
      );
      if (await mayBeProfessional(this.documents, tenantId, id)) {
        const remains = Object.entries(await this.professional.remains(id, signal));
        for (const [what, count] of remains) check(count > 0, `${what} of ${id}`);
      }
      for (const kind of ['synthesis', 'batch'] as const) {
        const { data } = await this.documents.list(kind, tenantId, { limit: 1, heardVoiceId: id, isHeld: false });
        check(data.length > 0, `${kind} of ${id}`);
      }
    }
    for (const id of consentIds) {
      check((await this.customVoice.getConsent(providerConsentId(id), at)) !== undefined, `consent of ${id} at Azure`);
      check((await this.customVoice.getProject(providerProjectId(id), at)) !== undefined, `project of ${id}`);
    }
    for (const id of uploadIds)
      check((await this.documents.find('upload', tenantId, id)) !== undefined, `upload ${id}`);
    for (const { container, prefix } of blobPlaces(scope)) {
      check(!(await this.blobs.isEmpty(container, prefix)), `blobs ${container}/${prefix}`);
    }
    const ids = [...voiceIds, ...consentIds, ...uploadIds];
    for (const { kind, id } of await this.traces.about(tenantId, ids, { limit: 10, except }))
      check(true, `${kind} ${id}`);
    check((await this.answers.countAbout(ids)) > 0, 'kept answers');
    check(await this.records.namesAny(scope), 'records of speech');
    // Its own documents become receipts next; what stays is named there.
    const known = [...voiceIds, ...consentIds, ...scope.keptUploadIds];
    for (const { id, ownerId } of await this.recordings.holders(tenantId, scope.recordingHashes)) {
      if (scope.onlyOf !== undefined && ownerId !== scope.onlyOf) continue;
      check(!known.includes(id), `the recording's hash in ${id}`);
    }
    return left;
  }

  /**
   * Whether a restored backup has brought back uploads, speech, blobs or documents about somebody who was erased. Webhooks that told of the erasure
   * are newer than its request. Azure's own resources are not asked for: no backup of this deployment holds them.
   * @param requestedAt when the erasure was asked for, RFC 3339
   * @param except the operation that shows the erasure
   */
  async hasComeBack(scope: ErasureScope, requestedAt: string, except: string | undefined): Promise<boolean> {
    const { tenantId, voiceIds, consentIds, uploadIds } = scope;
    for (const id of uploadIds) {
      const upload = await this.documents.findLatest('upload', tenantId, id);
      if (upload && !isHeld(upload)) return true;
    }
    for (const heardVoiceId of voiceIds) {
      for (const kind of ['synthesis', 'batch'] as const) {
        const { data } = await this.documents.list(kind, tenantId, { limit: 1, heardVoiceId, isHeld: false });
        if (data.length > 0) return true;
      }
    }
    for (const { container, prefix } of blobPlaces(scope)) {
      if (!(await this.blobs.isEmpty(container, prefix))) return true;
    }
    if (await this.records.namesAny(scope)) return true;
    const ids = [...voiceIds, ...consentIds, ...uploadIds];
    const about = await this.traces.about(tenantId, ids, { limit: MAX_TRACES, except });
    return about.some(({ createdAt }) => createdAt < requestedAt);
  }
}
