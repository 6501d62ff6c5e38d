import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../image/engine.ts';
import { withLayers } from '../image/layers.ts';
import type { Component } from './component.ts';
import { baseInventory } from './inventory.ts';

/** What a base image holds, by the engine that has it. */
export async function componentsOfBase(engine: Engine, image: string): Promise<readonly Component[]> {
  const root = mkdtempSync(join(tmpdir(), 'licences-base-'));
  try {
    return await withLayers(engine, image, undefined, (layers) => {
      for (const { file } of layers) {
        execFileSync('tar', [
          '--extract',
          '--no-same-owner',
          '--no-same-permissions',
          '--file',
          file,
          '--directory',
          root,
        ]);
      }
      return baseInventory(root);
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
