import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
/** What does something: a use case, one that other features use, a handler of messages. */
const ACTING = /[.](usecase|service|handler)[.]ts$/;
/** Features that act without such a name: all that is injected of them counts. */
const INTAKE = 'libs/intake/src/';

async function filesOf(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: ROOT, exclude: ['**/node_modules/**'] }))
    files.push(file.replaceAll('\\', '/'));
  return files.sort();
}

const specOf = (file: string): string => file.replace(/[.]ts$/, '.spec.ts');

function isActing(file: string, text: string): boolean {
  return ACTING.test(file) || (file.startsWith(INTAKE) && /^@Injectable\(\)/m.test(text));
}

/** Those of the files that act. */
async function actingOf(files: readonly string[]): Promise<string[]> {
  const acting = await Promise.all(
    files.map(async (file) =>
      isActing(file, file.startsWith(INTAKE) ? await readFile(join(ROOT, file), 'utf8') : '') ? [file] : [],
    ),
  );
  return acting.flat();
}

/** Those of the files that have no spec beside them. */
function withoutSpec(files: readonly string[], exists: (file: string) => boolean): string[] {
  return files.filter((file) => !exists(specOf(file)));
}

function hidesTypes(line: string): boolean {
  return /\bas (never[\s,;)\]}]*$|never[,;)\]}]|unknown as\b)/.test(line);
}

/** See ADR 126. */
describe('use cases and handlers', () => {
  it('have their spec beside them, under their own name', async () => {
    const files = await actingOf(await filesOf('{apps,libs}/**/*.ts'));
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => file.startsWith(INTAKE)).length).toBeGreaterThan(10);
    expect(withoutSpec(files, (file) => existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('are named as such where they handle messages', async () => {
    const files = (await filesOf('apps/worker/src/**/*.ts')).filter((file) => !file.endsWith('.spec.ts'));
    const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')));
    const handling = files.filter((_, index) => /^@Handles\(/m.test(texts[index] ?? ''));
    expect(handling.length).toBeGreaterThan(20);
    expect(handling.filter((file) => !ACTING.test(file))).toEqual([]);
  });

  it('would be found without one', () => {
    const files = ['apps/api/src/a/a.usecase.ts', 'apps/api/src/a/b.service.ts'];
    expect(withoutSpec(files, (file) => file === 'apps/api/src/a/b.service.spec.ts')).toEqual(files.slice(0, 1));
    const injected = '\n@Injectable()\nexport class FetchUpload {}';
    expect(isActing('libs/intake/src/uploads/fetch-upload.ts', injected)).toBe(true);
    expect(isActing('libs/intake/src/uploads/measure.ts', 'export function measure() {}')).toBe(false);
    expect(isActing('apps/api/src/a/c.ts', injected)).toBe(false);
  });
});

describe('a spec of apps and libs', () => {
  it('makes its doubles and documents with types: without a cast that hides what is missing', async () => {
    const specs = await filesOf('{apps,libs}/**/*.{spec,fixture}.ts');
    expect(specs.length).toBeGreaterThan(200);
    const found = await Promise.all(
      specs.map(async (spec) => {
        const lines = (await readFile(join(ROOT, spec), 'utf8')).split('\n');
        return lines.flatMap((line, index) => (hidesTypes(line) ? [`${spec}:${index + 1}`] : []));
      }),
    );
    expect(found.flat()).toEqual([]);
  });

  it('would be found with such a cast', () => {
    expect(['new CreateVoice({} as never)', 'const voice = {} as unknown as Voice;'].every(hidesTypes)).toBe(true);
    expect(
      ['as nevertheless', 'const voice = aVoice();', 'whose stage is not there as never before'].some(hidesTypes),
    ).toBe(false);
  });
});
