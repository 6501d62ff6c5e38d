import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../scripts/image/engine.ts';
import { withLayers, type Configuration, type Layer } from '../../scripts/image/layers.ts';
import { imageOf } from '../../scripts/image/names.ts';
import { KEPT_PACKAGES, type Target } from '../../scripts/image/targets.ts';

const home = join(import.meta.dirname, '..', '..');

/** Above the base, not compressed. A later issue may raise the first by the size of a package that it names: c2pa-wasm was the last. */
const MAX_MB: Readonly<Record<Target, number>> = { api: 240, worker: 240, sandbox: 240 };
const MAX_MB_WITHOUT_NATIVES = 25;

export interface Contents {
  readonly megabytes: number;
  readonly megabytesWithoutNatives: number;
  readonly problems: readonly string[];
}

/** Packages that the sandbox has though only developers need them: for its image, they are what it consists of. */
const OF_SANDBOX = [...KEPT_PACKAGES.sandbox.map(({ name }) => name), 'azurite', 'applicationinsights'];

/** Looks at what an image has above its base: sizes, names of files, and every byte of them. */
export async function contentsOf(engine: Engine, target: Target, base: string): Promise<Contents> {
  return withLayers(engine, imageOf(target), base, (layers, configuration) => {
    const folder = mkdtempSync(join(tmpdir(), 'image-contents-'));
    try {
      return examine(target, layers, configuration, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function examine(target: Target, layers: readonly Layer[], configuration: Configuration, folder: string): Contents {
  const problems: string[] = [];
  for (const { file } of layers) execFileSync('tar', ['--extract', '--file', file, '--directory', folder]);
  // Engines leave the places empty where they mount the machine's own while a RUN goes on.
  const mountPoints = /^\/etc\/(hosts|hostname|resolv\.conf)$/;
  const files = linesOf('find', [folder, '-type', 'f'])
    .map((file) => file.slice(folder.length))
    .filter((file) => !mountPoints.test(file) || sizeOf(join(folder, file)) > 0);
  const natives = files.filter((file) => file.endsWith('.node'));
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const nativeBytes = natives.reduce((sum, file) => sum + sizeOf(join(folder, file)), 0);
  const [all, without] = [bytes / 1e6, (bytes - nativeBytes) / 1e6];
  if (all > MAX_MB[target]) problems.push(`it is ${all.toFixed(1)} MB above its base`);
  if (target === 'api' && without > MAX_MB_WITHOUT_NATIVES)
    problems.push(`it is ${without.toFixed(1)} MB without natives`);
  problems.push(...unwantedFiles(files, target), ...unwantedTexts(folder, target), ...unwantedSettings(configuration));
  return { megabytes: all, megabytesWithoutNatives: without, problems };
}

function unwantedFiles(files: readonly string[], target: Target): string[] {
  const { packages } = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  // Those whose code is in the bundle are found by test/e2e/image-bundle.e2e.tools.spec.ts, from what the bundler read.
  const allowed = target === 'sandbox' ? OF_SANDBOX.map((name) => `node_modules/${name}`) : [];
  const development = Object.keys(packages)
    .filter((path) => packages[path]?.dev === true && !allowed.includes(path))
    .map((path) => `/${path}/`);
  const wrong = (file: string): boolean =>
    file.includes('/node_modules/.bin/') ||
    development.some((folder) => file.includes(folder)) ||
    (target !== 'sandbox' && file.includes('/apps/sandbox/')) ||
    /\.(ts|spec\.js)$/.test(file) ||
    !/^\/app\/(bundle|node_modules|compile-cache)\//.test(file);
  return files.filter(wrong).map((file) => `it holds ${file}`);
}

/** Words that would tell of the machine or the build, of the sandbox, or of a package that only developers need. */
function unwantedTexts(folder: string, target: Target): string[] {
  const ofSandbox = target === 'sandbox' ? [] : ['apps/sandbox', 'sandbox is ready'];
  const words = [home, '/src/node_modules', '/src/dist', 'Vitest', ...ofSandbox, ...npmWords()];
  return words.flatMap((word) =>
    linesOf('grep', ['--recursive', '--fixed-strings', '--files-with-matches', '--', word, folder]).map(
      (file) =>
        `${file.slice(folder.length)} holds the text ${word === home ? 'of the folder it was built from' : word}`,
    ),
  );
}

/** What the caller's npm settings say: where its registry is, and where its certificate authorities are. */
function npmWords(): string[] {
  const words = ['registry', 'cafile'].map((name) => linesOf('npm', ['config', 'get', name])[0] ?? '');
  return words.filter((word) => word !== '' && word !== 'null' && word !== 'undefined');
}

function unwantedSettings({ config }: Configuration): string[] {
  const problems: string[] = [];
  if (config.User !== '65532:65532') problems.push(`it runs as ${config.User}`);
  if (config.Healthcheck !== undefined && config.Healthcheck !== null) problems.push('it has a HEALTHCHECK');
  for (const name of ['title', 'description', 'source', 'licenses', 'base.name', 'revision']) {
    if (!config.Labels?.[`org.opencontainers.image.${name}`]) problems.push(`it has no label ${name}`);
  }
  const variables = (config.Env ?? []).filter((line) => /npm|registry|token|proxy/i.test(line));
  return [...problems, ...variables.map((line) => `it sets ${line.split('=')[0]}`)];
}

/** What a whole image holds that a container must not have: a shell, or npm. */
export function shellsIn(rootfs: string): string[] {
  const names = ['sh', 'bash', 'dash', 'busybox', 'npm', 'npx', 'apt', 'apt-get', 'dpkg'];
  return linesOf('find', [
    rootfs,
    '-name',
    'npm',
    '-o',
    '(',
    '-type',
    'f,l',
    ...names.flatMap((name) => ['-name', name, '-o']),
    '-name',
    'zsh',
    ')',
  ])
    .filter((file) => /\/bin\/|\/node_modules\/npm$/.test(file))
    .map((file) => file.slice(rootfs.length));
}

function sizeOf(file: string): number {
  return Number(linesOf('stat', ['--format', '%s', file])[0]);
}

/** The lines that a program prints; grep ends with 1 when it finds nothing. */
function linesOf(program: string, args: readonly string[]): string[] {
  try {
    const output = execFileSync(program, [...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return output.split('\n').filter((line) => line !== '');
  } catch (error) {
    if (program === 'grep' && (error as { status?: number }).status === 1) return [];
    throw error;
  }
}
