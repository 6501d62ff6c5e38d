import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { PackageComponent } from './component.ts';
import { CLARIFIED_PACKAGES } from './policy.ts';

/** As much of esbuild's metafile as tells what is in a bundle. */
export interface BundleMetafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

/** Of this project: its compiled code, the image's first file, and what the bundler puts in the place of a file. */
const OWN_INPUTS = /^(?:(?:dist|scripts)\/|left-out:|azurite-parts\.js$|<stdin>$)/;
const PACKAGE_OF_INPUT = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * The packages of which a bundle holds code: those of the inputs that left a byte in an output. An input that is neither of this project nor of a
 * package is a component without a license.
 * @param home the folder that the paths of the inputs begin in
 */
export function bundledPackages(metafile: BundleMetafile, home: string): readonly PackageComponent[] {
  const folders = new Set<string>();
  const strangers = new Set<string>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput === 0 || OWN_INPUTS.test(input)) continue;
      const [folder] = PACKAGE_OF_INPUT.exec(input) ?? [];
      if (folder === undefined) strangers.add(input);
      else folders.add(folder);
    }
  }
  return [
    ...Array.from(folders, (folder) => packageIn(join(home, folder), folder)),
    ...Array.from(strangers, (path) => ({ kind: 'npm', name: path, version: '', licence: undefined, path }) as const),
  ];
}

/**
 * The packages that lie in an image's `node_modules`, whole or in part. Where a part lacks its license, the installed package of the same version
 * has it.
 * @param home the folder whose `node_modules` they were taken from
 */
export function keptPackages(nodeModules: string, home: string): readonly PackageComponent[] {
  if (!existsSync(nodeModules)) return [];
  return packageNames(nodeModules).map((name) => {
    const path = posix.join('node_modules', name);
    const kept = packageIn(join(nodeModules, name), path);
    if (kept.licence !== undefined) return kept;
    const installed = packageIn(join(home, 'node_modules', name), path);
    return installed.version === kept.version ? installed : kept;
  });
}

/** Names of the packages in a `node_modules` folder: `name` and `@scope/name`. */
function packageNames(nodeModules: string): string[] {
  return readdirSync(nodeModules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      name.startsWith('@') ? readdirSync(join(nodeModules, name)).map((each) => `${name}/${each}`) : [name],
    )
    .toSorted();
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: unknown;
  readonly licenses?: unknown;
}

function packageIn(folder: string, path: string): PackageComponent {
  const file = join(folder, 'package.json');
  const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
  const name = manifest.name ?? path.replace(/^.*node_modules\//, '');
  const version = manifest.version ?? '';
  const licence = declaredLicence(manifest) ?? clarifiedLicence(name, version, folder);
  return { kind: 'npm', name, version, licence, path };
}

/** `license` as SPDX wants it, or the old forms with objects and lists. */
function declaredLicence({ license, licenses }: Manifest): string | undefined {
  const found = [license ?? licenses].flat().map((each) => {
    const { type } = typeof each === 'object' && each !== null ? (each as { type?: unknown }) : { type: each };
    return typeof type === 'string' && !/^https?:|^SEE LICENSE|^UNLICENSED$/.test(type) ? type : undefined;
  });
  return found.includes(undefined) || found.length === 0 ? undefined : found.join(' OR ');
}

/** For packages whose manifest says nothing: what a file of their own says, as long as it still says it. */
function clarifiedLicence(name: string, version: string, folder: string): string | undefined {
  const clarified = CLARIFIED_PACKAGES.find((each) => each.name === name && each.version === version);
  if (clarified === undefined) return undefined;
  const file = join(folder, clarified.file);
  return existsSync(file) && readFileSync(file, 'utf8').includes(clarified.says) ? clarified.licence : undefined;
}
