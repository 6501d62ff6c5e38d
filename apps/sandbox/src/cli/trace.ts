import './require-node.ts';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { packageRoot } from '../system/package-root.ts';
import { isTraceable, jobTrace, type LogLine, linesOf, readLine, traceQuery } from './job-trace.ts';

/** `npm run trace`; scripts/commands describes the options. */
const DEFAULT_COLUMNS = 80;

const { values, positionals } = parseArgs({
  options: { kql: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [id, ...files] = positionals;
try {
  if (id === undefined || !isTraceable(id)) {
    throw new Error('Name an id: of a job, its operation, a request or a trace. For example: npm run trace -- syn_01…');
  }
  if (values.kql) console.log(traceQuery(id));
  else await print(id, await readAll(files));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function print(wanted: string, lines: readonly LogLine[]): Promise<void> {
  const found = linesOf(wanted, lines);
  if (found.length === 0) throw new Error(`None of ${lines.length} lines names ${wanted}.`);
  console.log(jobTrace(wanted, found, process.stdout.columns ?? DEFAULT_COLUMNS).join('\n'));
}

/** Of these files, of standard input when it is no terminal, or of the system that was started here last. */
async function readAll(names: readonly string[]): Promise<readonly LogLine[]> {
  const isPiped = names.length === 0 && !process.stdin.isTTY;
  const inputs = isPiped
    ? [process.stdin]
    : (names.length > 0 ? names : await lastLogs()).map((name) => createReadStream(name));
  return (await Promise.all(inputs.map(linesIn))).flat();
}

async function linesIn(input: Readable): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    const line = readLine(text);
    if (line) lines.push(line);
  }
  return lines;
}

/** Of `npm start`: a folder for each run, with a log for each process. */
async function lastLogs(): Promise<readonly string[]> {
  const runs = join(packageRoot(), '.sandbox');
  const names = (await readdir(runs).catch(() => [])).filter((name) => name.startsWith('run-'));
  const folders = await Promise.all(
    names.map(async (name) => ({ folder: join(runs, name), at: (await stat(join(runs, name))).mtimeMs })),
  );
  const folder = folders.toSorted((one, other) => other.at - one.at)[0]?.folder;
  if (folder === undefined) throw new Error('Name log files, or pipe a log into this command. No system runs here.');
  return (await readdir(folder)).filter((name) => name.endsWith('.log')).map((name) => join(folder, name));
}
