import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** A file of machine code, or one that may hold some, and what in it tells of its license. */
export interface NativeFile {
  readonly path: string;
  readonly sha256: string;
  readonly marks: readonly string[];
  readonly packing?: string;
}

const ELF = Buffer.from('\x7fELF', 'latin1');
const WEB_ASSEMBLY = Buffer.from('\0asm', 'latin1');

/**
 * Options with which FFmpeg was configured, which it holds as text, and that decide its license: `--enable-gpl` makes it GPL, `--enable-version3`
 * raises the version to 3, `--enable-nonfree` and the Fraunhofer codec make it something that nobody may pass on. Read from its `configure`.
 */
const OPTIONS = ['--enable-gpl', '--enable-nonfree', '--enable-version3', '--enable-libfdk-aac', '--enable-libfdk_aac'];
/** What FFmpeg's libraries and others answer when asked for their license. */
const ANSWER = 'GPL version ';
const GPL_BY_NAME = 'general public license';
/** The name of a license of GNU, in any case, on one line or two. */
const GNU_LICENCE = /(?:(affero|lesser|library)\s+)?general\s+public\s+licen[cs]e/gi;

/** First bytes of files that hold others, by what makes them. A static library is an archive of `ar`. */
const PACKINGS: readonly (readonly [string, Buffer])[] = [
  ['ar', Buffer.from('!<arch>\n')],
  ['ar', Buffer.from('!<thin>\n')],
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['bzip2', Buffer.from('BZh')],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['zip', Buffer.from('PK\x03\x04')],
];

/** All ELF and WebAssembly files below a folder, in the order of their paths. Links are not followed. */
export function nativeFiles(folder: string): readonly NativeFile[] {
  return filesBelow(folder)
    .filter(isNativeFile)
    .map((path) => {
      const content = readFileSync(path);
      return { path, sha256: createHash('sha256').update(content).digest('hex'), marks: marksOf(content) };
    });
}

/** All archives and compressed files below a folder, in the order of their paths. Links are not followed. */
export function packedFiles(folder: string): readonly NativeFile[] {
  return filesBelow(folder).flatMap((path) => {
    const head = headOf(path);
    const [packing] = PACKINGS.find(([, magic]) => head.subarray(0, magic.length).equals(magic)) ?? [];
    if (packing === undefined) return [];
    return [{ path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex'), marks: [], packing }];
  });
}

/** Texts in a native file that tell of its license, sorted. */
export function marksOf(content: Buffer): readonly string[] {
  const marks = new Set(OPTIONS.filter((option) => content.includes(option, 0, 'latin1')));
  for (let at = content.indexOf(ANSWER); at >= 0; at = content.indexOf(ANSWER, at + 1)) {
    const text = content.toString('latin1', Math.max(0, at - 1), at + ANSWER.length + 1);
    const [found] = /L?GPL version \d/.exec(text) ?? [];
    if (found !== undefined) marks.add(found);
  }
  for (const [, kind] of content.toString('latin1').matchAll(GNU_LICENCE)) {
    marks.add(kind === undefined ? GPL_BY_NAME : `${kind.toLowerCase()} ${GPL_BY_NAME}`);
  }
  return [...marks].toSorted();
}

/** The license that the marks stand for, as SPDX has it; undefined when there are none. */
export function licenceOfMarks(marks: readonly string[]): string | undefined {
  const has = (pattern: RegExp) => marks.some((mark) => pattern.test(mark));
  if (has(/nonfree/)) return 'LicenseRef-not-redistributable';
  const isThird = has(/--enable-version3|GPL version 3/);
  if (has(/--enable-gpl|^GPL version/)) return isThird ? 'GPL-3.0-or-later' : 'GPL-2.0-or-later';
  if (has(/version3|^LGPL/)) return isThird ? 'LGPL-3.0-or-later' : 'LGPL-2.1-or-later';
  if (has(/libfdk/)) return 'LicenseRef-not-redistributable';
  return marks.length > 0 ? 'LicenseRef-GNU-of-unknown-version' : undefined;
}

function isNativeFile(path: string): boolean {
  const head = headOf(path).subarray(0, 4);
  return head.equals(ELF) || head.equals(WEB_ASSEMBLY);
}

/** The first bytes of a file, 8 or as many as it has. */
function headOf(path: string): Buffer {
  const head = Buffer.alloc(8);
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

/** Not by `recursive`, which follows links: twice into the same folder, or out of an image into this machine's own files. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
    })
    .toSorted();
}
