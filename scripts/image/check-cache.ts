/**
 * Run in the build of an image, as its user and by its Node: `node check-cache.js START_FILE`. Fails when the deployable would not find
 * its compile cache (NODE_COMPILE_CACHE), as after a change of the user, of Node or of V8's flags. At the start of a container it would
 * only be slow.
 */
import { runToReady } from './run-to-ready.ts';
import { UNCONNECTED } from './unconnected.ts';

const [startFile = '', ...nodeFlags] = process.argv.slice(2);
const environment = {
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  ...UNCONNECTED,
  NODE_DEBUG_NATIVE: 'COMPILE_CACHE',
};
const output = await runToReady([...nodeFlags, startFile], environment);
const accepted = output.match(/ was accepted/g)?.length ?? 0;
const missed = [...output.matchAll(/V8 code cache for \S+ (?:file:\/\/)?(\S+) was not (?:accepted|initialized).*/g)];
if (accepted === 0 || missed.length > 0 || !/main\.js was accepted/.test(output)) {
  throw new Error(
    `the compile cache in ${environment.NODE_COMPILE_CACHE} does not fit Node ${process.version} of user ${process.getuid?.()}:\n` +
      output
        .split('\n')
        .filter((line) => line.includes('[compile cache]'))
        .slice(0, 10)
        .join('\n'),
  );
}
console.log(`the compile cache fits: ${accepted} files of it were taken`);
