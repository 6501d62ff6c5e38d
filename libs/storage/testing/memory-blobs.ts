import { Readable } from 'node:stream';
import { ServiceError } from '#domain';
import type { BlobAddress, BlobContent, BlobStore, ListedBlob, WriteOptions } from '../src/index.ts';

/** As much of a blob store as small JSON blobs need: write once, read, list. */
export class MemoryBlobs implements Pick<BlobStore, 'pages' | 'put' | 'read' | 'readWhole'> {
  readonly stored = new Map<string, Buffer>();

  put(address: BlobAddress, content: Uint8Array, { ifAbsent }: WriteOptions): Promise<string> {
    const key = keyOf(address);
    if (ifAbsent && this.stored.has(key)) {
      return Promise.reject(new ServiceError('state-conflict', 'The blob exists already.'));
    }
    this.stored.set(key, Buffer.from(content));
    return Promise.resolve('"1"');
  }

  read(address: BlobAddress): Promise<BlobContent> {
    const content = this.stored.get(keyOf(address));
    if (!content) return Promise.reject(new ServiceError('not-found', 'There is no such blob.'));
    return Promise.resolve({
      stream: Readable.from([content]),
      etag: '"1"',
      sizeBytes: content.length,
      contentType: 'application/json',
      lastModified: undefined,
      metadata: {},
    });
  }

  async readWhole(address: BlobAddress): Promise<Buffer> {
    await this.read(address);
    return this.stored.get(keyOf(address)) ?? Buffer.alloc(0);
  }

  async *pages(container: string, prefix: string): AsyncGenerator<readonly ListedBlob[]> {
    const start = `${container}/`;
    const names = [...this.stored.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
    yield await Promise.resolve(
      names
        .filter((name) => name.startsWith(prefix))
        .toSorted()
        .map((name) => ({ name, sizeBytes: this.stored.get(start + name)?.length ?? 0, metadata: {} })),
    );
  }
}

function keyOf({ container, name }: BlobAddress): string {
  return `${container}/${name}`;
}
