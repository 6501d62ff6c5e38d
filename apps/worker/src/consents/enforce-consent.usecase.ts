import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, OperationStore, SameRecordings, type Stored } from '#documents';
import {
  type Consent,
  type Failure,
  isEnrolling,
  isProfessional,
  isReopenable,
  isRevokedOrExpired,
  endedConsent,
  sampleContainerName,
  ServiceError,
  transition,
  type Voice,
  VOICE_TRANSITIONS,
} from '#domain';
import {
  DONE,
  type HandlerContext,
  type HandlerOutcome,
  Handles,
  messages,
  type MessageSubject,
  revokedWith,
} from '#messaging';
import { BlobStore } from '#storage';
import { CancelVoiceWork } from '../voices/cancel-voice-work.service.ts';
import { voicesOf } from '../platform/consent-voices.ts';
import { systemAudit } from '../platform/system-audit.ts';

export const CONSENT_ENDED: Failure = {
  code: 'consent-revoked',
  detail: 'The consent for this voice was revoked or has expired.',
};

/**
 * Carries out that a consent was revoked or has expired: ends the others that were given with its recording, suspends its voices, ends their
 * enrollment and cancels their work; then has the person erased, if that was asked for. Its voices stop speaking without waiting for this: each use reads the consent.
 */
@Handles('consent.enforce')
@Injectable()
export class EnforceConsent {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly recordings: SameRecordings,
    private readonly blobs: BlobStore,
    private readonly cancelVoiceWork: CancelVoiceWork,
    private readonly commit: Commit,
  ) {}

  async handle(
    { tenantId, subjectId: consentId }: MessageSubject,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent) throw new ServiceError('unknown-subject', 'The consent does not exist.');
    if (!isRevokedOrExpired(consent) || consent.enforcedAt !== undefined) {
      await this.commit.catchUp(consent);
      return DONE;
    }
    for (const other of (await this.recordings.of(consent)).consents) await this.withdraw(other, consent);
    for (const voice of await voicesOf(this.documents, tenantId, consentId)) {
      signal.throwIfAborted();
      await this.stop(voice);
      await this.cancelVoiceWork.execute(tenantId, voice.id, CONSENT_ENDED, signal);
    }
    await this.operations.cancel(tenantId, consent.withdrawal?.interruptedOperationId);
    await this.commit.save(enforced(consent));
    return DONE;
  }

  /** The message stays in the dead-letter queue, from where it can be sent again; no voice speaks meanwhile. */
  async onFailed({ tenantId, subjectId: consentId }: MessageSubject): Promise<void> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (consent) await this.commit.catchUp(consent);
  }

  /** Each is enforced by a message of its own. */
  private async withdraw(found: Stored<Consent>, lost: Consent): Promise<void> {
    const change = (other: Stored<Consent>): Stored<Consent> | undefined => {
      const ended = revokedWith(other, lost, new Date().toISOString());
      const audited = systemAudit(other.tenantId, {
        action: lost.status === 'expired' ? 'consent.expire' : 'consent.revoke',
        subject: { kind: 'consent', id: other.id },
        details: { sameRecordingAs: lost.id },
      });
      return ended && { ...ended, outbox: [...ended.outbox, audited] };
    };
    await this.commit.update('consent', found.tenantId, found.id, change, { found });
  }

  private async stop(found: Stored<Voice>): Promise<void> {
    let wasEnrolling = false;
    const change = (voice: Stored<Voice>): Stored<Voice> | undefined => {
      wasEnrolling = isEnrolling(voice);
      if (!wasEnrolling) return silenced(voice);
      const change = { stage: 'done', failure: CONSENT_ENDED, scripts: undefined, outbox: outboxOf(voice) } as const;
      return transition(VOICE_TRANSITIONS, voice, 'failed', change);
    };
    await this.commit.update('voice', found.tenantId, found.id, change, { found });
    if (wasEnrolling) await this.blobs.deleteContainer(sampleContainerName(found.id));
  }
}

/** A voice that is not being enrolled; undefined when there is nothing to stop. One that an outage has failed must not be started again. */
function silenced(voice: Stored<Voice>): Stored<Voice> | undefined {
  if (voice.status === 'ready') return transition(VOICE_TRANSITIONS, voice, 'suspended', { outbox: outboxOf(voice) });
  return isReopenable(voice)
    ? { ...voice, failure: CONSENT_ENDED, scripts: undefined, outbox: outboxOf(voice) }
    : undefined;
}

/** With the message that removes a professional voice at Azure, where its training and its endpoint cost. */
function outboxOf(voice: Stored<Voice>): Stored<Voice>['outbox'] {
  if (!isProfessional(voice)) return voice.outbox;
  const { tenantId, id: subjectId, outbox } = voice;
  return [...outbox, messages.voicePoll({ tenantId, subjectId, part: 'revoked' })];
}

/** The consent once it is enforced; with the message that erases the person, if that was asked for. */
function enforced(consent: Stored<Consent>): Stored<Consent> {
  const { id: subjectId, tenantId, withdrawal, outbox } = consent;
  const now = new Date().toISOString();
  if (!withdrawal?.erase) return { ...consent, enforcedAt: now };
  const attempt = (consent.erasure?.attempt ?? 0) + 1;
  const { operationId, requestedAt } = withdrawal;
  return endedConsent(consent, 'deleting', {
    enforcedAt: now,
    erasure: { requestedAt, attempt, stage: 'stopping', operationId },
    outbox: [...outbox, messages.consentErase({ tenantId, subjectId, part: `${attempt}` })],
  });
}
