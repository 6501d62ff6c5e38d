import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type RequestIds, type Stored } from '#documents';
import { ServiceError, type Upload, uploadBlobName } from '#domain';
import { auditMessage } from '#intake';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { earlierUpload } from './earlier-upload.ts';
import type { CreateUploadBody } from './uploads.schema.ts';

/** The request with which the client sends the file straight to Blob Storage. */
export interface UploadTarget {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: string;
  /** A longer file is rejected when it is examined. */
  readonly maxBytes: number;
  /** Operations of the Blob service that the URL permits. */
  readonly operations: readonly string[];
}

/**
 * What a SAS of service version 2026-04-06 that permits creating only is good for (learn.microsoft.com, "Version 2026-04-06"): the file in one
 * piece, or in blocks.
 */
const OPERATIONS = ['Put Blob', 'Put Block', 'Put Block From URL', 'Put Block List'] as const;

/** Makes an upload and gives the client a URL that creates exactly this blob. */
@Injectable()
export class CreateUpload {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly commit: Commit,
  ) {}

  async execute(
    principal: Principal,
    body: CreateUploadBody,
    ids: RequestIds,
  ): Promise<{ upload: Stored<Upload>; target: UploadTarget }> {
    const { maxBytes, urlTtlMs, direct } = this.config.uploads;
    if (!direct) {
      throw new ServiceError(
        'direct-uploads-disabled',
        'This deployment does not provide upload URLs. Send the file as multipart/form-data with `purpose` and then `file` to POST /v1/uploads/files, or send a `sourceUrl` as JSON.',
      );
    }
    if (body.sizeBytes !== undefined && body.sizeBytes > maxBytes) {
      throw new ServiceError(
        'payload-too-large',
        `A recording may have at most ${maxBytes} bytes. Send a shorter one.`,
      );
    }
    await earlierUpload(this.documents, principal, body, ids);
    const upload = await this.commit.createOnce(newUpload(principal, body, ids), 'background');
    const expiresAt = new Date(Date.now() + urlTtlMs);
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(upload.tenantId, upload.id) };
    return {
      upload,
      target: {
        method: 'PUT',
        url: await this.blobs.createUrl(address, expiresAt),
        headers: { 'x-ms-blob-type': 'BlockBlob' },
        expiresAt: expiresAt.toISOString(),
        maxBytes,
        operations: OPERATIONS,
      },
    };
  }
}

export function newUpload(principal: Principal, body: CreateUploadBody, ids: RequestIds): Upload {
  const now = new Date().toISOString();
  const id = ids.id('upload');
  return {
    id,
    kind: 'upload',
    tenantId: principal.tenantId,
    ownerId: principal.objectId,
    status: 'awaiting',
    purpose: body.purpose,
    fileName: body.fileName ?? 'recording',
    contentType: body.contentType,
    createdAt: now,
    updatedAt: now,
    outbox: [auditMessage(principal, { action: 'upload.create', subject: { kind: 'upload', id } })],
  };
}
