import type { BlobItem, BlobServiceClient } from '@azure/storage-blob';
import { statusOf, toServiceError } from './blob-errors.ts';

const CALLS_AT_ONCE = 16;

/** From warm to cold. Azure answers 409 to reads of the last one until a blob is rehydrated. */
const TIERS = ['Hot', 'Cool', 'Cold', 'Archive'] as const;
export type OnlineTier = Exclude<(typeof TIERS)[number], 'Archive'>;

/** The access tier of blobs (Set Blob Tier), which neither their ETag nor a legal hold minds. See ADR 213. */
export class BlobTiers {
  constructor(private readonly service: BlobServiceClient) {}

  /**
   * Moves all blobs whose names begin with `prefix` to a colder tier. May be repeated: those that are there, or on a colder one, stay.
   * @returns how many were moved
   * @throws ServiceError `dependency-unavailable`; `state-conflict` where Storage refuses it
   */
  async move(container: string, prefix: string, tier: OnlineTier, signal?: AbortSignal): Promise<number> {
    let moved = 0;
    let batch: BlobItem[] = [];
    for await (const item of this.items(container, prefix)) {
      signal?.throwIfAborted();
      if (rankOf(item.properties.accessTier) >= rankOf(tier)) continue;
      batch.push(item);
      if (batch.length < CALLS_AT_ONCE) continue;
      moved += await this.moveAll(container, batch, tier);
      batch = [];
    }
    return moved + (await this.moveAll(container, batch, tier));
  }

  private async moveAll(container: string, items: readonly BlobItem[], tier: OnlineTier): Promise<number> {
    const moved = await Promise.all(items.map(({ name }) => this.moveOne(container, name, tier)));
    return moved.filter((each) => each).length;
  }

  private async moveOne(container: string, name: string, tier: OnlineTier): Promise<boolean> {
    try {
      await this.service.getContainerClient(container).getBlobClient(name).setAccessTier(tier);
      return true;
    } catch (error) {
      // It was deleted after it was listed.
      if (statusOf(error) === 404) return false;
      throw toServiceError(error);
    }
  }

  private async *items(container: string, prefix: string): AsyncGenerator<BlobItem> {
    try {
      yield* this.service.getContainerClient(container).listBlobsFlat({ prefix });
    } catch (error) {
      throw toServiceError(error);
    }
  }
}

/** Of a tier that is not known: nothing is moved from it. */
function rankOf(tier: string | undefined): number {
  const rank = TIERS.findIndex((each) => each === (tier ?? 'Hot'));
  return rank < 0 ? TIERS.length : rank;
}
