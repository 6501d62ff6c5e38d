import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** What the bundle puts into the image for its build, as JavaScript. */
const TOOLS = ['check-cache', 'run-to-ready', 'unconnected', 'warm', 'warm-preload'];
/** Ready at once, and ends when it is asked to. */
const MAIN = `
const timer = setInterval(() => undefined, 1000);
process.on('SIGTERM', () => clearInterval(timer));
console.log(JSON.stringify({ msg: 'the API is ready' }));
`;

let folder: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-cache-'));
  cache = join(folder, 'cache');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'main.js'), MAIN);
  writeFileSync(join(folder, 'start.js'), `await import('./main.js');`);
  for (const name of TOOLS) {
    const source = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8'));
    writeFileSync(join(folder, `${name}.js`), source.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
  }
  expect(run('warm.js', ['start.js', cache])).toMatchObject({ status: 0 });
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(tool: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [tool, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { NODE_COMPILE_CACHE: cache },
  });
}

it('takes the cache that was made for this Node, its flags and its user', () => {
  expect(run('check-cache.js', ['start.js'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/fits: \d+ files/),
  });
});

it.each<[string, string[], () => void]>([
  ['other flags', ['--no-opt'], () => undefined],
  ['no cache at all', [], () => rmSync(cache, { recursive: true })],
  // The folder's name begins with the version.
  [
    'the cache of another version of Node',
    [],
    () => {
      for (const name of readdirSync(cache)) {
        expect(name).toContain(process.version);
        renameSync(join(cache, name), join(cache, name.replace(process.version, 'v24.0.1')));
      }
    },
  ],
])('fails with %s', (_, flags, change) => {
  change();
  expect(run('check-cache.js', ['start.js', ...flags])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/does not fit Node v\S+ of user \d+/),
  });
});
