import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import {
  type Consent,
  CONSENT_TRANSITIONS,
  type Failure,
  isConsentLocale,
  matchStatement,
  providerConsentId,
  providerProjectId,
  ServiceError,
  type StatementMatch,
  transition,
  type Upload,
} from '#domain';
import { createMessage, DONE, type HandlerOutcome } from '#messaging';
import { CustomVoiceClient, FastTranscriptionClient } from '#speech';
import { BLOB_CONTAINERS, type BlobAddress, BlobStore, DocumentStore, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
import { SAS_FOR_AZURE_MS, unlessItExists } from './provider-resources.ts';
import { delayBeforeNextLook, isPending } from './recording-wait.ts';

/** Compares a consent recording with the statement, keeps it as evidence, and hands it to Azure. */
@Injectable()
export class VerifyConsent {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(BlobStore) private readonly blobs: BlobStore,
    @Inject(FastTranscriptionClient) private readonly transcription: FastTranscriptionClient,
    @Inject(CustomVoiceClient) private readonly customVoice: CustomVoiceClient,
    @Inject(DocumentWriter) private readonly writer: DocumentWriter,
  ) {}

  async execute(tenantId: string, consentId: string, signal: AbortSignal): Promise<HandlerOutcome> {
    let consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent) throw new ServiceError('unknown-subject', 'There is no such consent.');
    if (consent.status !== 'verifying' || consent.stage === 'verifying-with-azure') {
      await this.writer.catchUp(consent);
      return DONE;
    }
    const examined = consent.stage === 'submitting-to-azure' ? consent : await this.examine(consent, signal);
    if ('againAfterMs' in examined || 'done' in examined) return examined;
    consent = examined;
    await this.submit(consent, signal);
    await this.writer.save({
      ...consent,
      stage: 'verifying-with-azure',
      submittedAt: new Date().toISOString(),
      outbox: [
        ...consent.outbox,
        createMessage('consent.poll', { tenantId, subjectId: consentId, data: {}, delayMs: this.config.speech.pollMs }),
      ],
    });
    return DONE;
  }

  /** Compares the recording with the statement. @returns the consent, ready to be submitted, or how this ended otherwise. */
  private async examine(document: Stored<Consent>, signal: AbortSignal): Promise<Stored<Consent> | HandlerOutcome> {
    let consent = document;
    const { tenantId } = consent;
    const upload = await this.documents.find('upload', tenantId, consent.uploadId ?? '');
    const delayMs = isPending(upload) ? delayBeforeNextLook(consent.updatedAt) : undefined;
    if (delayMs !== undefined) return { againAfterMs: delayMs };
    if (upload?.status !== 'accepted' || !upload.canonical) {
      await this.reject(consent, recordingUnusable(upload));
      return DONE;
    }
    if (consent.stage !== 'transcribing') consent = await this.writer.save({ ...consent, stage: 'transcribing' });
    const recording = { container: BLOB_CONTAINERS.audio, name: upload.canonical.blobName };
    const match = await this.compare(consent, recording, signal);
    const evidence = { blobName: `${tenantId}/${consent.id}.wav`, sha256: upload.canonical.sha256, match };
    await this.keepEvidence(recording, { container: BLOB_CONTAINERS.consents, name: evidence.blobName });
    if (!match.matches) {
      await this.reject({ ...consent, evidence }, statementMismatch(match));
      return DONE;
    }
    // From here on it cannot be canceled: either this write comes first or the cancellation.
    return this.writer.save({ ...consent, evidence, stage: 'submitting-to-azure' });
  }

  async giveUp(tenantId: string, consentId: string, error: ServiceError): Promise<void> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (consent?.status !== 'verifying') return;
    await this.reject(consent, { code: error.code, detail: error.detail });
  }

  private async reject(consent: Stored<Consent>, failure: Failure): Promise<void> {
    await this.writer.save(transition(CONSENT_TRANSITIONS, consent, 'rejected', { stage: 'done', failure }));
  }

  private async compare(consent: Consent, recording: BlobAddress, signal: AbortSignal): Promise<StatementMatch> {
    const { locale, voiceTalentName, companyName } = consent;
    if (!isConsentLocale(locale)) {
      throw new ServiceError('consent-locale-unsupported', `There is no consent statement for ${locale}.`);
    }
    const directory = await mkdtemp(join(tmpdir(), 'consent-'));
    try {
      const audioPath = join(directory, 'statement.wav');
      await this.blobs.download(recording, audioPath, { maxBytes: this.config.uploads.maxBytes });
      const request = { audio: { path: audioPath }, locale, phrases: [voiceTalentName, companyName] };
      const transcript = await this.transcription.transcribe(request, { signal });
      return matchStatement(transcript.text, locale, voiceTalentName, companyName);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  private async keepEvidence(recording: BlobAddress, evidence: BlobAddress): Promise<void> {
    try {
      await this.blobs.copy(recording, evidence, { ifAbsent: true });
    } catch (error) {
      // It was kept by an earlier run of this message.
      if (!(error instanceof ServiceError) || error.code !== 'state-conflict') throw error;
    }
  }

  private async submit(consent: Consent, signal: AbortSignal): Promise<void> {
    const projectId = providerProjectId(consent.id);
    const id = providerConsentId(consent.id);
    const { voiceTalentName, companyName, locale } = consent;
    await unlessItExists(
      () => this.customVoice.getProject(projectId, { signal }),
      () => this.customVoice.createProject(projectId, {}, { signal }),
    );
    await unlessItExists(
      () => this.customVoice.getConsent(id, { signal }),
      async () => {
        const address = { container: BLOB_CONTAINERS.consents, name: consent.evidence?.blobName ?? '' };
        const audioUrl = await this.blobs.readUrl(address, new Date(Date.now() + SAS_FOR_AZURE_MS));
        const body = { projectId, voiceTalentName, companyName, locale, audioUrl };
        return this.customVoice.createConsent(id, body, `create-${id}`, { signal });
      },
    );
  }
}

function recordingUnusable(upload: Upload | undefined): Failure {
  const reason = upload?.rejection ? ` ${upload.rejection.detail} ${upload.rejection.advice}` : '';
  return { code: 'upload-rejected', detail: `The consent recording cannot be used.${reason}` };
}

function statementMismatch(match: StatementMatch): Failure {
  const what = match.sentenceMatches
    ? 'The name of the voice talent or of the company does not match what was said.'
    : 'The words that were said are not the statement.';
  return {
    code: 'consent-statement-mismatch',
    detail: `${what} Read the statement aloud exactly as it is given, in a quiet room, and create a new consent with that recording.`,
  };
}
