/**
 * Makes an npm package of the client, for programs that are not in this repository:
 *
 *   npm run client:pack [-- --out DIR]
 *
 * DIR, dist-client unless given, then has the compiled client, its types and a package.json: `npm install DIR`, or `npm pack DIR` for a registry of
 * your own. It is compiled with the types of browsers alone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const HOME = join(import.meta.dirname, '..', '..');
/** What the client imports. */
const DEPENDENCIES = ['eventsource-parser', 'openapi-fetch'];

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const { values } = parseArgs({ options: { out: { type: 'string', default: join(HOME, 'dist-client') } } });
const folder = resolve(values.out);
rmSync(folder, { recursive: true, force: true });
const compiler = join(HOME, 'node_modules', 'typescript', 'bin', 'tsc');
const project = join(HOME, 'libs', 'client', 'tsconfig.package.json');
execFileSync(process.execPath, [compiler, '-p', project, '--outDir', folder], { stdio: 'inherit' });

const { version, license, dependencies } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as Manifest;
const manifest = {
  name: 'voice-cloning-client',
  version,
  description: 'A client of the voice-cloning backend for Node and browsers',
  license,
  type: 'module',
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  sideEffects: false,
  engines: { node: '>=20' },
  dependencies: Object.fromEntries(DEPENDENCIES.map((name) => [name, dependencies[name]])),
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
console.log(`${manifest.name} ${version} is in ${folder}.`);
