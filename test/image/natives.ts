import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleTarget } from '../../scripts/image/bundle.ts';
import type { Target } from '../../scripts/image/targets.ts';
import type { UnpackedImage } from '../../scripts/image/unpack.ts';
import type { Component } from '../../scripts/licences/component.ts';
import { licenceProblems } from '../../scripts/licences/gate.ts';
import { imageComponents } from '../../scripts/licences/inventory.ts';
import { unlistedNatives } from '../../scripts/licences/unlisted-natives.ts';

const home = join(import.meta.dirname, '..', '..');

/**
 * Holds an image against what `npm run sbom` says of the same sources: bundles them here, and compares every native file of the image with the list.
 * @param base what its base holds
 * @returns what is wrong: a file that is not listed, and a license that may not be there
 */
export async function nativesOf(
  target: Target,
  { rootfs }: UnpackedImage,
  base: readonly Component[],
): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), 'image-natives-'));
  try {
    await bundleTarget(target, out);
    const image = imageComponents(join(out, target), home);
    return [
      ...licenceProblems(target, image),
      ...unlistedNatives(rootfs, image, base).map((what) => `${target}: ${what}`),
    ];
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
