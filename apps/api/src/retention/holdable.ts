import { Injectable } from '@nestjs/common';
import { DocumentStore, type HeldDocument } from '#documents';
import { isBeingRemoved, isGone, ServiceError } from '#domain';

/** What a legal hold may be set on. */
@Injectable()
export class Holdable {
  constructor(private readonly documents: DocumentStore) {}

  /**
   * Nothing may be about to remove it: that would not see the hold.
   * @throws ServiceError `state-conflict`
   */
  async check(document: HeldDocument, now: number): Promise<void> {
    const { tenantId } = document;
    switch (document.kind) {
      case 'upload':
        if (document.status !== 'accepted')
          throw conflict(`The upload is ${document.status}; only accepted ones can be held.`);
        if (isBeingRemoved(document.removingSince, now)) throw conflict('The upload is being removed by retention.');
        return;
      case 'consent':
        if (isGone(document)) throw conflict(`The consent is ${document.status}.`);
        if (!document.evidence || document.evidenceRemovedAt !== undefined)
          throw conflict('The consent has no recording.');
        if (isBeingRemoved(document.removingSince, now)) throw conflict('The recording is being removed by retention.');
        return;
      case 'synthesis':
        if (document.status !== 'succeeded')
          throw conflict(`The synthesis is ${document.status}; only succeeded ones can be held.`);
        for (const voiceId of [document.voiceId, ...(document.otherVoiceIds ?? [])]) {
          const voice = await this.documents.findLatest('voice', tenantId, voiceId);
          if (voice && isGone(voice)) throw conflict(`The voice ${voiceId} is being erased.`);
        }
    }
  }
}

export function conflict(detail: string): ServiceError {
  return new ServiceError('state-conflict', detail);
}
