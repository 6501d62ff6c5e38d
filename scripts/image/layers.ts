import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { ask, type Engine, forPlatform, hasImage, tell } from './engine.ts';

/** First bytes of compressed files, in hexadecimal. */
const GZIP = '1f8b';
const ZSTD = '28b52ffd';

export interface Layer {
  /** What the layer holds, from the Dockerfile's instruction. */
  readonly name: string;
  /** Of the layer's tar, not compressed. */
  readonly bytes: number;
  /** Path of the tar; valid only inside `withLayers`. */
  readonly file: string;
}

/** An image's configuration, as far as it is used here (OCI image specification). */
export interface Configuration {
  readonly config: {
    readonly User?: string;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly WorkingDir?: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly Healthcheck?: unknown;
  };
  readonly rootfs: { readonly diff_ids: readonly string[] };
  readonly history: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

/**
 * Calls `use` with the layers that an image has above its base, or all of them, as tar files that are gone afterwards.
 * @param platform of the base, when it is pulled; undefined: the machine's own
 * @throws Error when the image is not built on the base
 */
export async function withLayers<T>(
  engine: Engine,
  image: string,
  base: string | undefined,
  use: (layers: readonly Layer[], configuration: Configuration) => T | Promise<T>,
  platform?: string,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'image-layers-'));
  try {
    const { configuration, layers } = await exported(engine, image, join(folder, 'image'));
    if (base === undefined) return await use(layers, configuration);
    const below = await layersOf(engine, base, join(folder, 'base'), platform);
    const own = configuration.rootfs.diff_ids;
    if (below.some((layer, index) => layer !== own[index])) throw new Error(`${image} is not built on ${base}`);
    return await use(layers.slice(below.length), configuration);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The layers that an image has above its base. */
export async function layersAbove(
  engine: Engine,
  image: string,
  base: string | undefined,
  platform?: string,
): Promise<Omit<Layer, 'file'>[]> {
  return withLayers(engine, image, base, (layers) => layers.map(({ name, bytes }) => ({ name, bytes })), platform);
}

/** The digests of a base's layers. */
async function layersOf(engine: Engine, base: string, folder: string, platform?: string): Promise<readonly string[]> {
  return (await exported(engine, base, folder, platform)).configuration.rootfs.diff_ids;
}

async function exported(
  engine: Engine,
  image: string,
  folder: string,
  platform?: string,
): Promise<{ configuration: Configuration; layers: Layer[] }> {
  // A builder with a store of its own leaves the bases there: the engine does not have them.
  if (!image.startsWith('localhost/') && !(await hasImage(engine, image, platform))) {
    await tell(engine, ['pull', ...forPlatform(platform), image]);
  }
  const archive = `${folder}.tar`;
  mkdirSync(folder, { recursive: true });
  await (engine.name === 'buildah'
    ? ask(engine, ['push', '--quiet', image, `docker-archive:${archive}`])
    : ask(engine, ['save', '--output', archive, image]));
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  rmSync(archive);
  const [manifest] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as [
    { Config: string; Layers: string[] },
  ];
  const configuration = JSON.parse(readFileSync(join(folder, manifest.Config), 'utf8')) as Configuration;
  const made = configuration.history.filter(({ empty_layer: empty }) => empty !== true);
  const layers: Layer[] = [];
  for (const [index, name] of manifest.Layers.entries()) {
    const file = await unpacked(join(folder, name));
    layers.push({ name: named(made[index]?.created_by), bytes: statSync(file).size, file });
  }
  return { configuration, layers };
}

/** The tar of a layer, which Docker gives out compressed where containerd keeps the images, as by default since Docker 29. */
async function unpacked(file: string): Promise<string> {
  const head = await firstBytes(file);
  const unpacking = head.startsWith(GZIP) ? createGunzip() : head.startsWith(ZSTD) ? createZstdDecompress() : undefined;
  if (unpacking === undefined) return file;
  const tar = `${file}.unpacked`;
  await pipeline(createReadStream(file), unpacking, createWriteStream(tar));
  return tar;
}

/** In hexadecimal. */
async function firstBytes(file: string): Promise<string> {
  for await (const chunk of createReadStream(file, { end: 3, encoding: 'hex' })) return String(chunk);
  return '';
}

function named(instruction = ''): string {
  return instruction
    .replace(/^\/bin\/sh -c #\(nop\) /, '')
    .replace(/\b(file|dir|multi):[0-9a-f]+ in/, 'to')
    .slice(0, 80);
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
