import { Injectable } from '@nestjs/common';
import { Commit, type Stored, TraceStore } from '#documents';
import { type Consent, errorCodeOf, isRevokedOrExpired } from '#domain';
import { messages } from '#messaging';
import type { SweptPage } from '../platform/swept-page.ts';
import { expired } from './expire-consent.usecase.ts';

const CONSENTS_AT_ONCE = 100;
/** What is being carried out at this moment is left alone. */
const LEFT_ALONE_MS = 10 * 60_000;

/** Ends consents whose own message was lost, and has lost consents enforced whose message was lost. */
@Injectable()
export class ExpireConsents {
  constructor(
    private readonly traces: TraceStore,
    private readonly commit: Commit,
  ) {}

  /** One page of consents whose time is over, and of lost ones whose message got lost before it was carried out. */
  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const now = Date.now();
    const found = await this.traces.endedConsents(new Date(now).toISOString(), CONSENTS_AT_ONCE, after);
    const counts = { consentsExpired: 0, consentsEnforced: 0 };
    for (const consent of found) {
      signal.throwIfAborted();
      const isLost = isRevokedOrExpired(consent);
      if (isLost && now - Date.parse(consent.updatedAt) < LEFT_ALONE_MS) continue;
      try {
        await this.commit.save(isLost ? enforcedAgain(consent, now) : expired(consent));
        counts[isLost ? 'consentsEnforced' : 'consentsExpired'] += 1;
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch') throw error;
      }
    }
    return { counts, next: found.length === CONSENTS_AT_ONCE ? found.at(-1)?.id : undefined };
  }
}

function enforcedAgain(consent: Stored<Consent>, now: number): Stored<Consent> {
  const { id: subjectId, tenantId, outbox } = consent;
  const message = messages.consentEnforce({ tenantId, subjectId, part: `sweep-${now}` });
  return { ...consent, outbox: [...outbox, message] };
}
