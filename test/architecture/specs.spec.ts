import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

async function filesOf(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: ROOT })) files.push(file.replaceAll('\\', '/'));
  return files.sort();
}

/** See ADR 126. */
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

function hidesTypes(line: string): boolean {
  return /\bas (never[\s,;)\]}]*$|never[,;)\]}]|unknown as\b)/.test(line);
}
