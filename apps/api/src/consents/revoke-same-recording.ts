import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, DocumentStore, SameRecordings, type Stored } from '#documents';
import type { Consent } from '#domain';
import { auditMessage } from '#intake';
import { revokedWith } from '#messaging';

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
    private readonly commit: Commit,
  ) {}

  /** Idempotent. @param consentId of the consent that was revoked */
  async execute(principal: Principal, consentId: string): Promise<void> {
    const revoked = await this.documents.get('consent', principal.tenantId, consentId);
    const { consents } = await this.recordings.of(revoked);
    await Promise.all(consents.map((other) => this.withdraw(principal, other, revoked)));
  }

  private async withdraw(principal: Principal, found: Stored<Consent>, revoked: Stored<Consent>): Promise<void> {
    const change = (other: Stored<Consent>): Stored<Consent> | undefined => {
      // Whatever the status of the first one is now: the person revoked it.
      const lost = revokedWith(other, { status: 'revoked' }, new Date().toISOString());
      const audited = auditMessage(principal, {
        action: 'consent.revoke',
        subject: { kind: 'consent', id: other.id },
        details: { sameRecordingAs: revoked.id },
      });
      return lost && { ...lost, outbox: [...lost.outbox, audited] };
    };
    await this.commit.update('consent', found.tenantId, found.id, change, { found, following: 'background' });
  }
}
