import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  image) [ -e "$5.tar" ] && echo sha256:1 ;;
  pull) mv "registry/$2.tar" . ;;
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

/** An archive as `docker save` writes it. */
function archive(name: string, layers: readonly string[]): void {
  const content = join(folder, `${name}-content`);
  mkdirSync(content, { recursive: true });
  for (const layer of layers) writeFileSync(join(content, `${layer}.tar`), layer);
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
