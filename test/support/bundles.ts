import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Target, TARGETS } from '../../scripts/image/targets.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';

/** Longer than tests of a build take. */
const KEPT_MS = 86_400_000;

/** Stacks of errors name the files of `dist` where processes run from there. */
const IS_WANTED = process.env['E2E_BUNDLES'] !== 'false';

/** Each build of `dist` has a folder of its own, in which nothing changes. */
function folderOfBuild(): string {
  const build = readFileSync(join(packageRoot(), 'dist', '.compiled'), 'utf8');
  return join(packageRoot(), 'node_modules', '.cache', 'bundles', build);
}

/**
 * Bundles the three apps as the images have them, once for each build: a process starts from its bundle in two thirds of the processor time that it takes
 * from the 4,000 files of `dist` and of packages (ADR 189).
 */
export async function makeBundles(): Promise<void> {
  const folder = folderOfBuild();
  if (existsSync(folder) || !IS_WANTED) return;
  await mkdir(dirname(folder), { recursive: true });
  for (const older of await readdir(dirname(folder))) await removeIfOld(join(dirname(folder), older));
  const making = await mkdtemp(`${folder}-`);
  const { bundleInProject } = await import('../../scripts/image/bundle.ts');
  for (const target of TARGETS) await bundleInProject(target, join(making, target));
  try {
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true });
    // Another run of the tests has made the same.
    if (!existsSync(folder)) throw error;
  }
}

async function removeIfOld(folder: string): Promise<void> {
  // Another run of the tests may remove it at the same time.
  const found = await stat(folder).catch(() => undefined);
  if (found && found.mtimeMs < Date.now() - KEPT_MS) await rm(folder, { recursive: true, force: true });
}

/** What a system is started from: the bundles, or where none were made, `dist`. */
export function mainFiles(): Partial<Record<Target, string>> {
  const folder = folderOfBuild();
  if (!existsSync(folder) || !IS_WANTED) return {};
  return Object.fromEntries(
    TARGETS.map((target) => [target, join(folder, target, 'apps', target, 'src', 'main.js')] as const),
  );
}
