import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, type Engine, hasImage, tell } from './engine.ts';

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
 * @throws Error when the image is not built on the base
 */
export async function withLayers<T>(
  engine: Engine,
  image: string,
  base: string | undefined,
  use: (layers: readonly Layer[], configuration: Configuration) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'image-layers-'));
  try {
    const { configuration, layers } = await exported(engine, image, join(folder, 'image'));
    if (base === undefined) return await use(layers, configuration);
    const below = await layersOf(engine, base, join(folder, 'base'));
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
): Promise<Omit<Layer, 'file'>[]> {
  return withLayers(engine, image, base, (layers) => layers.map(({ name, bytes }) => ({ name, bytes })));
}

/** The digests of a base's layers. */
async function layersOf(engine: Engine, base: string, folder: string): Promise<readonly string[]> {
  return (await exported(engine, base, folder)).configuration.rootfs.diff_ids;
}

async function exported(
  engine: Engine,
  image: string,
  folder: string,
): Promise<{ configuration: Configuration; layers: Layer[] }> {
  // A builder with a store of its own leaves the bases there: the engine does not have them.
  if (!image.startsWith('localhost/') && !(await hasImage(engine, image))) await tell(engine, ['pull', image]);
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
  const layers = manifest.Layers.map((file, index) => {
    const path = join(folder, file);
    return { name: named(made[index]?.created_by), bytes: statSync(path).size, file: path };
  });
  return { configuration, layers };
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
