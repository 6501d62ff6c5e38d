import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildImages } from './build.ts';
import type { Engine } from './engine.ts';
import { TARGETS } from './targets.ts';

let folder: string;
let engine: Engine;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'builds-'));
  // Writes down what it is requested; each image has an id.
  const file = join(folder, 'buildah');
  writeFileSync(file, `#!/bin/sh\necho "$@" >>"${folder}/calls"\n[ "$1" = bud ] || echo sha256:1\n`);
  chmodSync(file, 0o755);
  engine = {
    name: 'buildah',
    environment: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
    repeatable: true,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Each build that was requested. */
function builds(): string[] {
  const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
  return calls.filter((call) => call.startsWith('bud '));
}

/** For each target whether it was built without layers of builds before. */
function builtAfresh(): boolean[] {
  expect(builds()).toHaveLength(TARGETS.length);
  return builds().map((call) => call.includes(' --no-cache '));
}

it.each([
  ['all', [true, true, true]],
  ['first', [true, false, false]],
  [undefined, [false, false, false]],
] as const)('builds afresh what is requested: %s', async (fresh, expected) => {
  const ids = await buildImages({ engine, targets: TARGETS, ...(fresh === undefined ? {} : { fresh }) });
  expect(builtAfresh()).toEqual(expected);
  expect([...ids]).toEqual(TARGETS.map((target) => [target, '1']));
});

it('builds for the platform that it is told, or for the machine’s own', async () => {
  await buildImages({ engine, targets: ['api'], platform: 'linux/amd64' });
  await buildImages({ engine, targets: ['api'] });
  expect(builds().map((call) => call.includes(' --platform linux/amd64 '))).toEqual([true, false]);
});
