import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, RecordingClaims, type Stored } from '#documents';
import { type Consent, CONSENT_TRANSITIONS, type Failure, providerConsentId, ServiceError, transition } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, messages, type MessageSubject } from '#messaging';
import { CustomVoiceClient } from '#speech';
import { giveBackRecording } from './consent-evidence.ts';
import { recordingTaken } from './consent-failures.ts';
import { delayBeforeNextPoll, UNREACHABLE_STORAGE_ADVICE } from '../platform/provider-resources.ts';

/** Asks Azure whether it accepts the consent recording. */
@Handles('consent.poll')
@Injectable()
export class PollConsent {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly customVoice: CustomVoiceClient,
    private readonly claims: RecordingClaims,
    private readonly commit: Commit,
  ) {}

  async handle(
    { tenantId, subjectId: consentId }: MessageSubject,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent) throw new ServiceError('unknown-subject', 'The consent does not exist.');
    if (consent.status !== 'verifying') {
      await this.catchUp(consent);
      return DONE;
    }
    const atAzure = await this.customVoice.getConsent(providerConsentId(consentId), { signal });
    switch (atAzure?.status) {
      case 'Succeeded':
        await this.activate(consent);
        return DONE;
      case 'Failed':
        await this.reject(consent, refusal(atAzure.properties?.failureReason, this.config.speech.audioTransfer));
        return DONE;
      case undefined:
        await this.reject(consent, { code: 'provider-rejected', detail: 'The consent no longer exists at Azure.' });
        return DONE;
      default: {
        const delayMs = delayBeforeNextPoll(consent.submittedAt, this.config.speech.pollMs);
        if (delayMs !== undefined) return { retryAfterMs: delayMs };
        await this.reject(consent, { code: 'provider-stalled', detail: 'Azure did not verify the consent in time.' });
        return DONE;
      }
    }
  }

  async onFailed({ tenantId, subjectId: consentId }: MessageSubject, error: ServiceError): Promise<void> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (consent?.status === 'verifying') await this.reject(consent, { code: error.code, detail: error.detail });
    else if (consent) await this.catchUp(consent);
  }

  /** Of two consents with one recording the second ends here, also when both were verified at the same time or before there were claims. */
  private async activate(consent: Stored<Consent>): Promise<void> {
    const use = consent.evidence && (await this.claims.hold(consent, consent.evidence.sha256, 'active'));
    if (use) await this.reject(consent, recordingTaken(use));
    else await this.commit.save(activated(consent));
  }

  private async catchUp(consent: Stored<Consent>): Promise<void> {
    await this.commit.catchUp(consent);
    await giveBackRecording(this.claims, consent);
  }

  private async reject(consent: Stored<Consent>, failure: Failure): Promise<void> {
    const rejected = transition(CONSENT_TRANSITIONS, consent, 'rejected', { stage: 'done', failure });
    await giveBackRecording(this.claims, await this.commit.save(rejected));
  }
}

/** With the message that ends it when its time is over. */
function activated(consent: Stored<Consent>): Stored<Consent> {
  const { id: subjectId, tenantId, expiresAt, outbox } = consent;
  const active = transition(CONSENT_TRANSITIONS, consent, 'active', { stage: 'done' });
  if (expiresAt === undefined) return active;
  const delayMs = Math.max(0, Date.parse(expiresAt) - Date.now());
  const message = messages.consentExpire({ tenantId, subjectId, delayMs });
  return { ...active, outbox: [...outbox, message] };
}

function refusal(reason: string | undefined, audioTransfer: Config['speech']['audioTransfer']): Failure {
  // What Azure says of a recording that it cannot fetch, and of a fault of its own: consents have no other reason for it.
  if (reason !== 'AudioAndScriptNotMatch' && audioTransfer === 'url') {
    const detail = `Azure did not verify the consent recording, or could not read it. ${UNREACHABLE_STORAGE_ADVICE} Then create a new consent with the recording; contact support if this repeats.`;
    return { code: 'audio-unreachable', detail, providerReason: reason };
  }
  const detail =
    reason === 'AudioAndScriptNotMatch'
      ? 'Azure did not recognize the consent statement in the recording. Record the statement again, word for word.'
      : 'Azure could not verify the consent recording. Record the statement again, or contact support if this repeats.';
  return { code: 'consent-refused', detail, providerReason: reason };
}
