import type { BlobItem, BlobServiceClient, BlockBlobClient } from '@azure/storage-blob';
import { type ErasedBlobs, ServiceError } from '#domain';
import type { Logger } from '#observability';
import { STORAGE_LIFECYCLE } from './blob-containers.ts';
import { codeOf, statusOf, toServiceError } from './blob-errors.ts';

const EVERYTHING = {
  includeSnapshots: true,
  includeVersions: true,
  includeUncommitedBlobs: true,
  includeLegalHold: true,
  includeImmutabilityPolicy: true,
} as const;
const DELETES_AT_ONCE = 16;
const { tag } = STORAGE_LIFECYCLE.expired;
const EXPIRED = { [tag.name]: tag.value };
/** Statuses with which Storage refuses to delete a blob that stays: a missing right, a hold or an immutability policy, a lease. */
const REFUSED: ReadonlySet<number | undefined> = new Set([403, 409, 412]);

/** Result of setting the tag: `missing`, there is no blob; `denied`, the role lacks the right to write tags. */
type Tagging = 'set' | 'missing' | 'denied';

/**
 * Removes blobs permanently: with snapshots, earlier versions, and blocks that nobody committed. What soft delete keeps cannot be removed by
 * anyone before its time. Each blob gets the tag of the lifecycle rule first (ADR 211), and loses it when Storage refuses the deletion (ADR 215).
 * All methods throw ServiceError `dependency-unavailable`; a container that is gone counts as empty.
 */
export class BlobEraser {
  /** Containers in which tags were denied: each is logged once. */
  private readonly denied = new Set<string>();

  constructor(
    private readonly service: BlobServiceClient,
    private readonly logger: Logger,
  ) {}

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
    await allSettled(items.map((item) => this.eraseCurrent(container, item)));
    await allSettled(items.map((item) => this.eraseVersion(container, item)));
  }

  private async eraseCurrent(container: string, item: BlobItem): Promise<void> {
    const { name, versionId, isCurrentVersion, snapshot } = item;
    if (snapshot || (versionId !== undefined && isCurrentVersion !== true)) return;
    // Not tagged at all: a process that dies between the refusal and the removal of the tag would leave it.
    if (isImmutable(item, Date.now())) throw incomplete();
    const blob = this.service.getContainerClient(container).getBlockBlobClient(name);
    await this.deleting(async () => {
      // Should this process die now, the lifecycle rule of Storage deletes it.
      const tagging = await this.tag(container, blob);
      if (await this.deleteTagged(container, blob, tagging)) return;
      // Blocks without a blob: committing nothing over them makes one that can be deleted.
      const tags = tagging === 'denied' ? {} : { tags: EXPIRED };
      const { versionId: made } = await blob.upload('', 0, { ...tags, conditions: { ifNoneMatch: '*' } });
      await this.deleteTagged(container, blob, tagging === 'denied' ? 'denied' : 'set');
      if (made !== undefined) await blob.withVersion(made).deleteIfExists();
    });
  }

  /** The deletion does not wait for the tag. Without the tag, a blob that a dying process leaves is deleted when this deletion is retried. */
  private async tag(container: string, blob: BlockBlobClient): Promise<Tagging> {
    try {
      await blob.setTags(EXPIRED);
      return 'set';
    } catch (error) {
      // Blocks without a blob cannot have a tag.
      if (statusOf(error) === 404) return 'missing';
      if (statusOf(error) !== 403) throw error;
      if (!this.denied.has(container)) {
        this.denied.add(container);
        this.logger.warn(
          { container, code: codeOf(error) },
          'the role may not write index tags: blobs are deleted without the tag',
        );
      }
      return 'denied';
    }
  }

  /** @returns whether there was a blob */
  private async deleteTagged(container: string, blob: BlockBlobClient, tagging: Tagging): Promise<boolean> {
    try {
      return (await blob.deleteIfExists({ deleteSnapshots: 'include' })).succeeded;
    } catch (error) {
      // It stays. With the tag, the lifecycle rule would delete it when the hold is gone, whatever the product has decided by then.
      if (tagging === 'set' && REFUSED.has(statusOf(error))) await this.untag(container, blob);
      throw error;
    }
  }

  private async untag(container: string, blob: BlockBlobClient): Promise<void> {
    try {
      await blob.setTags({});
    } catch (err) {
      // Another run was faster.
      if (statusOf(err) === 404 || codeOf(err) === 'ContainerBeingDeleted') return;
      // Why the deletion failed matters more.
      this.logger.warn({ err: toServiceError(err), container }, 'a blob that could not be deleted keeps its tag');
    }
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
      throw failure.code === 'state-conflict' ? incomplete(error) : failure;
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

/** Whether Storage would refuse to delete it, by what the list says. */
function isImmutable({ properties }: BlobItem, now: number): boolean {
  return properties.legalHold === true || (properties.immutabilityPolicyExpiresOn?.getTime() ?? 0) > now;
}

/** Waits for all, so that none goes on when this has ended. @throws the first failure */
async function allSettled(runs: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function incomplete(cause?: unknown): ServiceError {
  return new ServiceError('erasure-incomplete', 'The file store refuses to delete a blob.', { cause });
}
