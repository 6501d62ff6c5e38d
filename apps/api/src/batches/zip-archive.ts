import type { Readable } from 'node:stream';

/** APPNOTE.TXT 6.3.10, "PKWARE .ZIP file format". */
const LOCAL_BYTES = 30;
const DIRECTORY_BYTES = 46;
const END_BYTES = 22;
const ZIP64_END_BYTES = 56;
const ZIP64_LOCATOR_BYTES = 20;
/** Extra field of a directory entry whose offset needs 64 bits. */
const ZIP64_EXTRA_BYTES = 12;
const MOST_32 = 0xff_ff_ff_ff;
const MOST_16 = 0xff_ff;
/** Names are UTF-8. */
const FLAGS = 0x08_00;
const VERSION = 20;
const ZIP64_VERSION = 45;

/** A file of an archive. Size and checksum are known beforehand, so that the archive's own length is. */
export interface ArchiveFile {
  readonly name: string;
  /** Below 4 GiB. */
  readonly sizeBytes: number;
  readonly crc32: number;
  open(): Promise<Readable>;
}

/** How many files are opened ahead of the one that is being sent. */
const OPENED_AHEAD = 4;

/** Length in bytes of `zipArchive` of these files. */
export function archiveLength(files: readonly ArchiveFile[]): number {
  let offset = 0;
  let directory = 0;
  for (const file of files) {
    const name = Buffer.byteLength(file.name);
    directory += DIRECTORY_BYTES + name + (offset >= MOST_32 ? ZIP64_EXTRA_BYTES : 0);
    offset += LOCAL_BYTES + name + file.sizeBytes;
  }
  const zip64 = needsZip64(files.length, offset, directory) ? ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES : 0;
  return offset + directory + zip64 + END_BYTES;
}

/**
 * The files as a zip, stored (speech does not get smaller), as they are read: nothing of it is held. Sizes and checksums stand in front
 * of the content, so that it can be unpacked as a stream too; zip64 where it must be.
 * @throws Error when a file has not the promised length: the archive then breaks off, and its Content-Length shows it
 */
export async function* zipArchive(files: readonly ArchiveFile[], modifiedAt: Date): AsyncGenerator<Uint8Array> {
  const time = dosTime(modifiedAt);
  const opened: Promise<Readable>[] = [];
  const directory: Buffer[] = [];
  let next = 0;
  let offset = 0;
  try {
    for (const file of files) {
      for (; opened.length < OPENED_AHEAD && next < files.length; next++) {
        const opening = files[next]?.open();
        // It is awaited when its turn comes; until then a failure must not count as unhandled.
        opening?.catch(() => undefined);
        if (opening) opened.push(opening);
      }
      yield localHeader(file, time);
      directory.push(directoryEntry(file, time, offset));
      let sent = 0;
      for await (const chunk of (await opened[0]) ?? []) {
        sent += (chunk as Uint8Array).length;
        if (sent > file.sizeBytes) break;
        yield chunk as Uint8Array;
      }
      if (sent !== file.sizeBytes) throw new Error(`${file.name} has not the length that is recorded`);
      void opened.shift();
      offset += LOCAL_BYTES + Buffer.byteLength(file.name) + file.sizeBytes;
    }
  } finally {
    // Whoever downloads may be gone.
    for (const opening of opened) void opening.then((stream) => stream.destroy()).catch(() => undefined);
  }
  yield* inPieces(directory);
  yield endOf(
    files.length,
    offset,
    directory.reduce((sum, { length }) => sum + length, 0),
  );
}

function localHeader({ name, sizeBytes, crc32 }: ArchiveFile, time: number): Buffer {
  const nameBytes = Buffer.from(name);
  const header = Buffer.alloc(LOCAL_BYTES);
  header.writeUInt32LE(0x04_03_4b_50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt32LE(time, 10);
  header.writeUInt32LE(crc32, 14);
  header.writeUInt32LE(sizeBytes, 18);
  header.writeUInt32LE(sizeBytes, 22);
  header.writeUInt16LE(nameBytes.length, 26);
  return Buffer.concat([header, nameBytes]);
}

function directoryEntry({ name, sizeBytes, crc32 }: ArchiveFile, time: number, offset: number): Buffer {
  const nameBytes = Buffer.from(name);
  const far = offset >= MOST_32;
  const entry = Buffer.alloc(DIRECTORY_BYTES);
  entry.writeUInt32LE(0x02_01_4b_50, 0);
  entry.writeUInt16LE(far ? ZIP64_VERSION : VERSION, 4);
  entry.writeUInt16LE(far ? ZIP64_VERSION : VERSION, 6);
  entry.writeUInt16LE(FLAGS, 8);
  entry.writeUInt32LE(time, 12);
  entry.writeUInt32LE(crc32, 16);
  entry.writeUInt32LE(sizeBytes, 20);
  entry.writeUInt32LE(sizeBytes, 24);
  entry.writeUInt16LE(nameBytes.length, 28);
  entry.writeUInt32LE(far ? MOST_32 : offset, 42);
  if (!far) return Buffer.concat([entry, nameBytes]);
  entry.writeUInt16LE(ZIP64_EXTRA_BYTES, 30);
  const extra = Buffer.alloc(ZIP64_EXTRA_BYTES);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return Buffer.concat([entry, nameBytes, extra]);
}

function endOf(count: number, offset: number, sizeBytes: number): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  end.writeUInt16LE(Math.min(count, MOST_16), 8);
  end.writeUInt16LE(Math.min(count, MOST_16), 10);
  end.writeUInt32LE(Math.min(sizeBytes, MOST_32), 12);
  end.writeUInt32LE(Math.min(offset, MOST_32), 16);
  if (!needsZip64(count, offset, sizeBytes)) return end;
  const wide = Buffer.alloc(ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES);
  wide.writeUInt32LE(0x06_06_4b_50, 0);
  wide.writeBigUInt64LE(BigInt(ZIP64_END_BYTES - 12), 4);
  wide.writeUInt16LE(ZIP64_VERSION, 12);
  wide.writeUInt16LE(ZIP64_VERSION, 14);
  wide.writeBigUInt64LE(BigInt(count), 24);
  wide.writeBigUInt64LE(BigInt(count), 32);
  wide.writeBigUInt64LE(BigInt(sizeBytes), 40);
  wide.writeBigUInt64LE(BigInt(offset), 48);
  wide.writeUInt32LE(0x07_06_4b_50, ZIP64_END_BYTES);
  wide.writeBigUInt64LE(BigInt(offset + sizeBytes), ZIP64_END_BYTES + 8);
  wide.writeUInt32LE(1, ZIP64_END_BYTES + 16);
  return Buffer.concat([wide, end]);
}

function needsZip64(count: number, offset: number, directoryBytes: number): boolean {
  return count >= MOST_16 || offset >= MOST_32 || directoryBytes >= MOST_32;
}

/** MS-DOS time in the low, date in the high 16 bits; UTC, since a zip has no zone. */
function dosTime(at: Date): number {
  const date = (Math.max(0, at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return date * 0x1_00_00 + time;
}

/** Small buffers, a few hundred at a time. */
function* inPieces(buffers: readonly Buffer[]): Generator<Buffer> {
  for (let at = 0; at < buffers.length; at += 512) yield Buffer.concat(buffers.slice(at, at + 512));
}
