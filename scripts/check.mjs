/** `npm run check`: each part of it, two at a time, as most parts keep one processor busy. Prints what a part has said when it has ended. */
import { spawn } from 'node:child_process';

const npm = (name) => `npm run --silent ${name}`;
/** The longest first. */
const PARTS = [
  npm('lint'),
  'tsc',
  `${npm('build:run')} && ${npm('check:generated')}`,
  npm('check:contract'),
  npm('check:boundaries'),
  npm('check:prose'),
  'oxfmt --check .',
  npm('check:pipelines'),
  npm('check:containers'),
];
const AT_ONCE = 2;

/** @returns {Promise<boolean>} whether it has found nothing */
function run(part) {
  return new Promise((resolve) => {
    const child = spawn(part, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('close', (status) => {
      console.log(`=== ${part}${status === 0 ? '' : `: failed (${status})`}`);
      process.stdout.write(Buffer.concat(output));
      resolve(status === 0);
    });
  });
}

const waiting = [...PARTS];
const failed = [];
async function work() {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (!(await run(part))) failed.push(part);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
for (const part of failed) console.error(`check failed: ${part}`);
process.exitCode = failed.length === 0 ? 0 : 1;
