/**
 * `npm run generate` writes the documents that are made from the code; with `--check` (`npm run check:generated`) it writes nothing and fails
 * when one of them is not as the code expects.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GENERATED } from './generated-documents.ts';

const HOME = join(import.meta.dirname, '..', '..');
const check = process.argv.includes('--check');

for (const [path, generate] of Object.entries(GENERATED)) {
  const file = join(HOME, path);
  const wanted = await generate();
  if (!check) {
    await writeFile(file, wanted);
    console.log(`${path} is written.`);
    continue;
  }
  const difference = firstDifference(await readIfThere(file), wanted);
  if (difference === undefined) {
    console.log(`${path} is up to date.`);
  } else {
    console.error(`${path} is not what the code says. Run \`npm run generate\` and commit it.\n${difference}`);
    process.exitCode = 1;
  }
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Where two texts begin to differ, for a person to see; `undefined` if they are the same. */
function firstDifference(committed: string, wanted: string): string | undefined {
  if (committed === wanted) return undefined;
  const [old, now] = [committed.split('\n'), wanted.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  const index = line >= 0 ? line : now.length;
  return [`  line ${index + 1}`, `  - ${old[index] ?? '(end of file)'}`, `  + ${now[index] ?? '(end of file)'}`].join(
    '\n',
  );
}
