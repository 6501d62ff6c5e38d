import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type RequestIds, type Stored } from '#documents';
import { ServiceError, transition, type Upload, UPLOAD_TRANSITIONS, uploadBlobName, type UploadPurpose } from '#domain';
import { type Logger, LOGGER } from '#observability';
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
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ServiceError `payload-too-large`, `upload-too-slow`; nothing is stored of a file that is too large, too slow or breaks off, or whose form is wrong. */
  async execute(
    principal: Principal,
    body: CreateUploadBody,
    content: Readable,
    ids: RequestIds,
  ): Promise<Stored<Upload>> {
    const earlier = await earlierUpload(this.documents, principal, body, ids);
    if (earlier && (earlier.status !== 'awaiting' || (await this.hasArrived(earlier)))) {
      await this.assertSame(earlier, content);
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
    if (piped.status === 'rejected') return this.refuse(upload, piped.reason);
    if (written.status === 'rejected') throw written.reason;
    return this.markReceived(upload);
  }

  /** As `execute`, for a file whose name or type may be what an upload cannot have: it is stored without them. */
  async store(principal: Principal, purpose: UploadPurpose, file: FormFile, ids: RequestIds): Promise<Stored<Upload>> {
    const { content, ...named } = file;
    const body = createUploadSchema.safeParse({ purpose, ...named }).data ?? { purpose, fileName: purpose };
    return this.execute(principal, body, content, ids);
  }

  /** Nothing has arrived, and nothing will: an upload that waits for it would stay for a day. */
  private async refuse(upload: Stored<Upload>, reason: unknown): Promise<never> {
    if (reason instanceof ServiceError) {
      await this.documents.remove(upload).catch((err: unknown) => {
        this.logger.warn({ err, subjectId: upload.id }, 'an upload without a recording expires later');
      });
    }
    throw reason;
  }

  /**
   * An earlier run has stored its file and died before it could answer. @throws ServiceError `idempotency-key-reused` where this is another file
   */
  private async assertSame(earlier: Stored<Upload>, content: Readable): Promise<void> {
    const given = await sha256Of(inTime(content, this.config.uploads.direct));
    const stored = await this.storedHash(earlier);
    if (stored === undefined || stored === given) return;
    throw new ServiceError('idempotency-key-reused', 'This key was used for a different recording. Use a new one.');
  }

  /** Undefined where the recording was examined and its file deleted. */
  private async storedHash({ tenantId, id, custody }: Upload): Promise<string | undefined> {
    const kept = custody?.find(({ sha256 }) => sha256 !== undefined)?.sha256;
    if (kept !== undefined || !(await this.hasArrived({ tenantId, id }))) return kept;
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, id) };
    return sha256Of((await this.blobs.read(address)).stream);
  }

  /** A blob appears only when all of it has arrived. */
  private async hasArrived({ tenantId, id }: Pick<Upload, 'tenantId' | 'id'>): Promise<boolean> {
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

async function sha256Of(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
