import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the languages declare a type or a function that callers see: the last group of each match is its name. */
const DECLARATIONS: Readonly<Record<string, RegExp>> = {
  ts: /^export (?:declare )?(?:async )?(?:abstract )?(?:type|interface|class|enum|const|function) (\w+)/gm,
  cs: /^ *public (?:static |virtual |async |partial |sealed )*(?:class|enum|interface) (\w+)/gm,
  py: /^(?:class|def) (\w+)/gm,
  java: /^public (?:static |final |abstract )*(?:class|enum|interface) (\w+)/gm,
  go: /^(?:type|func) (?:\([^)]*\) )?(\w+)/gm,
};
/** What the contract itself says: `/v1`, `sha256`. orval names the type of each answer by its status: `createSynthesisResponse202`. */
const OF_CONTRACT = /(?:^V1|Sha256|Response[2-5]\d\d)$/;

/** The names in a file of generated code that end in a number, which is how generators name what the contract does not. */
export function numberedNames(extension: string, code: string): string[] {
  const names = Array.from(code.matchAll(DECLARATIONS[extension] ?? /(?!)/g), ([, name = '']) => name);
  return names.filter((name) => /\d$/.test(name) && !OF_CONTRACT.test(name));
}

/** The same for all files of a folder, each with its path; and how many files there are. */
export async function numberedNamesIn(folder: string): Promise<{ files: number; numbered: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => ({ path: join(entry.parentPath, entry.name), extension: entry.name.split('.').pop() ?? '' }))
    .filter(({ extension }) => extension in DECLARATIONS);
  const numbered = await Promise.all(
    files.map(async ({ path, extension }) => {
      const names = numberedNames(extension, await readFile(path, 'utf8'));
      return names.map((name) => `${path}: ${name}`);
    }),
  );
  return { files: files.length, numbered: numbered.flat() };
}
