import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, type RequestIds } from '#documents';
import { canTransition, CONSENT_TRANSITIONS, type Operation, ServiceError } from '#domain';
import { auditMessage } from '../audit/audit-message.ts';
import { assertOwner } from '../resources/ownership.ts';
import { UsableUploads } from '../uploads/usable-uploads.ts';
import { startVerification } from './create-consent.usecase.ts';

/** Gives a consent its recording and starts the verification. */
@Injectable()
export class SubmitConsentRecording {
  constructor(
    private readonly uploads: UsableUploads,
    private readonly commit: Commit,
  ) {}

  /** @throws ServiceError `forbidden`; `state-conflict` when the consent has a recording already; see UsableUploads for the upload's. */
  async execute(principal: Principal, consentId: string, uploadId: string, ids: RequestIds): Promise<Operation> {
    return this.commit.accept('consent', principal.tenantId, consentId, async (consent) => {
      assertOwner(principal, consent);
      // An earlier run of the same request has submitted it, and died before it could say so.
      if (ids.resumed && consent.operationId === ids.id('operation', 'consent')) return consent;
      if (!canTransition(CONSENT_TRANSITIONS, consent.status, 'verifying')) {
        throw new ServiceError(
          'state-conflict',
          `The consent is already ${consent.status}. Create a new consent for a new recording.`,
        );
      }
      await this.uploads.check(principal, { uploadId, purpose: 'consent', pointer: '/uploadId', consentId });
      const verifying = startVerification(consent, uploadId, ids);
      const audited = auditMessage(principal, {
        action: 'consent.record',
        subject: { kind: 'consent', id: consentId },
        details: { uploadId },
      });
      return { ...verifying, outbox: [...verifying.outbox, audited] };
    });
  }
}
