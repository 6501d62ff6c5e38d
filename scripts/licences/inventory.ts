import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Component, NativeComponent, PackageComponent } from './component.ts';
import { baseComponents, ownersIn } from './debian-packages.ts';
import { nativeFiles, packedFiles } from './natives.ts';
import { type BundleMetafile, bundledPackages, keptPackages } from './npm-packages.ts';

const PACKAGE_OF_FILE = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * What `scripts/image/bundle.ts` put together for an image: the packages whose code is in the bundle, those that lie beside it, and every native or
 * packed file. Only its own inputs count, not what package-lock.json lists.
 * @param folder the image's folder with `bundle`, `node_modules` and `meta.json`
 * @param home the checkout that was bundled
 */
export function imageComponents(folder: string, home: string): readonly Component[] {
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as BundleMetafile;
  const packages = withoutRepetition([
    ...bundledPackages(meta, home),
    ...keptPackages(join(folder, 'node_modules'), home).filter((each) => !isStandIn(each, folder)),
  ]);
  const names = new Set(packages.map(({ name }) => name));
  const natives = ['bundle', 'node_modules'].flatMap((part) => {
    if (!existsSync(join(folder, part))) return [];
    return [nativeFiles, packedFiles]
      .flatMap((find) => find(join(folder, part)))
      .map(({ path, ...file }): NativeComponent => {
        const place = relative(folder, path);
        const [, owner = ''] = PACKAGE_OF_FILE.exec(place) ?? [];
        return { kind: 'native', owner: names.has(owner) ? owner : undefined, path: place, ...file };
      });
  });
  return [...packages, ...natives];
}

/** What a base image holds. Machine code counts as that of the package which lists it. @param root its root folder, unpacked */
export function baseInventory(root: string): readonly Component[] {
  const ownerOf = ownersIn(root);
  const natives = nativeFiles(root).map(({ path, ...file }): NativeComponent => {
    const place = relative(root, path);
    return { kind: 'native', owner: ownerOf(place, readFileSync(path)), path: place, ...file };
  });
  return [...baseComponents(root), ...natives];
}

/** An empty module in the place of one that is not wanted: nobody's code. */
function isStandIn({ path, version }: PackageComponent, folder: string): boolean {
  const file = join(folder, path, 'index.js');
  return version === '' && existsSync(file) && readFileSync(file, 'utf8').trim() === 'module.exports = {};';
}

function withoutRepetition(packages: readonly PackageComponent[]): PackageComponent[] {
  const found = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...found.values()].toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}
