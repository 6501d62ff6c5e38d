/**
 * Removes from `dist` what no source file stands behind any longer: the compiler writes new output over old but deletes none, and an import of
 * a deleted file would go on working until the next fresh checkout. Run before each build.
 *
 * `nest build` and `npm run dev` write to `dist` too. When output is newer than what the compiler noted of its last build, that note is removed, and
 * the build writes everything: else a source file that was changed and put back would keep the output of the change.
 */
import { existsSync, globSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const home = join(import.meta.dirname, '..');
const note = join(home, 'dist', '.tsbuildinfo');
const builtAt = existsSync(note) ? statSync(note).mtimeMs : Infinity;

for (const output of globSync('{apps,libs}/**/*.{js,js.map}', { cwd: join(home, 'dist') })) {
  const source = output.replace(/\.js(\.map)?$/, '.ts');
  const file = join(home, 'dist', output);
  if (!existsSync(join(home, source)) || source.endsWith('.spec.ts')) rmSync(file);
  else if (statSync(file).mtimeMs > builtAt) rmSync(note, { force: true });
}
