import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobRange } from '../../storage/blob-range.ts';
import type { RestAnswer } from '../rest/call.ts';

/** A result on disk. */
export interface StoredArchive {
  readonly path: string;
  readonly sizeBytes: number;
  delete(): Promise<void>;
}

/** Keeps results on disk: thousands of lines of speech are more than fits into memory. */
export class ArchiveFolder {
  private folder: Promise<string> | undefined;

  async keep(content: Uint8Array): Promise<StoredArchive> {
    this.folder ??= mkdtemp(join(tmpdir(), 'sandbox-batches-'));
    const path = join(await this.folder, `${randomUUID()}.zip`);
    await writeFile(path, content, { mode: 0o600 });
    return { path, sizeBytes: content.length, delete: () => rm(path, { force: true }) };
  }

  async delete(): Promise<void> {
    const folder = await this.folder;
    this.folder = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** The file, or the part of it that a Range header asks for, as Blob Storage answers. */
export function answerWithRange({ path, sizeBytes }: StoredArchive, range: string | undefined): RestAnswer {
  const headers = { 'content-type': 'application/zip', 'accept-ranges': 'bytes' };
  const asked = blobRange(range);
  if (asked === undefined) {
    return { status: 200, headers: { ...headers, 'content-length': String(sizeBytes) }, body: createReadStream(path) };
  }
  const start = asked.first;
  const end = Math.min(asked.last ?? Infinity, sizeBytes - 1);
  if (start > end) {
    return { status: 416, headers: { 'x-ms-error-code': 'InvalidRange', 'content-range': `bytes */${sizeBytes}` } };
  }
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(end - start + 1),
      'content-range': `bytes ${start}-${end}/${sizeBytes}`,
    },
    body: createReadStream(path, { start, end }),
  };
}
