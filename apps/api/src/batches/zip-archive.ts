import type { Readable } from 'node:stream';

/** APPNOTE.TXT 6.3.10, "PKWARE .ZIP file format". */
const LOCAL_BYTES = 30;
const DIRECTORY_BYTES = 46;
const END_BYTES = 22;
const ZIP64_END_BYTES = 56;
const ZIP64_LOCATOR_BYTES = 20;
/** Extra field of a directory entry whose offset needs 64 bits. */
const ZIP64_EXTRA_BYTES = 12;
const MAX_32 = 0xff_ff_ff_ff;
const MAX_16 = 0xff_ff;
/** Names are UTF-8. */
const FLAGS = 0x08_00;
const VERSION = 20;
const ZIP64_VERSION = 45;

/** Name and size of a file: what the length of an archive depends on. */
export interface ArchiveEntry {
  readonly name: string;
  /** Below 4 GiB. */
  readonly sizeBytes: number;
}

/** A file of an archive. Size and checksum are known beforehand, so that the archive's own length is. */
export interface ArchiveFile extends ArchiveEntry {
  readonly crc32: number;
  open(): Promise<Readable>;
}

/** How many files are opened ahead of the one that is being sent. */
const OPENED_AHEAD = 4;

/** Directory entries that are put together into one buffer. */
const ENTRIES_PER_PIECE = 512;

/** Length in bytes of `zipArchive`, file by file. */
export class ArchiveLength {
  private files = 0;
  private offset = 0;
  private directory = 0;

  add({ name, sizeBytes }: ArchiveEntry): void {
    const nameBytes = Buffer.byteLength(name);
    this.files += 1;
    this.directory += DIRECTORY_BYTES + nameBytes + (this.offset >= MAX_32 ? ZIP64_EXTRA_BYTES : 0);
    this.offset += LOCAL_BYTES + nameBytes + sizeBytes;
  }

  get bytes(): number {
    const { files, offset, directory } = this;
    const zip64 = needsZip64(files, offset, directory) ? ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES : 0;
    return offset + directory + zip64 + END_BYTES;
  }
}

/**
 * The files as a zip, stored (speech does not get smaller), as they are read: nothing of it is held. Sizes and checksums stand in front
 * of the content, so that it can be unpacked as a stream too; zip64 where it must be.
 * See ADR 134.
 * @throws Error when a file has not the promised length: the archive then breaks off, and its Content-Length shows it
 */
export async function* zipArchive(
  files: Iterable<ArchiveFile> | AsyncIterable<ArchiveFile>,
  modifiedAt: Date,
): AsyncGenerator<Uint8Array> {
  const time = dosTime(modifiedAt);
  const opened: { readonly file: ArchiveFile; readonly content: Promise<Readable> }[] = [];
  const directory: Buffer[] = [];
  const pieces: Buffer[] = [];
  const coming = Symbol.asyncIterator in files ? files[Symbol.asyncIterator]() : files[Symbol.iterator]();
  let count = 0;
  let offset = 0;
  try {
    for (;;) {
      while (opened.length < OPENED_AHEAD) {
        const next = await coming.next();
        if (next.done === true) break;
        const content = next.value.open();
        // It is read when its turn comes, and throws then; until then a failure must not count as unhandled.
        void content.then(
          (stream) => stream.on('error', () => undefined),
          () => undefined,
        );
        opened.push({ file: next.value, content });
      }
      const [first] = opened;
      if (first === undefined) break;
      const { file } = first;
      yield localHeader(file, time);
      count += 1;
      directory.push(directoryEntry(file, time, offset));
      if (directory.length >= ENTRIES_PER_PIECE) pieces.push(Buffer.concat(directory.splice(0)));
      let sent = 0;
      for await (const chunk of await first.content) {
        sent += (chunk as Uint8Array).length;
        if (sent > file.sizeBytes) break;
        yield chunk as Uint8Array;
      }
      if (sent !== file.sizeBytes) throw new Error(`${file.name} does not have its recorded length`);
      void opened.shift();
      offset += LOCAL_BYTES + Buffer.byteLength(file.name) + file.sizeBytes;
    }
  } finally {
    // The client may have disconnected.
    for (const { content } of opened) void content.then((stream) => stream.destroy()).catch(() => undefined);
  }
  pieces.push(Buffer.concat(directory));
  yield* pieces;
  yield endOf(
    count,
    offset,
    pieces.reduce((sum, { length }) => sum + length, 0),
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
  const far = offset >= MAX_32;
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
  entry.writeUInt32LE(far ? MAX_32 : offset, 42);
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
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(Math.min(sizeBytes, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
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
  return count >= MAX_16 || offset >= MAX_32 || directoryBytes >= MAX_32;
}

/** MS-DOS time in the low, date in the high 16 bits; UTC, since a zip has no zone. */
function dosTime(at: Date): number {
  const date = (Math.max(0, at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return date * 0x1_00_00 + time;
}
