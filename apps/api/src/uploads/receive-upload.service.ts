import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type RequestIds, type Stored } from '#documents';
import { transition, type Upload, UPLOAD_TRANSITIONS, uploadBlobName, type UploadPurpose } from '#domain';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { atMost } from '../platform/forms/at-most.ts';
import { newUpload } from './create-upload.usecase.ts';
import { earlierUpload } from './earlier-upload.ts';
import { inTime } from '../platform/forms/in-time.ts';
import { type CreateUploadBody, createUploadSchema } from './uploads.schema.ts';

/** A file of a form, as it says itself. */
export interface FormFile {
  readonly fileName: string | undefined;
  readonly contentType: string;
  readonly content: Readable;
}

/** Passes a recording on to Blob Storage while it arrives, never holding all of it. */
@Injectable()
export class ReceiveUpload {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly commit: Commit,
  ) {}

  /** @throws ServiceError `payload-too-large`, `upload-too-slow`; nothing is stored of a file that is too large, too slow or breaks off. */
  async execute(
    principal: Principal,
    body: CreateUploadBody,
    content: Readable,
    ids: RequestIds,
  ): Promise<Stored<Upload>> {
    const earlier = await earlierUpload(this.documents, principal, body, ids);
    if (earlier && (earlier.status !== 'awaiting' || (await this.hasArrived(earlier)))) {
      content.resume();
      return earlier.status === 'awaiting' ? this.markReceived(earlier) : earlier;
    }
    const upload = earlier ?? (await this.documents.create(newUpload(principal, body, ids)));
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(upload.tenantId, upload.id) };
    const limited = atMost(this.config.uploads.maxBytes);
    const broken = new AbortController();
    const piping = pipeline(inTime(content, this.config.uploads.direct), limited).catch((error: unknown) => {
      // Without this the writer would take the end of a broken request for the end of the file.
      broken.abort(error);
      throw error;
    });
    const writing = this.blobs.write(address, limited, {
      contentType: body.contentType ?? 'application/octet-stream',
      ifAbsent: true,
      signal: broken.signal,
    });
    const [piped, written] = await Promise.allSettled([piping, writing]);
    if (piped.status === 'rejected') throw piped.reason;
    if (written.status === 'rejected') throw written.reason;
    return this.markReceived(upload);
  }

  /** As `execute`, for a file whose name or type may be what an upload cannot have: it is stored without them. */
  async store(principal: Principal, purpose: UploadPurpose, file: FormFile, ids: RequestIds): Promise<Stored<Upload>> {
    const { content, ...named } = file;
    const body = createUploadSchema.safeParse({ purpose, ...named }).data ?? { purpose, fileName: purpose };
    return this.execute(principal, body, content, ids);
  }

  /** A blob appears only when all of it has arrived. */
  private async hasArrived({ tenantId, id }: Upload): Promise<boolean> {
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, id) };
    return (await this.blobs.properties(address)) !== undefined;
  }

  private async markReceived(upload: Stored<Upload>): Promise<Stored<Upload>> {
    const { tenantId, id } = upload;
    // Where the blob event was faster, the worker has it already.
    const change = (current: Stored<Upload>): Stored<Upload> | undefined =>
      current.status === 'awaiting' ? transition(UPLOAD_TRANSITIONS, current, 'received') : undefined;
    const received = await this.commit.update('upload', tenantId, id, change, {
      found: upload,
      following: 'background',
    });
    return received ?? this.documents.get('upload', tenantId, id);
  }
}
