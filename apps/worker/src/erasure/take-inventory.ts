import { Injectable } from '@nestjs/common';
import { DocumentStore, IdempotencyStore, TraceStore } from '#documents';
import {
  type Batch,
  type DocumentKind,
  type ErasedBlobs,
  type ErasureInventory,
  providerConsentId,
  providerProjectId,
  providerVoiceId,
  type Synthesis,
} from '#domain';
import { BatchSynthesisClient, CustomVoiceClient } from '#speech';
import { BlobEraser } from '#storage';
import { RemoveProfessionalVoice } from '../voices/remove-professional-voice.service.ts';
import type { ErasureScope } from './erasure-scope.ts';
import { professionalCounts } from './professional-traces.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { type BlobPlace, blobPlaces, jobIdsOf, resultPlace } from './traces.ts';

const PAGE = 50;
const AT_ONCE = 8;
const MAX_TRACES = 10_000;

interface Tally {
  readonly blobs: Record<string, ErasedBlobs>;
  readonly documents: Partial<Record<DocumentKind, number>>;
  keptAnswers: number;
  batchJobs: number;
}

/** Counts what there is of somebody, before it is removed. */
@Injectable()
export class TakeInventory {
  constructor(
    private readonly documents: DocumentStore,
    private readonly traces: TraceStore,
    private readonly answers: IdempotencyStore,
    private readonly blobs: BlobEraser,
    private readonly customVoice: CustomVoiceClient,
    private readonly azure: BatchSynthesisClient,
    private readonly removeProfessional: RemoveProfessionalVoice,
  ) {}

  /** @param except the operation that shows the erasure */
  async execute(scope: ErasureScope, except: string | undefined, signal: AbortSignal): Promise<ErasureInventory> {
    const { tenantId, voiceIds, consentIds, uploadIds } = scope;
    const tally: Tally = { blobs: {}, documents: {}, keptAnswers: 0, batchJobs: 0 };
    for (const place of blobPlaces(scope)) await this.measure(place, tally);
    for (const voiceId of voiceIds) {
      for (const kind of ['synthesis', 'batch'] as const) await this.spoken(kind, tenantId, voiceId, tally, signal);
    }
    await this.about(tenantId, [...voiceIds, ...consentIds, ...uploadIds], except, tally);
    const options = { signal };
    const [voices, consents, projects] = await Promise.all([
      present(voiceIds, (id) => this.customVoice.getPersonalVoice(providerVoiceId(id), options)),
      present(consentIds, (id) => this.customVoice.getConsent(providerConsentId(id), options)),
      present(consentIds, (id) => this.customVoice.getProject(providerProjectId(id), options)),
    ]);
    const professional = await professionalCounts(this.documents, this.removeProfessional, scope, signal);
    const uploads = await Promise.all(uploadIds.map((id) => this.documents.find('upload', tenantId, id)));
    const found = uploads.filter((upload) => upload !== undefined);
    count(tally, 'upload', found.length);
    count(tally, 'voice', voiceIds.length);
    count(tally, 'consent', consentIds.length);
    const evidence = await Promise.all(consentIds.map((id) => this.documents.find('consent', tenantId, id)));
    const hashesOf = (purpose: 'consent' | 'sample'): string[] =>
      found
        .filter((upload) => upload.purpose === purpose)
        .flatMap(({ canonical, archived }) => [canonical?.sha256, archived?.sha256])
        .filter((hash) => hash !== undefined);
    return {
      at: new Date().toISOString(),
      voiceIds,
      consentIds,
      uploadIds,
      provider: {
        personalVoices: voices,
        consents: consents + professional.agreements,
        projects: projects + professional.projects,
        batchJobs: tally.batchJobs,
        ...professional.own,
      },
      blobs: tally.blobs,
      documents: tally.documents,
      keptAnswers: tally.keptAnswers,
      recordingHashes: {
        consent: sorted([...hashesOf('consent'), ...evidence.flatMap((consent) => consent?.evidence?.sha256 ?? [])]),
        samples: sorted(hashesOf('sample')),
      },
    };
  }

  private async spoken(
    kind: 'synthesis' | 'batch',
    tenantId: string,
    voiceId: string,
    tally: Tally,
    signal: AbortSignal,
  ): Promise<void> {
    let after: string | undefined;
    do {
      signal.throwIfAborted();
      const page = await this.documents.list<'synthesis' | 'batch'>(kind, tenantId, {
        limit: PAGE,
        after,
        heardVoiceId: voiceId,
        isHeld: false,
      });
      await inParallel<Synthesis | Batch>(page.data, AT_ONCE, async (document) => {
        await this.measure(resultPlace(tenantId, document.id), tally);
        if (document.kind !== 'batch') return;
        tally.batchJobs += await present(jobIdsOf(document), (id) => this.azure.get(id, { signal }));
      });
      const ids = page.data.map(({ id }) => id);
      count(tally, kind, ids.length);
      await this.about(tenantId, ids, undefined, tally);
      after = page.next;
    } while (after !== undefined);
  }

  private async about(
    tenantId: string,
    ids: readonly string[],
    except: string | undefined,
    tally: Tally,
  ): Promise<void> {
    for (const { kind } of await this.traces.about(tenantId, ids, { limit: MAX_TRACES, except })) count(tally, kind, 1);
    tally.keptAnswers += await this.answers.countAbout(ids);
  }

  private async measure({ container, prefix }: BlobPlace, tally: Tally): Promise<void> {
    const found = await this.blobs.measure(container, prefix);
    if (found.count === 0) return;
    // One container for each enrollment: they count as one.
    const name = container.startsWith('samples-') ? 'samples' : container;
    const before = tally.blobs[name] ?? { count: 0, sizeBytes: 0 };
    tally.blobs[name] = { count: before.count + found.count, sizeBytes: before.sizeBytes + found.sizeBytes };
  }
}

function count(tally: Tally, kind: DocumentKind, more: number): void {
  if (more > 0) tally.documents[kind] = (tally.documents[kind] ?? 0) + more;
}

async function present(ids: readonly string[], get: (id: string) => Promise<unknown>): Promise<number> {
  let found = 0;
  await inParallel(ids, AT_ONCE, async (id) => {
    if ((await get(id)) !== undefined) found += 1;
  });
  return found;
}

function sorted(hashes: readonly string[]): string[] {
  return [...new Set(hashes)].sort();
}
