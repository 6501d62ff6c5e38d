import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine } from './engine.ts';
import { layersAbove } from './layers.ts';

let folder: string;
let engine: Engine;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  const file = join(folder, 'docker');
  // Knows the images whose archives are in the folder; `pull` takes them from the folder `registry`.
  writeFileSync(
    file,
    `#!/bin/sh
cd "${folder}" || exit
case "$1" in
  image) [ -e "$5.tar" ] && echo linux/amd64 ;;
  pull) for last; do :; done; echo "$@" >pulled; mv "registry/$last.tar" . ;;
  save) cp "$4.tar" "$3" ;;
esac
`,
  );
  chmodSync(file, 0o755);
  engine = {
    name: 'docker',
    environment: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
    repeatable: true,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An archive as `docker save` writes it. @param pack what is done to each layer's tar */
function archive(name: string, layers: readonly string[], pack: (layer: string) => string | Buffer = String): void {
  const content = join(folder, `${name}-content`);
  mkdirSync(content, { recursive: true });
  for (const layer of layers) writeFileSync(join(content, `${layer}.tar`), pack(layer));
  const history = layers.map((layer) => ({ created_by: `COPY ${layer}` }));
  const configuration = { config: {}, rootfs: { diff_ids: layers.map((layer) => `sha256:${layer}`) }, history };
  writeFileSync(join(content, 'config.json'), JSON.stringify(configuration));
  const manifest = [{ Config: 'config.json', Layers: layers.map((layer) => `${layer}.tar`) }];
  writeFileSync(join(content, 'manifest.json'), JSON.stringify(manifest));
  const file = join(folder, `${name}.tar`);
  mkdirSync(join(file, '..'), { recursive: true });
  execFileSync('tar', ['-cf', file, '-C', content, '.']);
}

it('counts the layers above the base, which is pulled where the engine does not have it', async () => {
  archive('image', ['base-1', 'base-2', 'code']);
  archive('registry/base', ['base-1', 'base-2']);
  expect(await layersAbove(engine, 'image', 'base')).toEqual([{ name: 'COPY code', bytes: 4 }]);
  expect(existsSync(join(folder, 'base.tar'))).toBe(true);
});

it.each([
  ['gzip', (layer: string) => gzipSync(layer.repeat(1_000))],
  ['zstd', (layer: string) => zstdCompressSync(layer.repeat(1_000))],
])('counts what a layer holds where the engine packs it by %s', async (_, pack) => {
  archive('image', ['base-1', 'code'], pack);
  archive('registry/base', ['base-1'], pack);
  expect(await layersAbove(engine, 'image', 'base')).toEqual([{ name: 'COPY code', bytes: 4_000 }]);
});

it('pulls the base for the platform of the image, also where the engine has it for another', async () => {
  archive('image', ['base-1', 'code']);
  archive('base', ['base-of-another']);
  archive('registry/base', ['base-1']);
  expect(await layersAbove(engine, 'image', 'base', 'linux/arm64')).toEqual([{ name: 'COPY code', bytes: 4 }]);
  expect(readFileSync(join(folder, 'pulled'), 'utf8')).toBe('pull --platform linux/arm64 base\n');
});

it('does not count above an image that is not the base', async () => {
  archive('image', ['base-1', 'code']);
  archive('other', ['other-1']);
  await expect(layersAbove(engine, 'image', 'other')).rejects.toThrow('image is not built on other');
});

it('does not ask a registry for an image that only this machine can have', async () => {
  archive('image', ['code']);
  archive('registry/localhost/base', ['code']);
  await expect(layersAbove(engine, 'image', 'localhost/base')).rejects.toThrow();
  expect(existsSync(join(folder, 'registry', 'localhost', 'base.tar'))).toBe(true);
});
