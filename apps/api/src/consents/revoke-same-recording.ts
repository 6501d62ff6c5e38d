import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore, OutboxRelay, SameRecordings, type Stored } from '#documents';
import { type Consent, errorCodeOf } from '#domain';
import { announcing, withdrawnWith } from '#messaging';
import { auditMessage } from '../audit/audit-message.ts';

const WRITE_ATTEMPTS = 5;

/**
 * Revokes the other consents that were given with the recording of a revoked consent: those of everybody when it was active,
 * otherwise those of its owner.
 * See ADR 105.
 */
@Injectable()
export class RevokeSameRecording {
  constructor(
    private readonly documents: DocumentStore,
    private readonly recordings: SameRecordings,
    private readonly outbox: OutboxRelay,
  ) {}

  /** May run several times: what is lost already costs nothing. @param consentId of the consent that was revoked */
  async execute(principal: Principal, consentId: string): Promise<void> {
    const revoked = await this.documents.get('consent', principal.tenantId, consentId);
    const { consents } = await this.recordings.of(revoked);
    await Promise.all(consents.map((other) => this.withdraw(principal, other, revoked)));
  }

  private async withdraw(principal: Principal, found: Stored<Consent>, revoked: Stored<Consent>): Promise<void> {
    let other: Stored<Consent> | undefined = found;
    for (let attempt = 1; other; attempt++) {
      // Whatever the first one has become: the person revoked it.
      const lost = withdrawnWith(other, { status: 'revoked' }, new Date().toISOString());
      if (!lost) return;
      const audited = auditMessage(principal, {
        action: 'consent.revoke',
        subject: { kind: 'consent', id: other.id },
        details: { sameRecordingAs: revoked.id },
      });
      try {
        this.outbox.relayInBackground(
          await this.documents.replace(announcing({ ...lost, outbox: [...lost.outbox, audited] })),
        );
        return;
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch' || attempt >= WRITE_ATTEMPTS) throw error;
      }
      other = await this.documents.find('consent', other.tenantId, other.id);
    }
  }
}
