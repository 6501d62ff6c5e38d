/**
 * Makes Node's compile cache in the build of an image: `node warm.js START_FILE DIRECTORY [NODE_FLAG…]`, as the image's user and by the image's Node,
 * both of which are in the cache's name. Runs the deployable until it is ready, and ends it.
 * See ADR 118.
 */
import { chmodSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { runToReady } from './run-to-ready.ts';
import { UNCONNECTED } from './unconnected.ts';

const [startFile = '', directory = '', ...nodeFlags] = process.argv.slice(2);
// Strings lie in the cache by their hashes: with random seeds no two builds are alike. V8's flags are a part of the cache's name too, so
// warm-preload.ts puts these back before the cache is opened. They are never set where the image runs: known seeds let a client choose keys
// that collide.
const flags = ['--hash-seed=1', '--random-seed=1', '--import', join(import.meta.dirname, 'warm-preload.js')];
await runToReady([...flags, ...nodeFlags, startFile], { ...UNCONNECTED, WARM_CACHE_DIRECTORY: directory });
const files = globSync('*/*', { cwd: directory });
if (files.length === 0) throw new Error(`no compile cache was made in ${directory}`);
// Node makes them for their owner alone; in the image they belong to root.
for (const file of [...files, ...globSync('*', { cwd: directory })]) chmodSync(join(directory, file), 0o755);
console.log(`the compile cache of ${startFile} has ${files.length} files`);
