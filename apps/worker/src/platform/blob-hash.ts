import { createHash } from 'node:crypto';
import { errorCodeOf } from '#domain';
import type { BlobAddress, BlobStore } from '#storage';

/** Hex SHA-256 of what is stored there; undefined when nothing is. */
export async function blobHash(blobs: BlobStore, address: BlobAddress): Promise<string | undefined> {
  try {
    const { stream } = await blobs.read(address);
    const hash = createHash('sha256');
    for await (const chunk of stream as AsyncIterable<Uint8Array>) hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    if (errorCodeOf(error) !== 'not-found') throw error;
    return undefined;
  }
}
