import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCompiled, noteCompiled } from './compiled.mjs';

let home: string;

function write(path: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), '');
}

const BEFORE = [
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'node_modules/typescript/package.json',
  'libs/domain/src/voice.ts',
  'libs/domain/src/voice.spec.ts',
  'libs/domain/testing/voices.ts',
  'apps/api/src/main.ts',
  'apps/api/src/names.d.ts',
];
const OUTPUT = ['dist/libs/domain/src/voice.js', 'dist/apps/api/src/main.js', 'dist/.tsbuildinfo'];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'compiled-'));
  for (const path of BEFORE) write(path);
  // Times of files are those of the kernel's last tick, which may lie some milliseconds behind the clock.
  const begunAt = Date.now() + 1;
  do write('elsewhere.txt');
  while (statSync(join(home, 'elsewhere.txt')).mtimeMs <= begunAt);
  for (const path of OUTPUT) write(path);
  noteCompiled(home, begunAt);
});
afterEach(() => rmSync(home, { recursive: true }));

describe('what is compiled', () => {
  it('is known where nothing has changed since', () => {
    expect(isCompiled(home)).toBe(true);
  });

  it.each([
    ['a source file is changed', () => write('libs/domain/src/voice.ts')],
    ['a source file is new', () => write('libs/domain/src/consent.ts')],
    ['a source file is gone', () => rmSync(join(home, 'libs/domain/src/voice.ts'))],
    ['a setting is changed', () => write('tsconfig.json')],
    ['the compiler is another one', () => write('node_modules/typescript/package.json')],
    ['output is gone', () => rmSync(join(home, 'dist/apps/api/src/main.js'))],
    ['output has no source', () => write('dist/apps/api/src/gone.js')],
    ['the note of the compiler is gone', () => rmSync(join(home, 'dist/.tsbuildinfo'))],
    ['no build has succeeded since it failed', () => rmSync(join(home, 'dist/.compiled'))],
  ])('is compiled again when %s', (_, change) => {
    change();
    expect(isCompiled(home)).toBe(false);
  });

  it('is compiled again when a file with an old time is put in place of a source file', () => {
    write('older.ts');
    utimesSync(join(home, 'older.ts'), 1_000_000, 1_000_000);
    renameSync(join(home, 'older.ts'), join(home, 'libs/domain/src/voice.ts'));
    expect(isCompiled(home)).toBe(false);
  });

  it('is compiled again when another program has written output', () => {
    const later = Date.now() / 1_000 + 60;
    utimesSync(join(home, 'dist/apps/api/src/main.js'), later, later);
    expect(isCompiled(home)).toBe(false);
  });

  it('does not depend on specs and on what is for tests alone', () => {
    write('libs/domain/src/voice.spec.ts');
    write('libs/domain/testing/voices.ts');
    expect(isCompiled(home)).toBe(true);
  });
});
