/**
 * `npm run sbom`: bundles, then writes a CycloneDX document for each image and holds every license in it against the policy.
 *
 *   npm run sbom -- [options] [TARGET…]
 *
 *   --base IMAGE     looks into this base image, too; `local` is the one that `npm run image -- --base` makes
 *   --base-root DIR  the same, of a base that is unpacked already
 *   --bundles DIR    where the bundles are               (default: dist-image)
 *
 * The document is DIR/TARGET/sbom.cdx.json. Ends with 1 when a license may not be there, or when a document does not fit its schema.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LOCAL_RUNTIME } from '../image/base.ts';
import { findEngine } from '../image/engine.ts';
import { isTarget, type Target, TARGETS } from '../image/targets.ts';
import { componentsOfBase } from './base-image.ts';
import { type Component, isNative } from './component.ts';
import { licenceProblems } from './gate.ts';
import { baseInventory, imageComponents } from './inventory.ts';
import { sbomOf, sbomProblem } from './sbom.ts';

const home = join(import.meta.dirname, '..', '..');
/** Debian's names of the processors that Node names otherwise. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Writes the document of one image. @returns what is wrong, a line each */
async function describe(target: Target, folder: string, base: readonly Component[]): Promise<readonly string[]> {
  if (!existsSync(join(folder, 'meta.json'))) return [`${target}: ${folder} has no bundle; run npm run image:bundle`];
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const components = imageComponents(folder, home);
  const subject = { place: target, version, architecture: ARCHITECTURES[process.arch] ?? process.arch };
  const text = sbomOf(subject, [...components, ...base]);
  const file = join(folder, 'sbom.cdx.json');
  writeFileSync(file, text);
  const natives = components.filter(isNative);
  console.log(`${target}: ${components.length - natives.length} packages and ${natives.length} native files, ${file}`);
  for (const { path, marks } of natives) if (marks.length > 0) console.log(`    ${path}: ${marks.join(' ')}`);
  const problem = await sbomProblem(text);
  return [
    ...licenceProblems(target, components),
    ...(problem === undefined ? [] : [`${target}: the document does not fit its schema: ${problem}`]),
  ];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string' },
    'base-root': { type: 'string' },
    bundles: { type: 'string', default: join(home, 'dist-image') },
  },
});
const unknown = positionals.filter((name) => !isTarget(name));
if (unknown.length > 0) throw new Error(`no such target: ${unknown.join(', ')}; there are ${TARGETS.join(', ')}`);
const targets = TARGETS.filter((target) => positionals.length === 0 || positionals.includes(target));
const root = values['base-root'];
const image = values.base === 'local' ? LOCAL_RUNTIME : values.base;
const base =
  root === undefined
    ? image === undefined
      ? []
      : await componentsOfBase(await findEngine(), image)
    : baseInventory(root);
const problems = [...licenceProblems('base', base)];
for (const target of targets) problems.push(...(await describe(target, join(values.bundles, target), base)));
if (base.length === 0) console.log('base: not looked at, and not in the documents; --base IMAGE does');
else console.log(`base: ${base.filter((each) => !isNative(each)).length} packages, in each of the documents`);
for (const problem of problems) console.error(`  - ${problem}`);
console.log(problems.length === 0 ? 'Every license may be there.' : `${problems.length} may not be there.`);
if (problems.length > 0) process.exitCode = 1;
