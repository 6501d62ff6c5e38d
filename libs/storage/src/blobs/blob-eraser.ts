import type { BlobItem, BlobServiceClient } from '@azure/storage-blob';
import { type ErasedBlobs, ServiceError } from '#domain';
import { STORAGE_LIFECYCLE } from './blob-containers.ts';
import { statusOf, toServiceError } from './blob-errors.ts';

const EVERYTHING = { includeSnapshots: true, includeVersions: true, includeUncommitedBlobs: true } as const;
const DELETES_AT_ONCE = 16;
const { tag } = STORAGE_LIFECYCLE.expired;
const EXPIRED = { [tag.name]: tag.value };

/**
 * Removes blobs permanently: with snapshots, earlier versions, and blocks that nobody committed. What soft delete keeps cannot be removed by
 * anyone before its time. Each blob gets the tag of the lifecycle rule first (ADR 211). All methods throw ServiceError `dependency-unavailable`; a
 * container that is gone counts as empty.
 */
export class BlobEraser {
  constructor(private readonly service: BlobServiceClient) {}

  /** What is there of blobs whose names begin with `prefix`. */
  async measure(container: string, prefix: string): Promise<ErasedBlobs> {
    let count = 0;
    let sizeBytes = 0;
    for await (const { properties } of this.items(container, prefix)) {
      count += 1;
      sizeBytes += properties.contentLength ?? 0;
    }
    return { count, sizeBytes };
  }

  async isEmpty(container: string, prefix: string): Promise<boolean> {
    for await (const _ of this.items(container, prefix)) return false;
    return true;
  }

  /** @throws ServiceError `erasure-incomplete` when the store refuses to delete one (an immutability policy, a legal hold) */
  async erase(container: string, prefix: string, signal?: AbortSignal): Promise<void> {
    let batch: BlobItem[] = [];
    for await (const item of this.items(container, prefix)) {
      signal?.throwIfAborted();
      batch.push(item);
      if (batch.length < DELETES_AT_ONCE) continue;
      await this.eraseAll(container, batch);
      batch = [];
    }
    await this.eraseAll(container, batch);
  }

  private async eraseAll(container: string, items: readonly BlobItem[]): Promise<void> {
    // Current blobs first, with their snapshots: only then are their versions all earlier ones.
    await Promise.all(items.map((item) => this.eraseCurrent(container, item)));
    await Promise.all(items.map((item) => this.eraseVersion(container, item)));
  }

  private async eraseCurrent(
    container: string,
    { name, versionId, isCurrentVersion, snapshot }: BlobItem,
  ): Promise<void> {
    if (snapshot || (versionId !== undefined && isCurrentVersion !== true)) return;
    const blob = this.service.getContainerClient(container).getBlockBlobClient(name);
    await this.deleting(async () => {
      // Should this process die now, the lifecycle rule of Storage deletes it.
      await blob.setTags(EXPIRED).catch(ignoreMissing);
      const { succeeded } = await blob.deleteIfExists({ deleteSnapshots: 'include' });
      if (succeeded) return;
      // Blocks without a blob: committing nothing over them makes one that can be deleted.
      const { versionId: made } = await blob.upload('', 0, { tags: EXPIRED, conditions: { ifNoneMatch: '*' } });
      await blob.deleteIfExists({ deleteSnapshots: 'include' });
      if (made !== undefined) await blob.withVersion(made).deleteIfExists();
    });
  }

  private async eraseVersion(container: string, { name, versionId }: BlobItem): Promise<void> {
    if (versionId === undefined) return;
    const blob = this.service.getContainerClient(container).getBlobClient(name).withVersion(versionId);
    await this.deleting(async () => void (await blob.deleteIfExists()));
  }

  private async deleting(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      // Another run was faster.
      if (statusOf(error) === 404) return;
      const failure = toServiceError(error);
      if (failure.code !== 'state-conflict') throw failure;
      throw new ServiceError('erasure-incomplete', 'The file store refuses to delete a blob.', { cause: error });
    }
  }

  private async *items(container: string, prefix: string): AsyncGenerator<BlobItem> {
    try {
      yield* this.service.getContainerClient(container).listBlobsFlat({ prefix, ...EVERYTHING });
    } catch (error) {
      if (statusOf(error) === 404) return;
      throw toServiceError(error);
    }
  }
}

/** Blocks without a blob cannot have a tag. */
function ignoreMissing(error: unknown): void {
  if (statusOf(error) !== 404) throw error;
}
