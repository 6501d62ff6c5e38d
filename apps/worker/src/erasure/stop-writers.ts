import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, OperationStore, type Stored } from '#documents';
import {
  canTransition,
  type Consent,
  CONSENT_TRANSITIONS,
  type Failure,
  endedConsent,
  isHeld,
  ServiceError,
  transition,
  type Upload,
  UPLOAD_TRANSITIONS,
  type Voice,
  VOICE_TRANSITIONS,
} from '#domain';
import { CancelVoiceWork } from '../voices/cancel-voice-work.service.ts';
import { FindHeld } from './held-traces.ts';
import type { ErasureRoot, ErasureScope } from './erasure-scope.ts';

const ERASED: Failure = { code: 'state-conflict', detail: 'The voice is being erased.' };

/** Brings all documents of an erasure into states in which nobody works on them, and cancels their work. */
@Injectable()
export class StopWriters {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly cancelVoiceWork: CancelVoiceWork,
    private readonly commit: Commit,
    private readonly findHeld: FindHeld,
  ) {}

  /** Idempotent. @throws ServiceError `etag-mismatch` when the consent of the voice is held meanwhile: then the scope is found again, without it */
  async execute(root: ErasureRoot, scope: ErasureScope, signal: AbortSignal): Promise<void> {
    const { tenantId } = scope;
    const requestedAt = root.erasure?.requestedAt ?? new Date().toISOString();
    for (const id of scope.consentIds) {
      const isOwn = root.kind === 'voice' && id === root.consentId;
      const consent = await this.commit.update('consent', tenantId, id, (found) =>
        isOwn && isHeld(found) ? undefined : deletingConsent(found, requestedAt),
      );
      if (isOwn && consent && isHeld(consent))
        throw new ServiceError('etag-mismatch', 'The consent was held meanwhile.');
    }
    for (const id of scope.voiceIds) {
      await this.commit.update('voice', tenantId, id, (voice) => deletingVoice(voice, requestedAt));
      await this.cancelVoiceWork.execute(tenantId, id, ERASED, signal);
    }
    for (const id of scope.uploadIds) {
      await this.commit.update('upload', tenantId, id, deletedUpload);
    }
    await this.findHeld.hide(tenantId, scope.held);
    for (const operationId of await this.interrupted(root, scope)) {
      await this.operations.cancel(tenantId, operationId);
    }
  }

  private async interrupted(root: ErasureRoot, { tenantId, voiceIds, consentIds }: ErasureScope): Promise<string[]> {
    const documents = [
      ...(await Promise.all(voiceIds.map((id) => this.documents.find('voice', tenantId, id)))),
      ...(await Promise.all(consentIds.map((id) => this.documents.find('consent', tenantId, id)))),
    ];
    const withdrawn = root.kind === 'consent' ? root.withdrawal?.interruptedOperationId : undefined;
    return [withdrawn, ...documents.map((document) => document?.erasure?.interruptedOperationId)].filter(
      (id) => id !== undefined,
    );
  }
}

function deletingConsent(consent: Stored<Consent>, requestedAt: string): Stored<Consent> | undefined {
  if (!canTransition(CONSENT_TRANSITIONS, consent.status, 'deleting')) return undefined;
  const erasure = { requestedAt, attempt: 1, stage: 'stopping' as const, interruptedOperationId: consent.operationId };
  return endedConsent(consent, 'deleting', { stage: 'done', erasure });
}

function deletingVoice(voice: Stored<Voice>, requestedAt: string): Stored<Voice> | undefined {
  if (!canTransition(VOICE_TRANSITIONS, voice.status, 'deleting')) return undefined;
  const erasure = { requestedAt, attempt: 1, stage: 'stopping' as const, interruptedOperationId: voice.operationId };
  return transition(VOICE_TRANSITIONS, voice, 'deleting', { erasure });
}

function deletedUpload(upload: Stored<Upload>): Stored<Upload> | undefined {
  return canTransition(UPLOAD_TRANSITIONS, upload.status, 'deleted')
    ? transition(UPLOAD_TRANSITIONS, upload, 'deleted')
    : undefined;
}
