/**
 * What an image starts: the settings that the launcher gives the deployables on a developer's machine, then the deployable itself. Bundled
 * for each target by scripts/image/bundle.ts.
 */
import { existsSync, readdirSync } from 'node:fs';
import { getCompileCacheDir, setSourceMapsSupport } from 'node:module';

/** The bundle of the deployable; the bundler puts its path here. */
declare const MAIN_FILE: string;

// Of the project's own files only, whose lines the bundle's map names.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

// Node says nothing when it does not find its compile cache or cannot use it, and takes twice as long to start: the log says it.
if (process.env['NODE_COMPILE_CACHE'] !== undefined) {
  const files = filesIn(getCompileCacheDir());
  console.log(
    JSON.stringify({
      level: files > 0 ? 'info' : 'warn',
      time: new Date().toISOString(),
      node: process.version,
      uid: process.getuid?.(),
      files,
      msg:
        files > 0 ? 'the compile cache is used' : 'the compile cache is not used: it is not that of this Node and user',
    }),
  );
}

await import(MAIN_FILE);

/** The directory is named by Node's version, processor, V8's flags and the user's id: there are files in it only if all of them fit. */
function filesIn(folder: string | undefined): number {
  return folder !== undefined && existsSync(folder) ? readdirSync(folder).length : 0;
}
