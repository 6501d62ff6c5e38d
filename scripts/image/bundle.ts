/**
 * Bundles the compiled code (`npm run build:run`) into what the images carry, with what stays outside of the bundle beside it:
 *
 *   node scripts/image/bundle.ts [--compile] [--out DIR] [TARGET…]
 *
 *   DIR/TARGET/bundle        the entries at the places that they have in `dist`, start.js, data files
 *   DIR/TARGET/node_modules  the packages that stay outside of the bundle
 *   DIR/TARGET/meta.json     esbuild's metafile: the files that were read, and in `outputs[…].inputs` how much of each is in the bundle
 *
 * `--compile` compiles first, where npm scripts have no shell. DIR is dist-image, and every target is bundled, unless said otherwise.
 * See ADR 117.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { bundleAzurite } from './azurite.ts';
import { keepOwnLines } from './own-source-map.ts';
import { BUNDLE_ROOT, followRequires, keepPlaces, leaveOut } from './plugins.ts';
import {
  COMMANDS,
  DATA_FILES,
  FINDS_NO_ENTRY,
  isTarget,
  KEPT_PACKAGES,
  type KeptPackage,
  STARTED_FILES,
  type Target,
  TARGETS,
  UNUSED_IMPORTS,
} from './targets.ts';

const home = join(import.meta.dirname, '..', '..');
const dist = join(home, 'dist');

/** Loaded by the Blob SDK for listings in Arrow format alone, which the product never asks for; a twentieth of the bundle. */
const LEFT_OUT = { 'apache-arrow': 'blobs are listed as XML' };

/** Where `__filename` and `__dirname` of CommonJS packages lead; packages that declare these names themselves keep theirs. */
const FILE_NAME = '__bundleFile';
const FOLDER_NAME = '__bundleFolder';

/** What esbuild's ESM output lacks for the CommonJS packages in it, and where the bundle's root is. */
function banner(rootFromFile: string): string {
  return [
    `import { createRequire as __createRequire } from 'node:module';`,
    `const ${BUNDLE_ROOT} = new URL(${JSON.stringify(rootFromFile)}, import.meta.url);`,
    `const require = __createRequire(import.meta.url);`,
    `const ${FILE_NAME} = decodeURIComponent(new URL(import.meta.url).pathname);`,
    `const ${FOLDER_NAME} = ${FILE_NAME}.slice(0, ${FILE_NAME}.lastIndexOf('/'));`,
  ].join('\n');
}

/**
 * Bundles entries of `dist`, all of one folder, to their places below the folder `app`; what several of them need stands once, in files beside them.
 * Returns esbuild's metafile and the files that use `import.meta`.
 */
async function bundleEntries(
  entries: readonly string[],
  app: string,
): Promise<{ metafile: Metafile; finders: string[] }> {
  const finders: string[] = [];
  const folder = dirname(entries[0] ?? '');
  const { metafile } = await build({
    absWorkingDir: home,
    entryPoints: entries.map((entry) => join(dist, entry)),
    outdir: app,
    outbase: dist,
    splitting: entries.length > 1,
    // At the depth of the entries: the banner's way to the root is the same.
    chunkNames: `${folder}/[name]-[hash]`,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Nest finds providers by class, and logs and error names show the names of classes.
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    // Node's own conditions and no others: with a bundler's `module`, packages that are both kinds would be in the bundle twice.
    conditions: [],
    external: [...UNUSED_IMPORTS, 'swagger-ui-dist', '@seydx/*', '@echogarden/espeak-ng-emscripten'],
    define: { __filename: FILE_NAME, __dirname: FOLDER_NAME },
    banner: { js: banner(relative(folder, '.') === '' ? './' : `${relative(folder, '.')}/`) },
    plugins: [keepPlaces(dist, (file) => finders.push(file)), followRequires(), leaveOut(LEFT_OUT)],
  });
  for (const output of Object.keys(metafile.outputs).filter((file) => file.endsWith('.js'))) {
    keepOwnLines(join(home, `${output}.map`), home);
    // A name that the banner and a package declare shows only when the file is loaded, which a child may be much later.
    execFileSync(process.execPath, ['--check', join(home, output)], { stdio: 'inherit' });
  }
  return { metafile, finders };
}

/** Bundles a target's main file, commands, and every file that they start as a child or a thread. */
async function bundleAll(target: Target, app: string, commands: readonly string[]): Promise<Metafile> {
  const meta: Metafile = { inputs: {}, outputs: {} };
  // The main file by itself: it starts fastest from one file.
  const waiting: (readonly string[])[] = [[`apps/${target}/src/main.js`], ...byFolder(commands)];
  const bundled = new Set<string>();
  for (let entries = waiting.shift(); entries !== undefined; entries = waiting.shift()) {
    if (entries.every((entry) => bundled.has(entry))) continue;
    for (const entry of entries) bundled.add(entry);
    const { metafile, finders } = await bundleEntries(entries, app);
    Object.assign(meta.inputs, metafile.inputs);
    Object.assign(meta.outputs, metafile.outputs);
    for (const finder of finders) {
      const started = STARTED_FILES.filter(({ starter }) => starter === finder).map(({ entry: file }) => file);
      if (started.length === 0 && !FINDS_NO_ENTRY.includes(finder)) {
        throw new Error(`${finder} uses import.meta: say in scripts/image/targets.ts what it finds`);
      }
      waiting.push(...started.map((entry) => [entry]));
    }
  }
  return meta;
}

