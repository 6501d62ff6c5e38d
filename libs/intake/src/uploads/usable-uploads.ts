import { Injectable } from '@nestjs/common';
import { hasRole, type Principal } from '#auth';
import { DocumentStore, RecordingClaims, type RecordingUse } from '#documents';
import {
  type ErrorCode,
  type FieldError,
  hasConsentEnded,
  isBeingRemoved,
  isInForce,
  ServiceError,
  type Upload,
  uploadBlobName,
  type UploadPurpose,
} from '#domain';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { unknownReference } from '../resources/unknown-reference.ts';

/** Which upload a request builds on, and where in its body that stands. */
export interface UploadReference {
  readonly uploadId: string;
  readonly purpose: UploadPurpose;
  /** JSON pointer. */
  readonly pointer: string;
  /** The consent that the recording is for, when it may have it already: an earlier run of the same request has submitted it. */
  readonly consentId?: string | undefined;
}

/**
 * Checks that a request may build on an upload: it belongs to the caller, its recording has arrived, was made for this purpose, was
 * not rejected, and does not prove another consent or one that was revoked. It may still be under examination; the worker waits
 * for that, and has the last word on whose proof it is.
 */
@Injectable()
export class UsableUploads {
  constructor(
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly claims: RecordingClaims,
  ) {}

  /**
   * @throws ServiceError `unknown-reference` when there is none that the principal may use, `upload-not-ready` (409), `upload-rejected`,
   *   `upload-purpose-mismatch` (422), `consent-revoked` (403), `recording-already-used` (409)
   */
  async check(principal: Principal, { uploadId, purpose, pointer, consentId }: UploadReference): Promise<void> {
    const { tenantId } = principal;
    const upload = await this.documents.findReferenced('upload', tenantId, uploadId);
    // A recording of another caller is refused as if it did not exist.
    if (!upload || !(upload.ownerId === principal.objectId || hasRole(principal, 'Voice.Admin'))) {
      throw unknownReference('upload', uploadId, pointer);
    }
    if (upload.purpose !== purpose) {
      const detail = `The upload ${uploadId} has the purpose ${upload.purpose}, not ${purpose}. Upload the recording again with the purpose ${purpose}.`;
      throw new ServiceError('upload-purpose-mismatch', detail, {
        fields: [
          { pointer, code: 'upload-purpose-mismatch', detail: `has the purpose ${upload.purpose}, not ${purpose}` },
        ],
      });
    }
    const fieldsOf = (code: ErrorCode): FieldError[] => [{ pointer, code, detail: `is ${upload.status}` }];
    if (purpose === 'consent') await this.assertFree(upload, pointer, consentId);
    const status = isBeingRemoved(upload.removingSince, Date.now()) ? 'deleted' : upload.status;
    switch (status) {
      case 'received':
      case 'processing':
      case 'accepted':
        return;
      case 'awaiting':
        // A client that has just sent the file is faster than the event about it.
        if (await this.hasArrived(upload)) return;
        throw new ServiceError(
          'upload-not-ready',
          `The recording of ${uploadId} has not arrived. Send it to the upload's URL first.`,
          { fields: fieldsOf('upload-not-ready'), retryAfterMs: 1_000 },
        );
      case 'rejected': {
        const { detail, advice } = upload.rejection ?? { detail: 'The recording was rejected.', advice: '' };
        throw new ServiceError(
          'upload-rejected',
          `The recording of ${uploadId} was rejected. ${detail} ${advice}`.trim(),
          { fields: fieldsOf('upload-rejected') },
        );
      }
      case 'expired':
      case 'deleted':
        throw new ServiceError('upload-rejected', `The recording of ${uploadId} was deleted. Upload it again.`, {
          fields: fieldsOf('upload-rejected'),
        });
    }
  }

  /** The permission that a recording once gave does not come back with it, and one recording proves one consent. */
  private async assertFree(upload: Upload, pointer: string, consentId = ''): Promise<void> {
    const { id: uploadId, tenantId, canonical } = upload;
    const use =
      (await this.useOfUpload(upload, consentId)) ??
      (canonical && (await this.claims.use({ id: consentId, tenantId }, canonical.sha256)));
    if (use?.outcome === 'withdrawn') {
      throw new ServiceError(
        'consent-revoked',
        `The recording of ${uploadId} belongs to a revoked or expired consent. Ask the person to record the statement again, and upload that.`,
        { fields: [{ pointer, code: 'consent-revoked', detail: 'belongs to a revoked or expired consent' }] },
      );
    }
    if (use) {
      throw new ServiceError(
        'recording-already-used',
        `The recording of ${uploadId} belongs to the consent ${use.consentId}. Use that consent, or ask the person to record the statement again and upload that.`,
        { fields: [{ pointer, code: 'recording-already-used', detail: `belongs to ${use.consentId}` }] },
      );
    }
  }

  /** By the upload itself, whose recording may not have been examined yet. */
  private async useOfUpload({ tenantId, id }: Upload, consentId: string): Promise<RecordingUse | undefined> {
    let used: RecordingUse | undefined;
    let after: string | undefined;
    do {
      const page = await this.documents.list('consent', tenantId, { limit: 100, after, where: { uploadId: id } });
      for (const consent of page.data) {
        if (consent.id === consentId) continue;
        if (hasConsentEnded(consent, Date.now())) return { outcome: 'withdrawn', consentId: consent.id };
        // It may have been rejected or canceled a moment ago, which gives the recording back.
        if (!isInForce(consent)) continue;
        const latest = await this.documents.findLatest('consent', tenantId, consent.id);
        if (latest && isInForce(latest)) used = { outcome: 'used', consentId: consent.id };
      }
      after = page.next;
    } while (after !== undefined);
    return used;
  }

  private async hasArrived({ tenantId, id }: Upload): Promise<boolean> {
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, id) };
    return (await this.blobs.properties(address)) !== undefined;
  }
}
