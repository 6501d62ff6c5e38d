import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

const IMPORT_META = /\bimport\.meta\.(url|dirname)\b/g;
/** Names the bundle's root as URL; the banner of each output file sets it. */
export const BUNDLE_ROOT = '__bundleRoot';

/**
 * Lets `import.meta` of the project's own files say what it says unbundled, with the bundle's root in place of `dist`: what is found
 * beside a source file is found beside its place. Calls `onUse` with each file, relative to `dist`, that uses it.
 */
export function keepPlaces(dist: string, onUse: (file: string) => void): Plugin {
  return {
    name: 'keep-places',
    setup(build) {
      build.onLoad({ filter: /\.js$/ }, async ({ path }) => {
        const file = relative(dist, path);
        if (file.startsWith('..')) return undefined;
        const contents = await readFile(path, 'utf8');
        if (!contents.includes('import.meta.')) return undefined;
        onUse(file);
        const place = (wanted: string): string =>
          wanted === 'url'
            ? `new URL(${JSON.stringify(file)}, ${BUNDLE_ROOT}).href`
            : `decodeURIComponent(new URL(${JSON.stringify(join(file, '..'))}, ${BUNDLE_ROOT}).pathname)`;
        return { contents: contents.replace(IMPORT_META, (_, wanted: string) => place(wanted)), loader: 'js' };
      });
    },
  };
}

/**
 * Packages that make a `require` of their own hide from the bundler what they load. In these files it is taken away, so that the
 * bundler sees the packages that are reached.
 */
const OWN_REQUIRE = /^const require = createRequire\(import\.meta\.url\);$/m;
const FOLLOWED = /\/node_modules\/@nestjs\/terminus\/dist\/health-check\/health-check\.decorator\.js$/;

/** Lets the bundler follow what these packages require. */
export function followRequires(): Plugin {
  return {
    name: 'follow-requires',
    setup(build) {
      build.onLoad({ filter: FOLLOWED }, async ({ path }) => {
        const contents = await readFile(path, 'utf8');
        if (!OWN_REQUIRE.test(contents)) throw new Error(`${path} makes no require of its own: drop it here`);
        return { contents: contents.replace(OWN_REQUIRE, ''), loader: 'js' };
      });
    },
  };
}

/** Replaces packages by a module that throws when it is used. @param reasons by the package's name */
export function leaveOut(reasons: Readonly<Record<string, string>>): Plugin {
  const names = Object.keys(reasons).map((name) => name.replace(/[/\\.]/g, '\\$&'));
  return {
    name: 'leave-out',
    setup(build) {
      if (names.length === 0) return;
      build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({
        path,
        namespace: 'left-out',
      }));
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
        contents: `module.exports = new Proxy({}, { get(_, name) {
          if (typeof name === 'symbol' || name === '__esModule' || name === 'then') return undefined;
          throw new Error(${JSON.stringify(`${path} is not part of this image: ${reasons[path]}`)});
        } });`,
        loader: 'js',
      }));
    },
  };
}