function byFolder(entries: readonly string[]): string[][] {
  return [...Map.groupBy(entries, (entry) => dirname(entry)).values()];
}

/** The image's first file: Node runs it as it is. */
async function bundleStart(target: Target, app: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: home,
    entryPoints: [join(import.meta.dirname, 'start.ts')],
    outfile: join(app, 'start.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    define: { MAIN_FILE: JSON.stringify(`./apps/${target}/src/main.js`) },
    external: ['./apps/*'],
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

/** What the build of an image runs in its base, where there is Node alone. */
export async function bundleTools(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: home,
    entryPoints: ['warm', 'warm-preload', 'check-cache'].map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

function keepPackage({ name, files }: KeptPackage, modules: string): void {
  const folder = join(home, 'node_modules', name);
  const found = globSync([...files], { cwd: folder });
  if (found.length < files.length) throw new Error(`${name} does not have ${files.join(', ')}`);
  for (const file of found) copyFile(join(folder, file), join(modules, name, file));
}

function copyFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}

/** Bundles one target; returns esbuild's metafile, which also stands in `out/TARGET/meta.json`. */
export async function bundleTarget(target: Target, out: string): Promise<Metafile> {
  const folder = join(out, target);
  const app = join(folder, 'bundle');
  const modules = join(folder, 'node_modules');
  rmSync(folder, { recursive: true, force: true });
  const parts = [await bundleAll(target, app, COMMANDS[target]), await bundleStart(target, app)];
  if (target === 'sandbox') {
    parts.push(await bundleAzurite(home, modules));
    // Where a volume is mounted: it takes its owner from the image.
    mkdirSync(join(folder, 'data'), { recursive: true });
  }
  for (const kept of KEPT_PACKAGES[target]) keepPackage(kept, modules);
  writeData(target, app);
  const meta: Metafile = {
    inputs: Object.assign({}, ...parts.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...parts.map(({ outputs }) => outputs)),
  };
  writeFileSync(join(folder, 'meta.json'), `${JSON.stringify(meta, null, 1)}\n`);
  settle(folder);
  return meta;
}

/**
 * Bundles what a target runs, for processes that are started in the project: without its commands and the image's first file. The packages that stay
 * outside are those of the project.
 * @param app a folder of the project
 */
export async function bundleInProject(target: Target, app: string): Promise<void> {
  await bundleAll(target, app, []);
  if (target === 'sandbox') await bundleAzurite(home, join(app, 'node_modules'));
  writeData(target, app);
}

/** What the bundle reads from the folder of package.json, and that file. */
function writeData(target: Target, app: string): void {
  for (const pattern of DATA_FILES[target]) {
    for (const file of globSync(pattern, { cwd: home })) copyFile(join(home, file), join(app, file));
  }
  const { name, version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Record<string, string>;
  writeFileSync(join(app, 'package.json'), `${JSON.stringify({ name, version, type: 'module' }, null, 2)}\n`);
}

/** The same modes and times on every machine: both are part of a layer. */
function settle(folder: string): void {
  const entries = globSync('**/*', { cwd: folder, withFileTypes: true }).sort((a, b) => (a.name < b.name ? 1 : -1));
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() ? 0o755 : 0o644);
    utimesSync(path, 0, 0);
  }
}

/** As `npm run build:run`, which needs a shell. */
function compile(): void {
  execFileSync(process.execPath, [join(home, 'scripts', 'build-run.mjs')], { stdio: 'inherit' });
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      compile: { type: 'boolean', default: false },
      out: { type: 'string', default: join(home, 'dist-image') },
    },
  });
  const unknown = positionals.filter((name) => !isTarget(name));
  if (unknown.length > 0) throw new Error(`no such target: ${unknown.join(', ')}; there are ${TARGETS.join(', ')}`);
  if (values.compile) compile();
  await bundleTools(join(resolve(values.out), 'tools'));
  for (const target of TARGETS.filter((name) => positionals.length === 0 || positionals.includes(name))) {
    const meta = await bundleTarget(target, resolve(values.out));
    const bytes = Object.entries(meta.outputs).reduce(
      (sum, [file, output]) => sum + (file.endsWith('.js') ? output.bytes : 0),
      0,
    );
    console.log(`${target}: ${Object.keys(meta.inputs).length} files, ${(bytes / 1e6).toFixed(1)} MB of JavaScript`);
  }
}
