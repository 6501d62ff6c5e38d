import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, type Stored } from '#documents';
import { canTransition, type Consent, CONSENT_TRANSITIONS, endedConsent, ServiceError } from '#domain';
import { DONE, type HandlerOutcome, Handles, messages, type MessageSubject } from '#messaging';
import { systemAudit } from '../platform/system-audit.ts';

/** Ends consents whose time is over; their voices stopped speaking at that moment. */
@Handles('consent.expire')
@Injectable()
export class ExpireConsent {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  async handle({ tenantId, subjectId: consentId }: MessageSubject): Promise<HandlerOutcome> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent) throw new ServiceError('unknown-subject', 'The consent does not exist.');
    const { expiresAt, status } = consent;
    if (expiresAt === undefined || !canTransition(CONSENT_TRANSITIONS, status, 'expired')) {
      await this.commit.catchUp(consent);
      return DONE;
    }
    // The clock of the broker is ahead.
    const leftMs = Date.parse(expiresAt) - Date.now();
    if (leftMs > 0) return { retryAfterMs: leftMs };
    await this.commit.save(expired(consent));
    return DONE;
  }

  /** The sweep tries again; the voices do not speak whether or not this is written down. */
  onFailed(): Promise<void> {
    return Promise.resolve();
  }
}

/** With the messages that have its end enforced and recorded. */
export function expired(consent: Stored<Consent>): Stored<Consent> {
  const { id: subjectId, tenantId, outbox, operationId, status } = consent;
  const withdrawal =
    status === 'verifying' && operationId !== undefined
      ? { operationId: '', requestedAt: new Date().toISOString(), erase: false, interruptedOperationId: operationId }
      : undefined;
  return endedConsent(consent, 'expired', {
    stage: 'done',
    ...(withdrawal && { withdrawal }),
    outbox: [
      ...outbox,
      messages.consentEnforce({ tenantId, subjectId }),
      systemAudit(tenantId, { action: 'consent.expire', subject: { kind: 'consent', id: subjectId } }),
    ],
  });
}
