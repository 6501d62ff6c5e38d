import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore } from '#documents';
import { isUnfinished, ServiceError, type Upload, uploadBlobName } from '#domain';
import { assertOwner, AuditTrail } from '#intake';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import type { Download } from '../platform/answers/download.ts';
import { shown } from '../platform/resources/shown.ts';

/** A player asks for many ranges of a recording: who listens is recorded once in this time. */
const SLOT_MS = 60_000;

/** Hands out a recording as it was sent, to its owner, as long as it is kept. */
@Injectable()
export class ReadRecording {
  constructor(
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`, `upload-not-ready`; `state-conflict` when it is no longer kept */
  async execute(principal: Principal, id: string): Promise<Download> {
    const upload = shown(await this.documents.get('upload', principal.tenantId, id));
    assertOwner(principal, upload);
    // It is being erased.
    if (upload.status === 'deleted') throw missing(upload);
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(upload.tenantId, id) };
    const found = await this.blobs.properties(address);
    if (!found) throw missing(upload);
    const slot = Math.floor(Date.now() / SLOT_MS);
    const key = JSON.stringify([principal.objectId, id, slot]);
    await this.audit.recordFirst(principal, {
      action: 'upload.listen',
      subject: { kind: 'upload', id },
      eventId: `listen:${createHash('sha256').update(key).digest('hex').slice(0, 40)}`,
    });
    return {
      tag: found.etag,
      sizeBytes: found.sizeBytes,
      contentType: mediaTypeOf(upload),
      fileName: `${id}${extensionOf(upload.fileName)}`,
      read: async (range) => {
        const part = range && { offset: range.first, count: range.last - range.first + 1 };
        return (await this.blobs.read(address, part)).stream;
      },
    };
  }
}

function missing(upload: Upload): ServiceError {
  const { id } = upload;
  return isUnfinished(upload)
    ? new ServiceError('upload-not-ready', `The recording of ${id} has not arrived.`, { retryAfterMs: 1_000 })
    : new ServiceError(
        'state-conflict',
        `The recording of ${id} is not kept as it was sent. Upload it again to hear it.`,
      );
}

/** What the sender said about the file decides how it is played, but it is never anything but audio. */
function mediaTypeOf({ contentType = '' }: Upload): string {
  return /^audio\/[\w.+-]{1,60}$/.test(contentType) ? contentType : 'application/octet-stream';
}

function extensionOf(fileName: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(fileName)?.[0] ?? '';
}
