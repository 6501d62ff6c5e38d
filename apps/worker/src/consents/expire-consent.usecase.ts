import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, type Stored, TraceStore } from '#documents';
import { canTransition, type Consent, CONSENT_TRANSITIONS, errorCodeOf, lostConsent, ServiceError } from '#domain';
import { createMessage, DONE, type HandlerOutcome } from '#messaging';
import type { SweptPage } from '../platform/swept-page.ts';
import type { SubjectStep } from '../platform/subject.handler.ts';
import { systemAudit } from '../platform/system-audit.ts';

const CONSENTS_AT_ONCE = 100;
/** What is being carried out at this moment is left alone. */
const LEFT_ALONE_MS = 10 * 60_000;

/** Ends consents whose time is over; their voices have not spoken any more from that moment on. */
@Injectable()
export class ExpireConsent implements SubjectStep {
  constructor(
    private readonly documents: DocumentStore,
    private readonly traces: TraceStore,
    private readonly commit: Commit,
  ) {}

  async execute(tenantId: string, consentId: string): Promise<HandlerOutcome> {
    const consent = await this.documents.find('consent', tenantId, consentId);
    if (!consent) throw new ServiceError('unknown-subject', 'There is no such consent.');
    const { expiresAt, status } = consent;
    if (expiresAt === undefined || !canTransition(CONSENT_TRANSITIONS, status, 'expired')) {
      await this.commit.catchUp(consent);
      return DONE;
    }
    // The clock of the broker is ahead.
    const leftMs = Date.parse(expiresAt) - Date.now();
    if (leftMs > 0) return { againAfterMs: leftMs };
    await this.commit.save(expired(consent));
    return DONE;
  }

  /** The sweep tries again; the voices do not speak whether or not this is written down. */
  giveUp(): Promise<void> {
    return Promise.resolve();
  }

  /** One page of consents whose time is over, and of lost ones whose message got lost before it was carried out. */
  async sweep(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const now = Date.now();
    const found = await this.traces.lostConsents(new Date(now).toISOString(), CONSENTS_AT_ONCE, after);
    const counts = { consentsExpired: 0, consentsEnforced: 0 };
    for (const consent of found) {
      signal.throwIfAborted();
      const isLost = consent.status === 'revoked' || consent.status === 'expired';
      if (isLost && now - Date.parse(consent.updatedAt) < LEFT_ALONE_MS) continue;
      try {
        await this.commit.save(isLost ? enforcedAnew(consent, now) : expired(consent));
        counts[isLost ? 'consentsEnforced' : 'consentsExpired'] += 1;
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch') throw error;
      }
    }
    return { counts, next: found.length === CONSENTS_AT_ONCE ? found.at(-1)?.id : undefined };
  }
}

function expired(consent: Stored<Consent>): Stored<Consent> {
  const { id: subjectId, tenantId, outbox, operationId, status } = consent;
  const withdrawal =
    status === 'verifying' && operationId !== undefined
      ? { operationId: '', requestedAt: new Date().toISOString(), erase: false, interruptedOperationId: operationId }
      : undefined;
  return lostConsent(consent, 'expired', {
    stage: 'done',
    ...(withdrawal && { withdrawal }),
    outbox: [
      ...outbox,
      createMessage('consent.enforce', { tenantId, subjectId, data: {} }),
      systemAudit(tenantId, { action: 'consent.expire', subject: { kind: 'consent', id: subjectId } }),
    ],
  });
}

function enforcedAnew(consent: Stored<Consent>, now: number): Stored<Consent> {
  const { id: subjectId, tenantId, outbox } = consent;
  const message = createMessage('consent.enforce', { tenantId, subjectId, part: `sweep-${now}`, data: {} });
  return { ...consent, outbox: [...outbox, message] };
}
