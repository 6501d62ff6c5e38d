import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  errorCodeOf,
  lastSignOfLife,
  nextRequeue,
  type OutboxMessage,
  requeueFactor,
  requeueMessageId,
  transition,
  type Upload,
  UPLOAD_TRANSITIONS,
  uploadBlobName,
  withoutSourceUrl,
} from '#domain';
import { messages } from '#messaging';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import type { SweptPage } from '../platform/swept-page.ts';

const UPLOADS_AT_ONCE = 100;
/** Clocks differ, and a form may take the API four minutes to receive. */
const MARGIN_MS = 5 * 60_000;
/** What a further wait is a multiple of, however long a URL lives: the file is there, or is ours to fetch. */
const MAX_STALL_MS = 40 * 60_000;

/**
 * Ends uploads whose file has not come and can no longer come, since their URL has expired. Where the file is there, it was its event that
 * got lost, or waits: its examination is started instead, or its fetch where it has a source URL.
 */
@Injectable()
export class ExpireUploads {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly commit: Commit,
  ) {}

  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const now = Date.now();
    const before = new Date(now - this.waitMs).toISOString();
    const found = await this.documents.withoutProgress('upload', ['awaiting'], {
      before,
      limit: UPLOADS_AT_ONCE,
      after,
    });
    const counts = { expired: 0, driven: 0 };
    for (const upload of found) {
      signal.throwIfAborted();
      try {
        const settled = await this.settle(upload, now - Date.parse(lastSignOfLife(upload)));
        if (settled) counts[settled] += 1;
      } catch (error) {
        // Its file or its event has come in this moment.
        if (errorCodeOf(error) !== 'etag-mismatch') throw error;
      }
    }
    return { counts, next: found.length === UPLOADS_AT_ONCE ? found.at(-1)?.id : undefined };
  }

  private get waitMs(): number {
    return this.config.uploads.urlTtlMs + MARGIN_MS;
  }

  /** @returns undefined when its message may still be waiting in a long queue */
  private async settle(upload: Stored<Upload>, quietMs: number): Promise<'expired' | 'driven' | undefined> {
    const lost = await this.lostMessage(upload);
    if (lost && quietMs < Math.min(this.waitMs, MAX_STALL_MS) * requeueFactor(upload.redrives, lost.type))
      return undefined;
    const redrives = lost && nextRequeue(upload.redrives, lost.type);
    if (!redrives) {
      await this.commit.save(withoutSourceUrl(transition(UPLOAD_TRANSITIONS, upload, 'expired')));
      return 'expired';
    }
    const message = { ...lost, id: requeueMessageId(upload.id, redrives) };
    await this.commit.save({ ...upload, redrives, outbox: [...upload.outbox, message] });
    return 'driven';
  }

  /** What moves the upload on; undefined when there is nothing that could. */
  private async lostMessage(upload: Upload): Promise<OutboxMessage | undefined> {
    const { id: subjectId, tenantId, source } = upload;
    const name = uploadBlobName(tenantId, subjectId);
    const blob = await this.blobs.properties({ container: BLOB_CONTAINERS.uploads, name });
    if (blob) {
      const data = { eTag: blob.etag, contentLength: blob.sizeBytes };
      return messages.microsoftStorageBlobCreated({ tenantId, subjectId, data });
    }
    return source?.url === undefined ? undefined : messages.uploadFetch({ tenantId, subjectId });
  }
}
