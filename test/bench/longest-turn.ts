/**
 * Loaded ahead of the API and the worker (`--import`): measures the turns of their event loops, as `test/security/budgets/turns.ts` does. On SIGUSR2, a
 * file named after the process says the processor time of the longest turn of its main thread since the signal before, in milliseconds.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env['LONGEST_TURN_FOLDER'];

// The processes that these start inherit the option.
if (folder !== undefined && isMainThread && /[\\/]apps[\\/](api|worker)[\\/]/.test(process.argv[1] ?? '')) {
  let longestMs = 0;
  let since = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(since);
    longestMs = Math.max(longestMs, (user + system) / 1_000);
    since = process.threadCpuUsage();
    // It does not keep the loop from waiting: an idle process stays idle.
    setImmediate(look).unref();
  };
  setImmediate(look).unref();
  process.on('SIGUSR2', () => {
    const file = join(folder, String(process.pid));
    writeFileSync(`${file}.new`, String(longestMs));
    renameSync(`${file}.new`, file);
    longestMs = 0;
    since = process.threadCpuUsage();
  });
}
