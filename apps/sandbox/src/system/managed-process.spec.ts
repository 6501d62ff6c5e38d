import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManagedProcess, readable } from './managed-process.ts';

describe(ManagedProcess.name, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'managed-process-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Started another process, which runs `script` with the same output, and ended. */
  async function ended(script: string, onLine?: (line: string) => void): Promise<ManagedProcess> {
    const leave = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(script)}], { stdio: 'inherit' })`;
    const parent = new ManagedProcess({
      name: 'parent',
      entry: '',
      command: [process.execPath, '-e', `${leave}.once('spawn', () => process.exit());`],
      environment: {},
      logFile: join(folder, 'parent.log'),
      ...(onLine && { onLine }),
    });
    await parent.exited;
    return parent;
  }

  it('logs what comes after its end', async () => {
    const parent = await ended(`setTimeout(() => console.log('late'), 100);`);
    await parent.stop(30_000);
    expect(await readFile(join(folder, 'parent.log'), 'utf8')).toBe('late\n');
  });

  it('lives with lines that come while its log is closed', async () => {
    let lines = 0;
    const parent = await ended(`setInterval(() => console.log('later\\n'.repeat(1000)), 1);`, () => lines++);
    await expect.poll(() => lines).toBeGreaterThan(10_000);
    await parent.stop(0);
    const before = lines;
    await expect.poll(() => lines).toBeGreaterThan(before + 1);
  });
});

const log = (level: string | number, msg: string) => JSON.stringify({ level, msg, err: { stack: 'at somewhere' } });

describe(readable.name, () => {
  it('shows what a process told before it could log', () => {
    const told = ['The configuration is not valid:', '  - WORKER_QUEUES: there is no queue x'];
    expect(readable(told)).toEqual(told);
    expect(readable([log('info', 'starting'), ...told])).toEqual(told);
  });

  it('shows the messages of fatal lines without their stacks', () => {
    const port = 'Port 3000 is in use by another program.';
    expect(readable([log('info', 'starting'), log('error', 'listen EADDRINUSE'), log('fatal', port)])).toEqual([port]);
    expect(readable([log(30, 'starting'), log(60, port)])).toEqual([port]);
  });

  it('shows everything where nothing tells more', () => {
    const lines = [log('info', 'starting'), log('error', 'broken')];
    expect(readable(lines)).toEqual(lines);
    expect(readable(['{ not a log line'])).toEqual(['{ not a log line']);
  });
});
