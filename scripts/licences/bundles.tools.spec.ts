import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleTarget } from '../image/bundle.ts';
import { type Target, TARGETS } from '../image/targets.ts';
import { type Component, isNative } from './component.ts';
import { licenceProblems } from './gate.ts';
import { imageComponents } from './inventory.ts';
import { sbomOf, sbomProblem } from './sbom.ts';

const home = join(import.meta.dirname, '..', '..');

/** Needs Node alone, but bundles for a while. */
describe('what is in the bundles', () => {
  let out: string;
  const found = new Map<Target, readonly Component[]>();
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'licences-bundles-'));
    for (const target of TARGETS) {
      await bundleTarget(target, out);
      found.set(target, imageComponents(join(out, target), home));
    }
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it.each(TARGETS)('may be in the image of %s, and is listed by the schema of CycloneDX', async (target) => {
    const components = found.get(target) ?? [];
    expect(components.length).toBeGreaterThan(150);
    expect(licenceProblems(target, components)).toEqual([]);
    expect(
      await sbomProblem(sbomOf({ place: target, version: '1.0.0', architecture: 'amd64' }, components)),
    ).toBeUndefined();
  });

  it('has FFmpeg with GPL parts, which is found in the file: its package says MIT', () => {
    const components = found.get('worker') ?? [];
    const problems = licenceProblems('worker', components, []);
    expect(problems).toEqual([
      expect.stringMatching(/node-av\.node of @seydx\/.* is under GPL-3\.0-or-later.* --enable-gpl/),
    ]);
    const [file] = components.filter(isNative);
    expect(components).toContainEqual(expect.objectContaining({ name: file?.owner, licence: 'MIT' }));
  });
});
