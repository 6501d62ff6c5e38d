import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plant, planted } from './plants.ts';

const SOURCES = ['apps', 'libs', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Two releases, each compiled in a folder of its own, so that the working tree may change meanwhile. */
export class Releases {
  readonly #folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  readonly #worktrees: string[] = [];

  constructor(private readonly home: string) {}

  /** The working tree as it is, with a change or without. @returns its folder */
  workingTree(name: string, plant?: Plant): string {
    const root = join(this.#folder, name);
    mkdirSync(root);
    for (const part of SOURCES) cpSync(join(this.home, part), join(root, part), { recursive: true, filter: isNeeded });
    for (const edit of plant?.edits ?? []) {
      const file = join(root, edit.file);
      writeFileSync(file, planted(readFileSync(file, 'utf8'), edit));
    }
    return this.compiled(root);
  }

  /** A revision of the repository, in a git worktree. @returns its folder */
  revision(name: string, revision: string): string {
    const root = join(this.#folder, name);
    execFileSync('git', ['worktree', 'add', '--quiet', '--detach', root, revision], {
      cwd: this.home,
      stdio: 'inherit',
    });
    this.#worktrees.push(root);
    return this.compiled(root);
  }

  remove(): void {
    for (const root of this.#worktrees) {
      rmSync(join(root, 'node_modules'), { force: true, recursive: true });
      execFileSync('git', ['worktree', 'remove', '--force', root], { cwd: this.home, stdio: 'inherit' });
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** With the packages of the working tree where the release has the same, else with its own. */
  private compiled(root: string): string {
    const modules = join(root, 'node_modules');
    if (existsSync(modules)) return root;
    const lock = (folder: string) => readFileSync(join(folder, 'package-lock.json'), 'utf8');
    if (lock(root) === lock(this.home)) symlinkSync(realpathSync(join(this.home, 'node_modules')), modules, 'dir');
    else execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, stdio: 'inherit' });
    const compiler = join(modules, 'typescript', 'bin', 'tsc');
    // Its notes belong into the folder: the packages, and their cache, may be those of the working tree.
    const notes = join(root, 'dist', '.tsbuildinfo');
    const flags = ['-p', join(root, 'tsconfig.build.json'), '--noCheck', '--tsBuildInfoFile', notes];
    execFileSync(process.execPath, [compiler, ...flags], { cwd: root, stdio: 'inherit' });
    return root;
  }
}

/** The sandbox is that of the working tree. */
function isNeeded(path: string): boolean {
  return !path.endsWith(join('apps', 'sandbox')) && !path.endsWith('.spec.ts');
}
