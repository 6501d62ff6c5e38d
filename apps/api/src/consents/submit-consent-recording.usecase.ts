import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore, type RequestIds } from '#documents';
import { canTransition, CONSENT_TRANSITIONS, type Operation, ServiceError } from '#domain';
import { auditMessage } from '../audit/audit-message.ts';
import { AcceptWork } from '../operations/accept-work.ts';
import { assertOwner } from '../platform/resources/ownership.ts';
import { UsableUploads } from '../uploads/usable-upload.ts';
import { startVerification } from './create-consent.service.ts';

/** Gives a consent its recording and starts the verification. */
@Injectable()
export class SubmitConsentRecording {
  constructor(
    private readonly documents: DocumentStore,
    private readonly uploads: UsableUploads,
    private readonly acceptWork: AcceptWork,
  ) {}

  /** @throws ServiceError `forbidden`; `state-conflict` when the consent has a recording already; see UsableUploads for the upload's. */
  async execute(principal: Principal, consentId: string, uploadId: string, ids: RequestIds): Promise<Operation> {
    const consent = await this.documents.get('consent', principal.tenantId, consentId);
    assertOwner(principal, consent);
    // An earlier run of the same request has handed it in, and died before it could say so.
    if (ids.resumed && consent.operationId === ids.id('operation', 'consent')) return this.acceptWork.resume(consent);
    if (!canTransition(CONSENT_TRANSITIONS, consent.status, 'verifying')) {
      throw new ServiceError(
        'state-conflict',
        `The consent is ${consent.status} already. Create a new consent for a new recording.`,
      );
    }
    await this.uploads.check(principal, { uploadId, purpose: 'consent', pointer: '/uploadId', consentId });
    try {
      const verifying = startVerification(consent, uploadId, ids);
      const audited = auditMessage(principal, {
        action: 'consent.record',
        subject: { kind: 'consent', id: consentId },
        details: { uploadId },
      });
      return await this.acceptWork.change({ ...verifying, outbox: [...verifying.outbox, audited] });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'etag-mismatch') throw error;
      throw new ServiceError(
        'state-conflict',
        'Another recording was handed in at the same moment. Read the consent again.',
        {
          cause: error,
        },
      );
    }
  }
}
