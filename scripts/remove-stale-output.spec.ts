import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const BUILT_AT = 1_000_000;

let home: string;

function write(path: string, changedAt: number): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), '');
  utimesSync(join(home, path), changedAt, changedAt);
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stale-output-'));
  mkdirSync(join(home, 'scripts'));
  copyFileSync(join(import.meta.dirname, 'remove-stale-output.mjs'), join(home, 'scripts', 'remove-stale-output.mjs'));
  write('libs/domain/src/voice.ts', BUILT_AT + 60);
  write('dist/libs/domain/src/voice.js', BUILT_AT - 1);
  write('dist/.tsbuildinfo', BUILT_AT);
});
afterEach(() => rmSync(home, { recursive: true }));

const removeStaleOutput = () => execFileSync(process.execPath, [join(home, 'scripts', 'remove-stale-output.mjs')]);
const isThere = (path: string) => existsSync(join(home, path));

describe('before a build', () => {
  it('output of a source file that is gone is removed', () => {
    write('dist/libs/domain/src/gone.js', BUILT_AT - 1);
    removeStaleOutput();
    expect(isThere('dist/libs/domain/src/gone.js')).toBe(false);
    expect(isThere('dist/libs/domain/src/voice.js')).toBe(true);
  });

  it('what the compiler noted of its own output stays', () => {
    removeStaleOutput();
    expect(isThere('dist/.tsbuildinfo')).toBe(true);
  });

  it('what the compiler noted is removed when others have written output since', () => {
    write('dist/libs/domain/src/voice.js', BUILT_AT + 1);
    removeStaleOutput();
    expect(isThere('dist/.tsbuildinfo')).toBe(false);
    expect(isThere('dist/libs/domain/src/voice.js')).toBe(true);
  });
});
