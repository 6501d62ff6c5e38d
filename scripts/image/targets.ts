/** What each image carries beside the bundle of its own code. */

export const TARGETS = ['api', 'worker', 'sandbox'] as const;
export type Target = (typeof TARGETS)[number];

export function isTarget(name: string): name is Target {
  return (TARGETS as readonly string[]).includes(name);
}

/**
 * A package that stays a folder in `node_modules`, and which of its files are needed: those that are found by their path at run time, or
 * are no JavaScript.
 */
export interface KeptPackage {
  readonly name: string;
  /** Patterns of `fs.glob` inside the package's folder. */
  readonly files: readonly string[];
}

/** What tells an entry of its own (a forked child, a worker thread): the compiled file that starts it names no import. */
interface StartedFile {
  readonly starter: string;
  readonly entry: string;
}

/** Each file that uses `import.meta` to find another one, and what it finds. A file that is not here fails the bundling. */
export const STARTED_FILES: readonly StartedFile[] = [
  { starter: 'libs/audio/src/pool/fork-child.js', entry: 'libs/audio/src/worker/audio-worker.js' },
  { starter: 'libs/audio/src/pool/fork-child.js', entry: 'libs/audio/src/encode/encode-worker.js' },
  { starter: 'libs/audio/src/pool/fork-child.js', entry: 'libs/audio/src/c2pa/c2pa-worker.js' },
  { starter: 'apps/sandbox/src/speech/voice/engine.js', entry: 'apps/sandbox/src/speech/voice/engine-thread.js' },
  { starter: 'apps/sandbox/src/storage/azurite.js', entry: 'apps/sandbox/src/storage/azurite-worker.js' },
];

/** Entries beside the main file: commands that a container runs instead of it (docker/compose.emulators.yaml, infra/modules/jobs.bicep). */
export const COMMANDS: Readonly<Record<Target, readonly string[]>> = {
  api: [
    'apps/api/src/migrate.main.js',
    'apps/api/src/smoke.main.js',
    'apps/api/src/ticks.main.js',
    'apps/api/src/doctor.main.js',
  ],
  worker: ['apps/worker/src/erasures-replay.main.js', 'apps/worker/src/doctor.main.js'],
  sandbox: ['apps/sandbox/src/cli/prepare-emulators.js', 'apps/sandbox/src/cli/relay-events.js'],
};

/** Files that use `import.meta` for something else: to find the folder of `package.json` or of a package, or whether they were started themselves. */
export const FINDS_NO_ENTRY: readonly string[] = [
  'apps/sandbox/src/system/package-root.js',
  'apps/sandbox/src/storage/azurite-worker.js',
  'libs/audio/src/c2pa/c2pa-library.js',
];

/** Imported by packages for features that the product does not use; each import of them stands in a branch that does not run. */
export const UNUSED_IMPORTS: readonly string[] = [
  '@fastify/view',
  '@grpc/*',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  'bufferutil',
  'class-transformer',
  'class-transformer/*',
  'class-validator',
  'dtrace-provider',
  'source-map-support',
  'supports-color',
  'utf-8-validate',
];

/** The decoder: FFmpeg in one native file for each platform; its JavaScript is in the bundle. */
const NATIVE_AUDIO: KeptPackage = {
  name: `@seydx/node-av-${process.platform}-${process.arch}`,
  files: ['package.json', 'node-av.node'],
};

/** Signed manifests: c2pa-rs as WebAssembly, which is found by the path of its package; its JavaScript is in the bundle. */
const MANIFESTS: KeptPackage = {
  name: '@contentauth/c2pa-wasm',
  files: ['package.json', 'pkg/c2pa_bg.wasm', 'LICENSE'],
};

/** What Swagger UI's page asks for. */
const SWAGGER_UI: KeptPackage = {
  name: 'swagger-ui-dist',
  files: [
    'package.json',
    'absolute-path.js',
    'favicon-16x16.png',
    'favicon-32x32.png',
    'oauth2-redirect.{html,js}',
    'swagger-ui.css',
    'swagger-ui-bundle.js',
    'swagger-ui-standalone-preset.js',
    'LICENSE',
    'NOTICE',
  ],
};

/** The sandbox's voice, a WebAssembly build that reads its data from beside itself. */
const ESPEAK: KeptPackage = {
  name: '@echogarden/espeak-ng-emscripten',
  files: ['package.json', 'espeak-ng.js', 'espeak-ng.data', 'COPYING'],
};

export const KEPT_PACKAGES: Readonly<Record<Target, readonly KeptPackage[]>> = {
  api: [NATIVE_AUDIO, MANIFESTS, SWAGGER_UI],
  worker: [NATIVE_AUDIO, MANIFESTS],
  sandbox: [NATIVE_AUDIO, ESPEAK],
};

/** Files of the project that are read at run time from the folder of `package.json`. */
export const DATA_FILES: Readonly<Record<Target, readonly string[]>> = {
  api: [],
  worker: [],
  sandbox: ['apps/sandbox/*.json'],
};
