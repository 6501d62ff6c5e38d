import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** A file of machine code, and what in it tells of its licence. */
export interface NativeFile {
  readonly path: string;
  readonly sha256: string;
  readonly marks: readonly string[];
}

const ELF = Buffer.from('\x7fELF', 'latin1');
const WEB_ASSEMBLY = Buffer.from('\0asm', 'latin1');

/**
 * Options with which FFmpeg was configured, which it holds as text, and that decide its licence: `--enable-gpl` makes it GPL, `--enable-version3`
 * raises the version to 3, `--enable-nonfree` and the Fraunhofer codec make it something that nobody may pass on. Read from its `configure`.
 */
const OPTIONS = ['--enable-gpl', '--enable-nonfree', '--enable-version3', '--enable-libfdk-aac', '--enable-libfdk_aac'];
/** What FFmpeg's libraries and others answer when asked for their licence. */
const ANSWER = 'GPL version ';

/** All ELF and WebAssembly files below a folder, in the order of their paths. Links are not followed. */
export function nativeFiles(folder: string): readonly NativeFile[] {
  return filesBelow(folder)
    .filter(isNativeFile)
    .map((path) => {
      const content = readFileSync(path);
      return { path, sha256: createHash('sha256').update(content).digest('hex'), marks: marksOf(content) };
    });
}

/** Texts in a native file that tell of its licence, sorted. */
export function marksOf(content: Buffer): readonly string[] {
  const marks = new Set(OPTIONS.filter((option) => content.includes(option, 0, 'latin1')));
  for (let at = content.indexOf(ANSWER); at >= 0; at = content.indexOf(ANSWER, at + 1)) {
    const text = content.toString('latin1', Math.max(0, at - 1), at + ANSWER.length + 1);
    const [found] = /L?GPL version \d/.exec(text) ?? [];
    if (found !== undefined) marks.add(found);
  }
  return [...marks].toSorted();
}

/** The licence that the marks stand for, as SPDX has it; undefined when there are none. */
export function licenceOfMarks(marks: readonly string[]): string | undefined {
  const has = (pattern: RegExp) => marks.some((mark) => pattern.test(mark));
  if (has(/nonfree/)) return 'LicenseRef-not-redistributable';
  const isThird = has(/--enable-version3|GPL version 3/);
  if (has(/--enable-gpl|^GPL version/)) return isThird ? 'GPL-3.0-or-later' : 'GPL-2.0-or-later';
  if (has(/version3|^LGPL/)) return isThird ? 'LGPL-3.0-or-later' : 'LGPL-2.1-or-later';
  return marks.length > 0 ? 'LicenseRef-not-redistributable' : undefined;
}

function isNativeFile(path: string): boolean {
  const head = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    return readSync(file, head) === 4 && (head.equals(ELF) || head.equals(WEB_ASSEMBLY));
  } finally {
    closeSync(file);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
