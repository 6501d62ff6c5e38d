import type { components } from './generated/contract.ts';
import type { PersistentFetch } from './persistent-fetch.ts';
import { blobOf, blocksOf, type Recording, sizeOf, typeOf } from './recording.ts';

/** Blob Storage refused a recording. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly status: number;
  /** As Azure names it, `AuthenticationFailed`; empty where a page of another origin may not read it. */
  readonly code: string;

  constructor(status: number, code: string) {
    super(`Blob Storage answered ${status}${code === '' ? '' : ` ${code}`}`);
    this.status = status;
    this.code = code;
  }
}

export interface Progress {
  readonly sentBytes: number;
  /** Unknown for a stream. */
  readonly totalBytes?: number;
}

export interface BlobUploadOptions {
  readonly contentType?: string | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly blockBytes?: number;
}

/** A file up to this size is sent in one request, a longer one in blocks of this size: progress is told, and failures are retried, block by block. */
const BLOCK_BYTES = 4 * 1024 * 1024;
/** What Blob Storage answers when the blob is there (learn.microsoft.com, "Blob service error codes"): an attempt created it whose answer got lost. */
const CREATED_BEFORE = ['BlobAlreadyExists', 'UnauthorizedBlobOverwrite'];

/**
 * Creates the blob of an upload: by Put Blob, or by Put Block and Put Block List (learn.microsoft.com, "Blob service REST API").
 * @param storage sends without the API's token: the URL holds a signature
 * @throws StorageError
 */
export async function putBlob(
  storage: PersistentFetch,
  target: components['schemas']['UploadTarget'],
  recording: Recording,
  { contentType, onProgress, signal, blockBytes = BLOCK_BYTES }: BlobUploadOptions,
): Promise<void> {
  const totalBytes = sizeOf(recording);
  const type = contentType ?? typeOf(recording);
  const put = async (query: Record<string, string>, headers: Record<string, string>, body: Blob | string) => {
    const url = new URL(target.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const request = () =>
      new Request(url, { method: 'PUT', headers, body, redirect: 'manual', ...(signal && { signal }) });
    const response = await storage.send(request(), request);
    const code = response.headers.get('x-ms-error-code') ?? '';
    if (!response.ok && !CREATED_BEFORE.includes(code)) throw new StorageError(response.status, code);
  };
  let sentBytes = 0;
  const tell = (bytes: number) => {
    sentBytes += bytes;
    onProgress?.({ sentBytes, ...(totalBytes !== undefined && { totalBytes }) });
  };

  const inOnePiece = totalBytes !== undefined && totalBytes <= blockBytes;
  if (inOnePiece || !target.operations.includes('Put Block List')) {
    const body = await blobOf(recording);
    await put({}, { ...target.headers, ...(type !== '' && { 'content-type': type }) }, body);
    return tell(body.size);
  }
  const ids: string[] = [];
  for await (const block of blocksOf(recording, blockBytes)) {
    // All ids of a blob have the same length.
    const id = btoa(String(ids.length).padStart(6, '0'));
    await put({ comp: 'block', blockid: id }, {}, block);
    ids.push(id);
    tell(block.size);
  }
  const list = `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`;
  await put({ comp: 'blocklist' }, type === '' ? {} : { 'x-ms-blob-content-type': type }, list);
}
