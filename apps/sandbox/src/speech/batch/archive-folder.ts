import { randomUUID } from 'node:crypto';
import { cpSync, createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { blobRange } from '../../storage/blob-range.ts';
import type { RestAnswer } from '../rest/call.ts';

/** A result on disk. */
export interface StoredArchive {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Keeps results on disk: thousands of lines of speech are more than fits into memory. */
export class ArchiveFolder {
  private folder: Promise<string> | undefined;

  /** @param directory where results are kept from run to run; without it they end with `close` */
  constructor(private readonly directory?: string) {
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.folder = Promise.resolve(directory);
  }

  async keep(content: Uint8Array): Promise<StoredArchive> {
    this.folder ??= mkdtemp(join(tmpdir(), 'sandbox-batches-'));
    const path = join(await this.folder, `${randomUUID()}.zip`);
    await writeFile(path, content, { mode: 0o600 });
    return { path, sizeBytes: content.length };
  }

  async delete({ path }: StoredArchive): Promise<void> {
    await rm(path, { force: true });
  }

  /** Deletes what a sandbox that was killed has written for nobody. */
  deleteAllBut(known: readonly StoredArchive[]): void {
    if (this.directory === undefined) return;
    const names = new Set(known.map(({ path }) => basename(path)));
    for (const name of readdirSync(this.directory)) if (!names.has(name)) rmSync(join(this.directory, name));
  }

  /** A result that was kept before. */
  find(name: string, sizeBytes: number): StoredArchive {
    return { path: join(this.directory ?? '', name), sizeBytes };
  }

  /** Copies all results, at once, into a folder of the same name there. */
  copyTo(folder: string): void {
    if (this.directory !== undefined && existsSync(this.directory)) {
      cpSync(this.directory, join(folder, basename(this.directory)), { recursive: true });
    }
  }

  async close(): Promise<void> {
    const folder = await this.folder;
    this.folder = undefined;
    if (folder !== undefined && this.directory === undefined) await rm(folder, { recursive: true, force: true });
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
