import { Pace, type Steps } from '#loop';

/** APPNOTE.TXT 6.3.10, "PKWARE .ZIP file format": signatures and fixed sizes. */
const END_SIGNATURE = 0x06_05_4b_50;
const END_BYTES = 22;
const ZIP64_LOCATOR_SIGNATURE = 0x07_06_4b_50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_SIGNATURE = 0x06_06_4b_50;
const ENTRY_SIGNATURE = 0x02_01_4b_50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04_03_4b_50;
export const LOCAL_HEADER_BYTES = 30;
const ZIP64_EXTRA = 0x00_01;
const ZIP64_MARK = 0xff_ff_ff_ff;

/** What of the end of the file has to be read to find the directory: the end record, its longest comment, the zip64 locator. */
export const ZIP_TAIL_BYTES = END_BYTES + 0xff_ff + ZIP64_LOCATOR_BYTES + 56;

export interface ZipDirectoryPlace {
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface ZipEntry {
  readonly name: string;
  /** 0 is stored, 8 is deflate. */
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  /** Of its local header. */
  readonly offset: number;
}

/**
 * Where the central directory is.
 * @param tail the last bytes of the file, `ZIP_TAIL_BYTES` or the whole file
 * @param fileBytes the length of the file
 * @throws Error when this is no zip file
 */
export function findZipDirectory(tail: Buffer, fileBytes: number): ZipDirectoryPlace {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE || at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length)
      continue;
    const place = { sizeBytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
    const locator = at - ZIP64_LOCATOR_BYTES;
    if (locator < 0 || tail.readUInt32LE(locator) !== ZIP64_LOCATOR_SIGNATURE) return place;
    const end = Number(tail.readBigUInt64LE(locator + 8)) - (fileBytes - tail.length);
    if (end < 0 || tail.readUInt32LE(end) !== ZIP64_END_SIGNATURE) throw new Error('the zip64 end record is missing');
    return { sizeBytes: Number(tail.readBigUInt64LE(end + 40)), offset: Number(tail.readBigUInt64LE(end + 48)) };
  }
  throw new Error('the end record of the zip file is missing');
}

/** The entries, in the order of their content in the file. @throws Error when the directory is damaged. See ADR 134. */
export function* readZipDirectoryInSteps(directory: Buffer): Steps<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const pace = new Pace();
  for (let at = 0; at < directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error('the zip directory is damaged');
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const extraAt = at + ENTRY_BYTES + nameBytes;
    const [sizeBytes, compressedBytes, offset] = wide(directory.subarray(extraAt, extraAt + extraBytes), [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ]);
    entries.push({
      name: directory.toString('utf8', at + ENTRY_BYTES, extraAt),
      method: directory.readUInt16LE(at + 10),
      crc32: directory.readUInt32LE(at + 16),
      compressedBytes,
      sizeBytes,
      offset,
    });
    const end = extraAt + extraBytes + directory.readUInt16LE(at + 32);
    if (pace.isDue(end - at)) yield;
    at = end;
  }
  return entries.sort((a, b) => a.offset - b.offset);
}

/** How far the content lies behind the beginning of the local header. */
export function localHeaderLength(header: Buffer): number {
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw new Error('a local header of the zip file is damaged');
  return LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

type Three = [size: number, compressed: number, offset: number];

/** Replaces what did not fit into 32 bits by what the zip64 extra field says. */
function wide(extra: Buffer, values: Three): Three {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    let next = at + 4;
    return values.map((value) => {
      if (value !== ZIP64_MARK) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    }) as Three;
  }
  return values;
}
