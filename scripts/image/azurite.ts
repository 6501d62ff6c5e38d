import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { build, type Metafile } from 'esbuild';

/** The sandbox's blob service, which its worker thread loads by `require` from these files of the package. */
const WORKER = 'apps/sandbox/src/storage/azurite-worker.ts';
const REQUIRED = /require\('(azurite\/dist\/[^']+)'\)/g;
/** Loaded by Azurite where telemetry stays off too; the worker puts an empty module in its place. */
const TELEMETRY = 'applicationinsights';

/**
 * Bundles the files of Azurite that the sandbox loads into one, and leaves at the place of each a file that hands its part of it out, so
 * that `require('azurite/dist/…')` finds them as before.
 */
export async function bundleAzurite(home: string, modules: string): Promise<Metafile> {
  const required = [...readFileSync(join(home, WORKER), 'utf8').matchAll(REQUIRED)].map(([, file = '']) => file);
  if (required.length === 0) throw new Error(`${WORKER} requires nothing of azurite`);
  const { metafile } = await build({
    absWorkingDir: home,
    stdin: {
      contents: required
        .map((file) => `exports[${JSON.stringify(file)}] = require(${JSON.stringify(file)});`)
        .join('\n'),
      resolveDir: home,
      sourcefile: 'azurite-parts.js',
    },
    outfile: join(modules, 'azurite', 'parts.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    external: [TELEMETRY],
  });
  for (const file of required) {
    const path = join(modules, `${file}.js`);
    mkdirSync(dirname(path), { recursive: true });
    const parts = posix.relative(posix.dirname(file), 'azurite/parts.js');
    writeFileSync(path, `module.exports = require(${JSON.stringify(parts)})[${JSON.stringify(file)}];\n`);
  }
  const { name, version } = JSON.parse(
    readFileSync(join(home, 'node_modules', 'azurite', 'package.json'), 'utf8'),
  ) as Record<string, string>;
  writeFileSync(join(modules, 'azurite', 'package.json'), JSON.stringify({ name, version }));
  mkdirSync(join(modules, TELEMETRY), { recursive: true });
  writeFileSync(join(modules, TELEMETRY, 'index.js'), 'module.exports = {};\n');
  return metafile;
}
