import { createWriteStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { BlobServiceClient } from '@azure/storage-blob';
import { ServiceError } from '#domain';
import { BLOB_CONTAINERS, isCreateOnce } from './blob-containers.ts';
import { codeOf, isBlobMissing, statusOf, toServiceError, withBlobErrors } from './blob-errors.ts';
import { SasSigner } from './sas.ts';

/** Recordings go up in blocks of this size, `UPLOAD_CONCURRENCY` at a time: what one upload holds in memory is their product. */
const BLOCK_BYTES = 4 * 1024 * 1024;
const UPLOAD_CONCURRENCY = 2;

export interface BlobAddress {
  readonly container: string;
  readonly name: string;
}

export interface BlobProperties {
  readonly etag: string;
  readonly sizeBytes: number;
  readonly contentType: string | undefined;
  readonly lastModified: Date | undefined;
  /** Names are lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ListedBlob {
  readonly name: string;
  readonly sizeBytes: number;
  /** Names are lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface BlobContent extends BlobProperties {
  readonly stream: Readable;
}

export interface BlobEntry {
  readonly name: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
}

export interface ContainerEntry {
  readonly name: string;
  readonly lastModified: Date;
}

/** Part of a list; `next` goes on after it. */
export interface ListPage<T> {
  readonly entries: readonly T[];
  readonly next: string | undefined;
}

export interface WriteOptions {
  readonly contentType: string;
  /** Fails with `state-conflict` when the blob exists; otherwise it is overwritten. Always so in a container that is create-once. */
  readonly ifAbsent?: boolean;
  /** Access tier; that of the account if not given. */
  readonly tier?: 'Hot' | 'Cool' | 'Cold';
  /** Blob index tags: at most 10, keys up to 128 and values up to 256 of `A-Za-z0-9 +-./:=_`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Names are lower-case identifiers, values ASCII. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Blob Storage. All methods throw ServiceError: `not-found`, `etag-mismatch`, `state-conflict`, `dependency-unavailable`. */
export class BlobStore {
  private readonly signer: SasSigner;

  constructor(private readonly service: BlobServiceClient) {
    this.signer = new SasSigner(service);
  }

  /** Writes a stream in blocks, never holding more than a few of them in memory. Returns the ETag. */
  async write(address: BlobAddress, content: Readable, options: WriteOptions): Promise<string> {
    try {
      const response = await this.blob(address).uploadStream(content, BLOCK_BYTES, UPLOAD_CONCURRENCY, {
        blobHTTPHeaders: { blobContentType: options.contentType },
        ...conditionsOf(address, options),
        ...(options.tier && { tier: options.tier }),
        ...(options.tags && { tags: options.tags }),
        ...(options.metadata && { metadata: { ...options.metadata } }),
        ...(options.signal && { abortSignal: options.signal }),
      });
      return response.etag ?? '';
    } catch (error) {
      // The writer of the stream must learn that nobody reads it, and a file behind it must be closed.
      content.destroy(error instanceof Error ? error : undefined);
      // What the source of the stream throws (too large, broken off) is the caller's own error.
      throw statusOf(error) === undefined && error instanceof ServiceError ? error : toServiceError(error);
    }
  }

  /** Writes a small blob in one request. Returns the ETag. */
  async put(address: BlobAddress, content: Uint8Array, options: WriteOptions): Promise<string> {
    return withBlobErrors(async () => {
      const response = await this.blob(address).upload(content, content.byteLength, {
        blobHTTPHeaders: { blobContentType: options.contentType },
        ...conditionsOf(address, options),
        ...(options.metadata && { metadata: { ...options.metadata } }),
        ...(options.signal && { abortSignal: options.signal }),
      });
      return response.etag ?? '';
    });
  }

  async properties(address: BlobAddress): Promise<BlobProperties | undefined> {
    try {
      const { etag, contentLength, contentType, lastModified, metadata } = await this.blob(address).getProperties();
      return { etag: etag ?? '', sizeBytes: contentLength ?? 0, contentType, lastModified, metadata: metadata ?? {} };
    } catch (error) {
      if (isBlobMissing(error)) return undefined;
      throw toServiceError(error);
    }
  }

  /** Blobs whose names begin with `prefix`, page by page. */
  async *pages(container: string, prefix: string, pageSize = 1_000): AsyncGenerator<readonly ListedBlob[]> {
    const pages = this.service
      .getContainerClient(container)
      .listBlobsFlat({ prefix, includeMetadata: true })
      .byPage({ maxPageSize: pageSize });
    try {
      for await (const { segment } of pages) {
        yield segment.blobItems.map(({ name, properties, metadata }) => ({
          name,
          sizeBytes: properties.contentLength ?? 0,
          metadata: metadata ?? {},
        }));
      }
    } catch (error) {
      throw toServiceError(error);
    }
  }

  /** Opens a blob, or `count` bytes of it from `offset`, for reading. The signal also ends the reading. */
  async read(
    address: BlobAddress,
    range: { offset?: number; count?: number; ifMatch?: string; signal?: AbortSignal } = {},
  ): Promise<BlobContent> {
    return withBlobErrors(async () => {
      const response = await this.blob(address).download(range.offset ?? 0, range.count, {
        maxRetryRequests: 3,
        ...(range.signal && { abortSignal: range.signal }),
        ...(range.ifMatch === undefined ? {} : { conditions: { ifMatch: range.ifMatch } }),
      });
      return {
        stream: response.readableStreamBody as Readable,
        etag: response.etag ?? '',
        sizeBytes: response.contentLength ?? 0,
        contentType: response.contentType,
        lastModified: response.lastModified,
        metadata: response.metadata ?? {},
      };
    });
  }

  /**
   * Downloads a blob into a new file that only this user can read.
   * @throws ServiceError `payload-too-large` when it has more than `maxBytes`, `etag-mismatch` when it was overwritten.
   */
  async download(
    address: BlobAddress,
    path: string,
    options: { maxBytes: number; ifMatch?: string },
  ): Promise<BlobProperties> {
    const content = await this.read(address, options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch });
    if (content.sizeBytes > options.maxBytes) {
      content.stream.destroy();
      throw new ServiceError('payload-too-large', `The file has more than ${options.maxBytes} bytes.`);
    }
    await withBlobErrors(() =>
      pipeline(content.stream, exactly(content.sizeBytes), createWriteStream(path, { flags: 'wx', mode: 0o600 })),
    );
    const { stream: _, ...properties } = content;
    return properties;
  }

  /** A blob as one piece. @throws ServiceError `payload-too-large` when it has more than `maxBytes`, before it is read */
  async readWhole(address: BlobAddress, maxBytes: number): Promise<Buffer> {
    const { stream, sizeBytes } = await this.read(address);
    if (sizeBytes > maxBytes) {
      stream.destroy();
      throw new ServiceError('payload-too-large', `The file has more than ${maxBytes} bytes.`);
    }
    return withBlobErrors(() => pipeline(stream, exactly(sizeBytes), (content) => buffer(content)));
  }

  /** Copies a blob through this process; returns the new one's ETag. */
  async copy(source: BlobAddress, target: BlobAddress, options: { ifAbsent?: boolean } = {}): Promise<string> {
    const content = await this.read(source);
    return this.write(target, content.stream, {
      contentType: content.contentType ?? 'application/octet-stream',
      ...options,
    });
  }

  async delete(address: BlobAddress): Promise<void> {
    await withBlobErrors(() => this.blob(address).deleteIfExists({ deleteSnapshots: 'include' }));
  }

  /** Deletes the blob if it is still the one with this ETag. @returns whether it was. */
  async deleteIfUnchanged(address: BlobAddress, etag: string): Promise<boolean> {
    try {
      const conditions = { ifMatch: etag };
      return (await this.blob(address).deleteIfExists({ deleteSnapshots: 'include', conditions })).succeeded;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      throw toServiceError(error);
    }
  }

  /** Up to `limit` (5000) blobs in the order of their names. @param after a `next` of an earlier page */
  async list(container: string, limit: number, after?: string): Promise<ListPage<BlobEntry>> {
    const pages = this.service.getContainerClient(container).listBlobsFlat();
    return this.firstPage(pages, limit, after, ({ segment }) =>
      segment.blobItems.map(({ name, properties: { etag, contentLength = 0, lastModified } }) => ({
        name,
        etag: quotedETag(etag),
        sizeBytes: contentLength,
        lastModified,
      })),
    );
  }

  /** Up to `limit` containers whose names begin with `prefix`. @param after a `next` of an earlier page */
  async listContainers(prefix: string, limit: number, after?: string): Promise<ListPage<ContainerEntry>> {
    const pages = this.service.listContainers({ prefix });
    return this.firstPage(pages, limit, after, ({ containerItems }) =>
      containerItems.map(({ name, properties: { lastModified } }) => ({ name, lastModified })),
    );
  }

  private async firstPage<T, P extends { continuationToken?: string }>(
    pages: { byPage(settings: { continuationToken?: string; maxPageSize: number }): AsyncIterator<P> },
    limit: number,
    after: string | undefined,
    entriesOf: (page: P) => readonly T[],
  ): Promise<ListPage<T>> {
    return withBlobErrors(async () => {
      const settings = { maxPageSize: limit, ...(after !== undefined && { continuationToken: after }) };
      const { value, done } = await pages.byPage(settings).next();
      if (done || value === undefined) return { entries: [], next: undefined };
      return { entries: entriesOf(value), next: value.continuationToken || undefined };
    });
  }

  /** Deletes every blob whose name begins with `prefix`, except for those in `except`. */
  async deleteAll(container: string, prefix: string, except: readonly (string | undefined)[] = []): Promise<void> {
    return withBlobErrors(async () => {
      const client = this.service.getContainerClient(container);
      for await (const { name } of client.listBlobsFlat({ prefix })) {
        if (except.includes(name)) continue;
        await client.getBlockBlobClient(name).deleteIfExists({ deleteSnapshots: 'include' });
      }
    });
  }

  /** @throws ServiceError `dependency-unavailable` for about 30 s after a container of this name was deleted */
  async createContainer(container: string): Promise<void> {
    await withBlobErrors(() => this.service.getContainerClient(container).createIfNotExists());
  }

  /** A worker that makes no containers (`SPEECH_AUDIO_TRANSFER=upload`) may delete none either: one that is not there is still deleted. */
  async deleteContainer(container: string): Promise<void> {
    const client = this.service.getContainerClient(container);
    try {
      await client.deleteIfExists();
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ContainerBeingDeleted') return;
      const isThere = code !== 'AuthorizationPermissionMismatch' || (await client.exists().catch(() => true));
      if (isThere) throw toServiceError(error);
    }
  }

  /** A URL with which anyone who has it can create this one blob, once, until `expiresAt`; it can read nothing and overwrite nothing. */
  async createUrl(address: BlobAddress, expiresAt: Date): Promise<string> {
    return this.signedUrl(this.blob(address).url, { ...address, permissions: 'c', expiresAt });
  }

  /** A URL with which anyone who has it can read this one blob until `expiresAt`. */
  async readUrl(address: BlobAddress, expiresAt: Date): Promise<string> {
    return this.signedUrl(this.blob(address).url, { ...address, permissions: 'r', expiresAt });
  }

  /** A URL with which anyone who has it can list and read all of a container until `expiresAt`. */
  async containerReadUrl(container: string, expiresAt: Date): Promise<string> {
    return this.signedUrl(this.service.getContainerClient(container).url, { container, permissions: 'rl', expiresAt });
  }

  /** Resolves when the service answers. */
  async ping(signal?: AbortSignal): Promise<void> {
    await withBlobErrors(() =>
      this.service.getContainerClient(BLOB_CONTAINERS.uploads).getProperties(signal && { abortSignal: signal }),
    );
  }

  private async signedUrl(
    url: string,
    request: { container: string; name?: string; permissions: string; expiresAt: Date },
  ): Promise<string> {
    return withBlobErrors(async () => {
      const query = await this.signer.sign({
        containerName: request.container,
        ...(request.name === undefined ? {} : { blobName: request.name }),
        permissions: request.permissions,
        expiresAt: request.expiresAt,
      });
      return `${url}?${query}`;
    });
  }

  private blob({ container, name }: BlobAddress) {
    return this.service.getContainerClient(container).getBlockBlobClient(name);
  }
}

function conditionsOf(
  { container }: BlobAddress,
  { ifAbsent }: WriteOptions,
): { conditions?: { ifNoneMatch: string } } {
  return (ifAbsent ?? false) || isCreateOnce(container) ? { conditions: { ifNoneMatch: '*' } } : {};
}

/** Lists give ETags without the quotes that conditions need. */
function quotedETag(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

/** Passes bytes on and fails when their number is not the promised one: a connection that breaks off must not look like the end. */
function exactly(sizeBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, callback) {
      seen += chunk.length;
      callback(null, chunk);
    },
    flush(callback) {
      callback(seen === sizeBytes ? null : new Error(`the download ended after ${seen} of ${sizeBytes} bytes`));
    },
  });
}
