import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32Combine, crc32OfRest } from './crc32-combine.ts';
import { type ArchiveEntry, type ArchiveFile, ArchiveLength, zipArchive } from './zip-archive.ts';

function file(name: string, content: Buffer): ArchiveFile {
  const open = () => Promise.resolve(Readable.from([content], { objectMode: false }));
  return { name, sizeBytes: content.length, crc32: crc32(content), open };
}

function archiveLength(files: readonly ArchiveEntry[]): number {
  const length = new ArchiveLength();
  for (const each of files) length.add(each);
  return length.bytes;
}

describe('zipArchive', () => {
  it('is read back by another implementation, and is as long as was said', async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 600 }, (_, index) => [`é-${index}.wav`, Buffer.alloc(index * 3, index)]),
    );
    const files = Object.entries(contents).map(([name, content]) => file(name, content));
    const zip = await buffer(Readable.from(zipArchive(files, new Date('2026-11-22T10:00:00Z'))));
    expect(zip.length).toBe(archiveLength(files));
    const found = unzipSync(zip);
    expect(Object.keys(found)).toEqual(Object.keys(contents));
    expect(Object.entries(found).every(([name, content]) => contents[name]?.equals(content))).toBe(true);
  });

  it('breaks off when a file is not as long as recorded, and closes what it opened ahead', async () => {
    const opened: Readable[] = [];
    const files = [1, 2, 3].map((n): ArchiveFile => {
      const open = () => {
        const stream = Readable.from([Buffer.alloc(n === 2 ? 5 : 10)], { objectMode: false });
        opened.push(stream);
        return Promise.resolve(stream);
      };
      return { name: `${n}`, sizeBytes: 10, crc32: 0, open };
    });
    await expect(buffer(Readable.from(zipArchive(files, new Date())))).rejects.toThrow(
      '2 does not have its recorded length',
    );
    await expect.poll(() => opened.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it('breaks off when a file fails that was opened ahead', async () => {
    const second = new Readable({ read: () => undefined });
    const files: ArchiveFile[] = [
      file('1', Buffer.alloc(10)),
      { name: '2', sizeBytes: 10, crc32: 0, open: () => Promise.resolve(second) },
    ];
    const content = zipArchive(files, new Date());
    await content.next();
    // Without a listener, the error ends the process.
    expect(second.listenerCount('error')).toBeGreaterThan(0);
    second.destroy(new Error('reset'));
    await expect(buffer(Readable.from(content))).rejects.toThrow('reset');
  });

  it('needs zip64 beyond 4 GiB: its length grows by the wide records', () => {
    const large = { ...file('a', Buffer.alloc(0)), sizeBytes: 0xff_ff_ff_f0 };
    const two = archiveLength([large, large]);
    expect(two - 2 * (0xff_ff_ff_f0 + 30 + 1 + 46 + 1)).toBe(22 + 76 + 12);
    expect(archiveLength([large, large, large]) - two).toBe(0xff_ff_ff_f0 + 30 + 1 + 46 + 1 + 12);
  });
});

describe('crc32Combine', () => {
  it('gives the checksum of two pieces, and of the second from that of both', () => {
    const [a, b] = [Buffer.from('The kettle'), Buffer.alloc(70_001, 7)];
    const both = crc32(Buffer.concat([a, b]));
    expect(crc32Combine(crc32(a), crc32(b), b.length)).toBe(both);
    expect(crc32OfRest(both, crc32(a), b.length)).toBe(crc32(b));
    expect(crc32Combine(0, crc32(b), b.length)).toBe(crc32(b));
  });
});
