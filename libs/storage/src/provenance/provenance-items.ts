import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ProvenanceItemList } from '#domain';
import { inTurns, parseJson, stringifyJson } from '#loop';
import { BLOB_CONTAINERS } from '../blobs/blob-containers.ts';
import type { BlobStore } from '../blobs/blob-store.ts';

/** 10,000 items of about 100 bytes; those of earlier releases have 250. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

const itemSchema = z.object({
  /** In the batch, from 0. */
  index: z.number(),
  /** Hex, of the audio without tags; absent where an earlier release has stored the speech. */
  audioSha256: z.string().optional(),
});
/** What the list beside the record of a chunk says of one item. */
export type ProvenanceListItem = z.infer<typeof itemSchema>;

/** The lists of the hashes of items, in the container `results`, beside what the batch has stored but outlasting it: they name nobody. */
export class ProvenanceItems {
  constructor(private readonly blobs: Pick<BlobStore, 'put' | 'readWhole'>) {}

  /** Writing the same again is harmless: the name follows from the content. */
  async write(
    { tenantId, id }: { readonly tenantId: string; readonly id: string },
    items: readonly ProvenanceListItem[],
  ): Promise<ProvenanceItemList> {
    const json = Buffer.from(await inTurns(stringifyJson(items)));
    const sha256 = createHash('sha256').update(json).digest('hex');
    await this.blobs.put(addressOf(tenantId, id, sha256), json, { contentType: 'application/json' });
    return { count: items.length, sha256 };
  }

  /** @throws ServiceError `not-found` when it has expired */
  async read(tenantId: string, id: string, { sha256 }: ProvenanceItemList): Promise<readonly ProvenanceListItem[]> {
    const content = await this.blobs.readWhole(addressOf(tenantId, id, sha256), MAX_LIST_BYTES);
    return z.array(itemSchema).parse(await inTurns(parseJson(content.toString())));
  }
}

/** Whether a blob of the container `results` is such a list. */
export function isProvenanceList(blobName: string): boolean {
  return /^[^/]+\/prv_[0-9A-Z]{26}\/items-[0-9a-f]{16}\.json$/.test(blobName);
}

function addressOf(tenantId: string, id: string, sha256: string) {
  return { container: BLOB_CONTAINERS.results, name: `${tenantId}/${id}/items-${sha256.slice(0, 16)}.json` };
}
