import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNative } from './component.ts';
import { imageComponents } from './inventory.ts';

/** As much of package-lock.json as tells what is needed for development only. */
interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean } | undefined>>;
}

/**
 * The packages in an image that may not be in one that is deployed, a line each: those that package-lock.json marks as needed for development only,
 * and those that it does not have. Code in the bundle counts as what lies beside it.
 * @param folder the image's folder with `bundle`, `node_modules` and `meta.json`
 * @param home the checkout that was bundled
 */
export function developmentPackages(folder: string, home: string): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')) as LockFile;
  return imageComponents(folder, home).flatMap((component) => {
    if (isNative(component)) return [];
    const { name, path } = component;
    const locked = packages[path];
    if (locked === undefined) return [`${name} is not in package-lock.json (${path})`];
    return locked.dev === true ? [`${name} is needed for development only (${path})`] : [];
  });
}
