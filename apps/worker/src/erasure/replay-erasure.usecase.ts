import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, retryLostRaces, type Stored } from '#documents';
import {
  type Consent,
  type ErasureReceipt,
  endedConsent,
  ServiceError,
  transition,
  type Voice,
  VOICE_TRANSITIONS,
} from '#domain';
import type { ErasureRoot, ErasureScope } from './erasure-scope.ts';
import { FindHeld, type HeldTraces } from './held-traces.ts';
import { FindLeftovers } from './find-leftovers.ts';
import { RemoveTraces } from './remove-traces.ts';
import { RunErasure } from './run-erasure.usecase.ts';

/** `gone`: nothing of it had come back. `erased`: what had come back is erased again. Else it goes on after that time, in milliseconds. */
export type ReplayOutcome = 'gone' | 'erased' | { readonly retryAfterMs: number };

/** A restored state may hold several voices and consents of the receipt that do not lead to each other. */
const MAX_ROOTS = 100;

/**
 * Erases again what a restored backup has brought back of an erasure, as its receipt names it. What lives again goes through all stages of an
 * erasure, and leaves a new receipt; blobs, uploads and what was spoken are removed where nothing else has come back. Does nothing where nothing has.
 */
@Injectable()
export class ReplayErasure {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly erasure: RunErasure,
    private readonly removeTraces: RemoveTraces,
    private readonly findLeftovers: FindLeftovers,
    private readonly findHeld: FindHeld,
  ) {}

  /** @throws ServiceError of what failed: the same call goes on where it was */
  async execute(receipt: ErasureReceipt, signal: AbortSignal): Promise<ReplayOutcome> {
    const { tenantId } = receipt;
    let hasErased = false;
    for (let roots = 0; roots < MAX_ROOTS; roots += 1) {
      signal.throwIfAborted();
      const living = await this.firstLiving(receipt);
      if (!living) return (await this.removeRest(receipt, signal)) || hasErased ? 'erased' : 'gone';
      const root = living.status === 'deleting' && living.erasure ? living : await this.reopened(living, receipt);
      const outcome = await retryLostRaces(
        () => Promise.resolve(root),
        ({ id: subjectId }) => this.erasure.handle({ tenantId, subjectId }, { signal }),
      );
      if ('retryAfterMs' in outcome) return { retryAfterMs: outcome.retryAfterMs };
      hasErased = true;
    }
    throw new ServiceError('erasure-incomplete', 'Voices and consents of the receipt come back repeatedly.');
  }

  /** The subject of the receipt, else another consent or voice of it, that is there and was not erased. */
  private async firstLiving({ tenantId, subject, erased }: ErasureReceipt): Promise<ErasureRoot | undefined> {
    const all = [
      { kind: subject.kind, id: subject.id },
      ...erased.consentIds.map((id) => ({ kind: 'consent' as const, id })),
      ...erased.voiceIds.map((id) => ({ kind: 'voice' as const, id })),
    ];
    for (const { kind, id } of all) {
      const found: ErasureRoot | undefined = await this.documents.findLatest<'voice' | 'consent'>(kind, tenantId, id);
      if (found && found.status !== 'deleted') return found;
    }
    return undefined;
  }

  private async reopened(found: ErasureRoot, receipt: ErasureReceipt): Promise<ErasureRoot> {
    const { tenantId, id } = found;
    const root: ErasureRoot | undefined =
      found.kind === 'voice'
        ? await this.commit.update('voice', tenantId, id, (voice) => deletingVoice(voice, receipt), { found })
        : await this.commit.update('consent', tenantId, id, (consent) => deletingConsent(consent, receipt), { found });
    return root ?? found;
  }

  /** @returns whether there was anything */
  private async removeRest(receipt: ErasureReceipt, signal: AbortSignal): Promise<boolean> {
    const { tenantId, erased } = receipt;
    const held = await this.findHeld.of(tenantId, erased);
    // The backup may be older than the erasure: it shows what is held.
    await this.findHeld.hide(tenantId, held);
    const scope = scopeOf(receipt, held);
    const operationId = await this.operationOf(receipt);
    const hasComeBack = () => this.findLeftovers.hasComeBack(scope, receipt.requestedAt, operationId);
    if (!(await hasComeBack())) return false;
    await this.removeTraces.execute(scope, operationId, signal);
    if (!(await hasComeBack())) return true;
    throw new ServiceError('erasure-incomplete', 'Some of the data that was erased is still stored.');
  }

  /** The operation that shows the erasure, where the restored state knows it: it stays. */
  private async operationOf({ tenantId, subject }: ErasureReceipt): Promise<string | undefined> {
    const root = await this.documents.find<'voice' | 'consent'>(subject.kind, tenantId, subject.id);
    return root?.erasure?.operationId;
  }
}

/** Nobody asked for it through the API, so no operation shows it. */
function erasureOf({ erasure }: ErasureRoot, { requestedAt }: ErasureReceipt) {
  return { requestedAt, attempt: (erasure?.attempt ?? 0) + 1, stage: 'stopping' as const };
}

function deletingVoice(voice: Stored<Voice>, receipt: ErasureReceipt): Stored<Voice> | undefined {
  if (voice.status === 'deleting') return undefined;
  const erasure = { ...erasureOf(voice, receipt), keepConsent: receipt.erased.consentIds.length === 0 };
  return transition(VOICE_TRANSITIONS, voice, 'deleting', { erasure });
}

/** A person who was erased had withdrawn, which the backup does not know: the recording is not to be taken again. */
function deletingConsent(consent: Stored<Consent>, receipt: ErasureReceipt): Stored<Consent> | undefined {
  if (consent.status === 'deleting') return undefined;
  const erasure = erasureOf(consent, receipt);
  const withdrawn = { operationId: '', requestedAt: receipt.requestedAt, erase: true };
  const isPerson = receipt.subject.kind === 'consent';
  const withdrawal = consent.withdrawal ?? (isPerson ? withdrawn : undefined);
  return endedConsent(consent, 'deleting', { stage: 'done', erasure, ...(withdrawal && { withdrawal }) });
}

/** Without the uploads that are held. */
function scopeOf({ tenantId, erased }: ErasureReceipt, held: HeldTraces): ErasureScope {
  const { voiceIds, consentIds } = erased;
  return {
    tenantId,
    voiceIds,
    consentIds,
    uploadIds: erased.uploadIds.filter((id) => !held.uploadIds.includes(id)),
    keptUploadIds: held.uploadIds,
    recordingHashes: [],
    proofHashes: [],
    kept: [],
    withdrawn: false,
    onlyOf: undefined,
    held,
  };
}
