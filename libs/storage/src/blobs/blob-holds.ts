import type { BlobItem, BlobServiceClient } from '@azure/storage-blob';
import { statusOf, toServiceError } from './blob-errors.ts';

const CALLS_AT_ONCE = 16;

/**
 * The legal hold of Blob Storage: while a blob has it, Storage refuses to delete it, for everybody, and so do its lifecycle rules. The container
 * needs immutable storage with versioning, and the caller the action `blobs/immutableStorage/runAsSuperUser/action`. See ADR 207.
 */
export class BlobHolds {
  constructor(private readonly service: BlobServiceClient) {}

  /**
   * Sets the hold of all blobs whose names begin with `prefix`, with their versions and snapshots, or clears it. May be repeated.
   * @throws ServiceError `dependency-unavailable`; `state-conflict` or `internal` where the container has no immutable storage with versioning
   */
  async set(container: string, prefix: string, isHeld: boolean, signal?: AbortSignal): Promise<void> {
    let batch: BlobItem[] = [];
    for await (const item of this.items(container, prefix)) {
      signal?.throwIfAborted();
      batch.push(item);
      if (batch.length < CALLS_AT_ONCE) continue;
      await this.setAll(container, batch, isHeld);
      batch = [];
    }
    await this.setAll(container, batch, isHeld);
  }

  private async setAll(container: string, items: readonly BlobItem[], isHeld: boolean): Promise<void> {
    await Promise.all(items.map((item) => this.setOne(container, item, isHeld)));
  }

  private async setOne(
    container: string,
    { name, snapshot, versionId, isCurrentVersion }: BlobItem,
    isHeld: boolean,
  ): Promise<void> {
    const blob = this.service.getContainerClient(container).getBlobClient(name);
    const exact = snapshot
      ? blob.withSnapshot(snapshot)
      : versionId !== undefined && isCurrentVersion !== true
        ? blob.withVersion(versionId)
        : blob;
    try {
      await exact.setLegalHold(isHeld);
    } catch (error) {
      // It was deleted after it was listed: there is nothing to hold.
      if (statusOf(error) !== 404) throw toServiceError(error);
    }
  }

  private async *items(container: string, prefix: string): AsyncGenerator<BlobItem> {
    try {
      const options = { prefix, includeSnapshots: true, includeVersions: true };
      yield* this.service.getContainerClient(container).listBlobsFlat(options);
    } catch (error) {
      throw toServiceError(error);
    }
  }
}
