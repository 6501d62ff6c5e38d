import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, RecordingClaims, type Stored } from '#documents';
import { type Consent, CONSENT_TRANSITIONS, type Failure, ServiceError, transition } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, messages, type MessageSubject } from '#messaging';
import { CustomVoiceClient, FastTranscriptionClient } from '#speech';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { compareRecording } from './compare-recording.ts';
import { giveBackRecording, keepEvidence } from './consent-evidence.ts';
import { recordingTaken, recordingUnusable, statementMismatch } from './consent-failures.ts';
import { submitToAzure } from './consent-submission.ts';
import { delayBeforeNextLook, isPending } from '../platform/recording-wait.ts';

/**
 * Compares a consent recording with the statement, keeps it as evidence, and hands it to Azure.
 * See ADR 97.
 */
@Handles('consent.verify')
@Injectable()
export class VerifyConsent {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly claims: RecordingClaims,
    private readonly transcription: FastTranscriptionClient,
    private readonly customVoice: CustomVoiceClient,
    private readonly commit: Commit,
  ) {}

  async handle(
    { tenantId, subjectId: consentId }: MessageSubject,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    let consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent) throw new ServiceError('unknown-subject', 'The consent does not exist.');
    if (consent.status !== 'verifying' || consent.stage === 'verifying-with-azure') {
      await this.catchUp(consent);
      return DONE;
    }
    const examined = consent.stage === 'submitting-to-azure' ? consent : await this.examine(consent, signal);
    if ('retryAfterMs' in examined || 'done' in examined) return examined;
    // Also of one that was opened again: another may have been given with the recording meanwhile.
    const use = examined.evidence && (await this.claims.hold(examined, examined.evidence.sha256, 'verifying'));
    if (use) {
      await this.reject({ ...examined, evidence: consent.evidence }, recordingTaken(use));
      return DONE;
    }
    // From here on it cannot be canceled: either this write comes first or the cancellation.
    consent = consent.stage === examined.stage ? examined : await this.commit.save(examined);
    // After the commit that a cancellation would have made fail: evidence of what was canceled would belong to nobody.
    await keepEvidence(this.blobs, this.documents, consent);
    const { customVoice, blobs } = this;
    const { audioTransfer } = this.config.speech;
    await submitToAzure({ customVoice, blobs, audioTransfer }, consent, signal);
    await this.commit.save({
      ...consent,
      stage: 'verifying-with-azure',
      submittedAt: new Date().toISOString(),
      outbox: [
        ...consent.outbox,
        messages.consentPoll({ tenantId, subjectId: consentId, delayMs: this.config.speech.pollMs }),
      ],
    });
    return DONE;
  }

  /** Compares the recording with the statement. @returns the consent, ready to be submitted, or how this ended otherwise. */
  private async examine(document: Stored<Consent>, signal: AbortSignal): Promise<Stored<Consent> | HandlerOutcome> {
    let consent = document;
    const { tenantId } = consent;
    const upload = await this.documents.findReferenced('upload', tenantId, consent.uploadId ?? '');
    const delayMs = isPending(upload) ? delayBeforeNextLook(consent.updatedAt) : undefined;
    if (delayMs !== undefined) return { retryAfterMs: delayMs };
    if (upload?.status !== 'accepted' || !upload.canonical) {
      await this.reject(consent, recordingUnusable(upload));
      return DONE;
    }
    if (consent.stage !== 'transcribing') consent = await this.commit.save({ ...consent, stage: 'transcribing' });
    const recording = { container: BLOB_CONTAINERS.audio, name: upload.canonical.blobName };
    const { sha256, sizeBytes } = upload.canonical;
    const use = await this.claims.use(consent, sha256);
    if (use) {
      await this.reject(consent, recordingTaken(use));
      return DONE;
    }
    const ear = { blobs: this.blobs, transcription: this.transcription };
    const heard = await compareRecording(ear, consent, { ...recording, sha256, sizeBytes }, signal);
    const { match } = heard;
    const evidence = { blobName: `${tenantId}/${consent.id}.wav`, sha256, ...heard };
    if (match?.matches === false) {
      await this.reject({ ...consent, evidence }, statementMismatch(match));
      await keepEvidence(this.blobs, this.documents, { ...consent, evidence });
      return DONE;
    }
    return { ...consent, evidence, stage: 'submitting-to-azure' };
  }

  async onFailed({ tenantId, subjectId: consentId }: MessageSubject, error: ServiceError): Promise<void> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent) return;
    if (consent.status !== 'verifying' || consent.stage === 'verifying-with-azure') await this.catchUp(consent);
    else await this.reject(consent, { code: error.code, detail: error.detail });
  }

  /** What a run that died after its commit did not come to. */
  private async catchUp(consent: Stored<Consent>): Promise<void> {
    await this.commit.catchUp(consent);
    await giveBackRecording(this.claims, consent);
    await keepEvidence(this.blobs, this.documents, consent);
  }

  private async reject(consent: Stored<Consent>, failure: Failure): Promise<void> {
    const rejected = transition(CONSENT_TRANSITIONS, consent, 'rejected', { stage: 'done', failure });
    await giveBackRecording(this.claims, await this.commit.save(rejected));
  }
}
