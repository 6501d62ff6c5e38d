/**
 * Unpacks images into folders for a run-time such as runc, and prints where they are, and how they start, as JSON:
 * `node scripts/image/unpack.ts [--engine NAME] [--tag TAG] TARGET…`. Needs root: files belong to whom they belong to in the image.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Engine, findEngine, idOf } from './engine.ts';
import { imageOf } from './names.ts';
import { withLayers } from './layers.ts';
import { isTarget, type Target, TARGETS } from './targets.ts';

const folder = join(import.meta.dirname, '..', '..', 'dist-image', 'unpacked');

/** An image as a run-time needs it. */
export interface UnpackedImage {
  readonly id: string;
  readonly rootfs: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly workingDirectory: string;
}

/** Unpacks the image of a target, unless it is there already. What other builds of the target left is removed. */
export async function unpack(engine: Engine, target: Target, tag?: string): Promise<UnpackedImage> {
  const image = imageOf(target, tag);
  const id = await idOf(engine, image);
  const name = `${target}-${id.slice(0, 12)}`;
  const rootfs = join(folder, name);
  const description = `${rootfs}.json`;
  if (existsSync(description)) return JSON.parse(readFileSync(description, 'utf8')) as UnpackedImage;
  mkdirSync(folder, { recursive: true });
  for (const other of readdirSync(folder)) {
    if (other.startsWith(`${target}-`)) rmSync(join(folder, other), { recursive: true, force: true });
  }
  const configuration = await withLayers(engine, image, undefined, (layers, { config }) => {
    mkdirSync(rootfs);
    for (const { file } of layers) execFileSync('tar', ['--extract', '--numeric-owner', '--file', file, '-C', rootfs]);
    if (hasWhiteouts(rootfs)) throw new Error(`${image} deletes files of its base, which is not supported here`);
    addMountPoints(rootfs);
    return config;
  });
  const [uid = Number.NaN, gid = Number.NaN] = (configuration.User ?? '').split(':').map(Number);
  const unpacked: UnpackedImage = {
    id,
    rootfs,
    command: [...(configuration.Entrypoint ?? []), ...(configuration.Cmd ?? [])],
    environment: Object.fromEntries(
      (configuration.Env ?? []).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    user: { uid, gid },
    workingDirectory: configuration.WorkingDir ?? '/',
  };
  // Last, so that a folder without it is one that is only half there.
  writeFileSync(description, JSON.stringify(unpacked, null, 2));
  return unpacked;
}

/** Whether a layer takes something away that one below it holds (a whiteout). */
function hasWhiteouts(root: string): boolean {
  return execFileSync('find', [root, '-name', '.wh.*'], { encoding: 'utf8' }) !== '';
}

/** What an engine puts into every container. */
function addMountPoints(root: string): void {
  for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc']) mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, 'etc', 'hosts'), '127.0.0.1 localhost\n::1 localhost\n');
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: 'string' }, tag: { type: 'string' } },
  });
  const engine = await findEngine(values.engine);
  const found: Record<string, UnpackedImage> = {};
  for (const target of positionals.length === 0 ? TARGETS : positionals.filter(isTarget)) {
    found[target] = await unpack(engine, target, values.tag);
  }
  console.log(JSON.stringify(found));
}
