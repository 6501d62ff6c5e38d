import { spawn } from 'node:child_process';
import { join } from 'node:path';

const TICK_MS = 1_000;

/** Compiles what has changed, and shows on standard error that it does. Ends the process when it fails. @param before a further program to run */
export async function compile(home: string, before: readonly string[] | undefined): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1_000).toFixed(0)} s`;
  const isTerminal = process.stderr.isTTY;
  process.stderr.write(isTerminal ? 'Compile …' : 'Compile …\n');
  const timer = isTerminal && setInterval(() => process.stderr.write(`\r\u001B[2KCompile … ${seconds()}`), TICK_MS);
  await run(home, [join('scripts', 'build-run.mjs')]);
  if (before !== undefined) await run(home, before);
  if (timer) clearInterval(timer);
  if (isTerminal) process.stderr.write('\r\u001B[2K');
}

async function run(home: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  if (code === 0) return;
  process.stderr.write(`\nThe code does not compile:\n${output}`);
  process.exit(1);
}
