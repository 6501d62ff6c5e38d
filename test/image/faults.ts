import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../scripts/image/engine.ts';

const home = join(import.meta.dirname, '..', '..');
const BUILD_TIMEOUT_MS = 550_000;
/** What scripts/image/check-cache.ts says. */
const EXPECTED = /does not fit Node v\S+ of user \d+/;

interface ChangedBuild {
  readonly what: string;
  /** Whether the build failed for the compile cache. */
  readonly failed: boolean;
  readonly why: string;
}

/** Each changes the Dockerfile as somebody might who does not know of the compile cache. */
const CHANGES: readonly { readonly what: string; readonly change: (dockerfile: string) => string }[] = [
  {
    what: 'another user in the image than in the stage that makes the cache',
    change: (dockerfile) => replaceAfter(dockerfile, 'AS api\n', 'USER 65532:65532', 'USER 65533:65533'),
  },
  {
    // V8 takes no code that was compiled with other flags, or by another version: to Node both are another name of the cache.
    what: 'a Node that compiles differently in the stage that makes the cache',
    change: (dockerfile) =>
      replaceAfter(dockerfile, 'AS api-cache\n', '"/tmp/compile-cache"]', '"/tmp/compile-cache", "--no-opt"]'),
  },
];

/** Builds the API's image with a changed Dockerfile, for each change. @param bases arguments of `npm run image` that name the bases */
export async function buildsOfOthers(engine: Engine, bases: readonly string[]): Promise<ChangedBuild[]> {
  const folder = mkdtempSync(join(tmpdir(), 'image-faults-'));
  const builds: ChangedBuild[] = [];
  try {
    const dockerfile = readFileSync(join(home, 'Dockerfile'), 'utf8');
    for (const { what, change } of CHANGES) {
      const changed = change(dockerfile);
      if (changed === dockerfile) throw new Error(`the Dockerfile has no place for: ${what}`);
      const file = join(folder, 'Dockerfile');
      writeFileSync(file, changed);
      const output = await outputOf(engine, file, bases);
      const found = EXPECTED.exec(output);
      builds.push({ what, failed: found !== null, why: found?.[0] ?? output.slice(-500) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return builds;
}

async function outputOf(engine: Engine, file: string, bases: readonly string[]): Promise<string> {
  const script = join(home, 'scripts', 'image', 'build.ts');
  const args = [script, '--once', '--engine', engine.name, '--file', file, '--tag', 'changed', ...bases, 'api'];
  try {
    const options = { timeout: BUILD_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return stdout + stderr;
  }
}

/** Replaces a text where it stands first after a line. */
function replaceAfter(dockerfile: string, after: string, text: string, replacement: string): string {
  const start = dockerfile.indexOf(after);
  const at = dockerfile.indexOf(text, start);
  return start < 0 || at < 0 ? dockerfile : dockerfile.slice(0, at) + replacement + dockerfile.slice(at + text.length);
}
