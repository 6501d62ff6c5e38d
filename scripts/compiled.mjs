/**
 * Whether `dist` has the output of the sources as they are. The compiler finds that out too, but needs seconds for it, and each command of npm asks. It is JavaScript
 * that an old Node can read.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What says how the sources are compiled. */
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'node_modules/typescript/package.json'];
/** As `exclude` of tsconfig.build.json. */
const NOT_COMPILED = /\.(?:spec|fixture)\.ts$|(?:^|[\\/])testing[\\/]/;

/** @param {string} home the folder of package.json */
const stampOf = (home) => join(home, 'dist', '.compiled');

/**
 * True when the last build succeeded, nothing that it read has changed since it began, and its output is there, as it wrote it.
 * @param {string} home the folder of package.json
 * @returns {boolean}
 */
export function isCompiled(home) {
  const [stamp, note] = [stampOf(home), join(home, 'dist', '.tsbuildinfo')];
  if (!existsSync(stamp) || !existsSync(note)) return false;
  const begunAt = Number(readFileSync(stamp, 'utf8'));
  const endedAt = statSync(stamp).mtimeMs;
  const sources = globSync('{apps,libs}/**/*.ts', { cwd: home }).filter((file) => !NOT_COMPILED.test(file));
  const outputs = new Set(globSync('{apps,libs}/**/*.js', { cwd: join(home, 'dist') }));
  const isOlder = (file) => {
    const { mtimeMs, ctimeMs } = statSync(join(home, file));
    // A file that was copied over another one may have an old time of modification.
    return Math.max(mtimeMs, ctimeMs) < begunAt;
  };
  const outputOf = (file) => file.replace(/\.ts$/, '.js');
  const isAsWritten = (file) => outputs.has(file) && statSync(join(home, 'dist', file)).mtimeMs <= endedAt;
  const isStale = (file) => !existsSync(join(home, file.replace(/\.js$/, '.ts')));
  const isOutputWhole =
    sources.filter((file) => !file.endsWith('.d.ts')).every((file) => isAsWritten(outputOf(file))) &&
    ![...outputs].some(isStale);
  return isOutputWhole && [...SETTINGS, ...sources].every(isOlder);
}

/**
 * Compiles all, or ends the process with the status of the compiler.
 * @param {string} home the folder of package.json
 * @param {...string} options of tsc
 */
export function compile(home, ...options) {
  const run = (...args) => {
    const { status } = spawnSync(process.execPath, args, { cwd: home, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  };
  const begunAt = Date.now();
  rmSync(stampOf(home), { force: true });
  run(join('scripts', 'remove-stale-output.mjs'));
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  run(compiler, '-p', 'tsconfig.build.json', '--tsBuildInfoFile', join('dist', '.tsbuildinfo'), ...options);
  noteCompiled(home, begunAt);
}

/**
 * @param {string} home the folder of package.json
 * @param {number} begunAt epoch milliseconds at which the build began to read
 */
export function noteCompiled(home, begunAt) {
  writeFileSync(stampOf(home), String(begunAt));
}
