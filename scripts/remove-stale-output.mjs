/**
 * Removes from `dist` what no source file stands behind any more: the compiler writes new output over old but deletes none, and an import of
 * a deleted file would go on working until the next fresh checkout. Run before each build.
 */
import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const home = join(import.meta.dirname, '..');

for (const output of globSync('{apps,libs}/**/*.{js,js.map}', { cwd: join(home, 'dist') })) {
  const source = output.replace(/\.js(\.map)?$/, '.ts');
  if (!existsSync(join(home, source)) || source.endsWith('.spec.ts')) rmSync(join(home, 'dist', output));
}
