import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');

interface Project {
  readonly type: 'application' | 'library';
  readonly root: string;
  readonly entryFile: string;
  readonly sourceRoot: string;
  readonly compilerOptions: { readonly tsConfigPath: string };
}

const { projects } = JSON.parse(readFileSync(join(HOME, 'nest-cli.json'), 'utf8')) as {
  projects: Record<string, Project>;
};

function filesOf(tsconfig: string): { readonly options: ts.CompilerOptions; readonly files: readonly string[] } {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(join(HOME, tsconfig), undefined, host);
  if (!parsed) throw new Error(`${tsconfig} cannot be read`);
  return { options: parsed.options, files: parsed.fileNames };
}

describe('nest-cli.json', () => {
  it('lists every app and every lib, by its folder', () => {
    const folders = globSync('{apps,libs}/*/', { cwd: HOME }).map((folder) => folder.replace(/\/$/, ''));
    expect(Object.values(projects).map(({ root }) => root)).toEqual(expect.arrayContaining(folders));
    expect(Object.keys(projects)).toHaveLength(folders.length);
    for (const [name, { root }] of Object.entries(projects)) expect(root).toMatch(new RegExp(`^(apps|libs)/${name}$`));
  });

  it.each(Object.entries(projects))('builds %s from its entry file', (_name, project) => {
    const { sourceRoot, entryFile, compilerOptions } = project;
    const entry = join(HOME, sourceRoot, `${entryFile}.ts`);
    expect(existsSync(entry)).toBe(true);
    const { files, options } = filesOf(compilerOptions.tsConfigPath);
    expect(files).toContain(entry);
    expect(files.filter((file) => file.endsWith('.spec.ts'))).toEqual([]);
    // Output lies where Node and the build of everything have it.
    expect(options).toMatchObject({ rootDir: HOME, outDir: join(HOME, 'dist') });
    // What is remembered of another build would leave out files that were removed or written since.
    expect(options.incremental).toBe(false);
  });

  it.each(['api', 'worker'])('compiles the libs with %s, and for npm run dev the same files', (name) => {
    const { files } = filesOf(`apps/${name}/tsconfig.app.json`);
    const dev = filesOf(`apps/${name}/tsconfig.dev.json`);
    expect(dev.files).toEqual(files);
    expect(dev.options.noCheck).toBe(true);
    expect(files).toContain(join(HOME, 'libs/domain/src/index.ts'));
    // Started as a file of its own, and imported by nothing.
    expect(files).toContain(join(HOME, 'libs/audio/src/worker/audio-worker.ts'));
  });
});
