import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ICruiseResult } from 'dependency-cruiser';

/** The folders whose imports are checked. */
const FOLDERS = ['apps', 'examples', 'libs', 'test'];

const run = promisify(execFile);

export interface BrokenRule {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** The way back, for a cycle. */
  readonly via: readonly string[];
}

export interface Cruise {
  /** Source files that were read. */
  readonly modules: number;
  /** Imports between them and from packages. */
  readonly dependencies: number;
  /** Source files on disk that were not read: a compiler that dependency-cruiser does not know makes it skip them all, and see nothing wrong. */
  readonly missed: readonly string[];
  readonly broken: readonly BrokenRule[];
  /** Why each rule is there, by its name. */
  readonly reasons: Readonly<Record<string, string>>;
}

/**
 * Reads the imports of a source tree and holds them against the rules.
 * @param root Folder with `apps`, `libs`, `test`, `package.json` and `tsconfig.json`.
 * @param config Path of the dependency-cruiser configuration.
 * @throws Error when dependency-cruiser cannot run.
 */
export async function cruise(root: string, config: string): Promise<Cruise> {
  const onDisk = await sourceFiles(root);
  const folders = FOLDERS.filter((folder) => onDisk.some((file) => file.startsWith(`${folder}/`)));
  if (folders.length === 0) return { modules: 0, dependencies: 0, missed: [], broken: [], reasons: {} };
  const stdout = await dependencyCruiser(root, ['--config', config, '--output-type', 'json', ...folders]);
  const { modules, summary } = JSON.parse(stdout) as ICruiseResult;
  const read = new Set(modules.map(({ source }) => source));
  const seen = onDisk.filter((file) => read.has(file));
  return {
    modules: seen.length,
    dependencies: summary.totalDependenciesCruised ?? 0,
    missed: onDisk.filter((file) => !read.has(file)),
    broken: summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      from,
      to,
      via: (cycle ?? []).map(({ name }) => name),
    })),
    reasons: Object.fromEntries(
      (summary.ruleSetUsed?.forbidden ?? []).map(({ name, comment }) => [name ?? '', comment ?? '']),
    ),
  };
}

/** What the picture shows: the features of the deployables and the libs, each as one box. */
const PICTURE = {
  'include-only': '^(apps/(api|worker)|libs)/',
  exclude: '[.]spec[.]ts$|/testing/',
  collapse: '^(apps/[^/]+/src/[^/]+|libs/[^/]+)',
};

/**
 * Who imports whom, folder by folder, as dependency-cruiser draws it: a Mermaid flowchart.
 * @throws Error when dependency-cruiser cannot run.
 */
export function picture(root: string, config: string): Promise<string> {
  const options = Object.entries(PICTURE).flatMap(([name, value]) => [`--${name}`, value]);
  return dependencyCruiser(root, ['--config', config, '--output-type', 'mermaid', ...options, 'apps', 'libs']);
}

async function dependencyCruiser(root: string, options: readonly string[]): Promise<string> {
  const limits = { cwd: root, maxBuffer: 256 * 1024 * 1024 };
  const { stdout } = await run(process.execPath, [await executable(), ...options], limits);
  return stdout;
}

/** What is wrong, as lines for a person; none if nothing is. */
export function problemsOf({ modules, dependencies, missed, broken, reasons }: Cruise): string[] {
  if (modules === 0 || dependencies === 0) {
    return [`Nothing was checked: ${modules} modules with ${dependencies} imports were read.`];
  }
  return [
    ...missed.map((file) => `${file} was not read: its imports are unchecked.`),
    ...broken.map(({ rule, from, to, via }) => {
      const what = via.length > 0 ? `${from} imports itself by way of ${via.join(' -> ')}` : `${from} imports ${to}`;
      return `${what}\n    ${rule}: ${reasons[rule] ?? ''}`;
    }),
  ];
}

/** The packages of client generators, and what imports code that is generated: `options.exclude` of the rules. */
const UNREAD = ['**/node_modules/**', 'test/peers/clients/generated/**', 'test/peers/clients/typescript/**'];

async function sourceFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  for (const folder of FOLDERS) {
    for await (const file of glob(`${folder}/**/*.ts`, { cwd: root, exclude: UNREAD })) {
      if (!file.endsWith('.d.ts')) files.push(file);
    }
  }
  return files.sort();
}

async function executable(): Promise<string> {
  const manifest = findPackageJSON('dependency-cruiser', import.meta.url);
  if (manifest === undefined) throw new Error('dependency-cruiser is not installed: run npm ci');
  const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
  return join(dirname(manifest), bin['depcruise'] ?? '');
}
