import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import {
  errorCodeOf,
  nextRedrive,
  redriveMessageId,
  transition,
  type Upload,
  UPLOAD_TRANSITIONS,
  uploadBlobName,
} from '#domain';
import { createMessage } from '#messaging';
import { BLOB_CONTAINERS, BlobStore, DocumentStore, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
import type { SweptPage } from './swept-page.ts';

const STEP = 'Microsoft.Storage.BlobCreated';
const UPLOADS_AT_ONCE = 100;
/** Clocks differ, and a form may take the API four minutes to receive. */
const MARGIN_MS = 5 * 60_000;

/**
 * Ends uploads whose file has not come and cannot come any more, since their URL has expired. Where the file is there, it was its event that
 * got lost: its examination is started instead.
 */
@Injectable()
export class ExpireUploads {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(BlobStore) private readonly blobs: BlobStore,
    @Inject(DocumentWriter) private readonly writer: DocumentWriter,
  ) {}

  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const before = new Date(Date.now() - this.config.uploads.urlTtlMs - MARGIN_MS).toISOString();
    const found = await this.documents.withoutProgress('upload', ['awaiting'], {
      before,
      limit: UPLOADS_AT_ONCE,
      after,
    });
    const counts = { expired: 0, driven: 0 };
    for (const upload of found) {
      signal.throwIfAborted();
      try {
        counts[await this.settle(upload)] += 1;
      } catch (error) {
        // Its file or its event has come in this moment.
        if (errorCodeOf(error) !== 'etag-mismatch') throw error;
      }
    }
    return { counts, next: found.length === UPLOADS_AT_ONCE ? found.at(-1)?.id : undefined };
  }

  private async settle(upload: Stored<Upload>): Promise<'expired' | 'driven'> {
    const { id: subjectId, tenantId } = upload;
    const blob = await this.blobs.properties({
      container: BLOB_CONTAINERS.uploads,
      name: uploadBlobName(tenantId, subjectId),
    });
    const redrives = blob && nextRedrive(upload.redrives, STEP);
    if (!redrives) {
      await this.writer.save(transition(UPLOAD_TRANSITIONS, upload, 'expired'));
      return 'expired';
    }
    const data = { eTag: blob.etag, contentLength: blob.sizeBytes };
    const message = {
      ...createMessage(STEP, { tenantId, subjectId, data }),
      id: redriveMessageId(subjectId, redrives),
    };
    await this.writer.save({ ...upload, redrives, outbox: [...upload.outbox, message] });
    return 'driven';
  }
}
