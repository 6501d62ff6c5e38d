import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxReady } from './main.ts';
import { listen, shutDown } from './tls/listen.ts';

// Each test starts a process that loads all of the sandbox, which takes a while where other tests run beside it.
describe('the sandbox process', { timeout: 120_000 }, () => {
  let directory: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-main-spec-'));
  });
  afterEach(async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  });

  /** Runs the sources as they are; its temporary files go to the directory of the test. */
  const start = (environment: Record<string, string> = {}): ChildProcess => {
    child = fork(join(import.meta.dirname, 'main.ts'), {
      execArgv: ['--experimental-transform-types', '--conditions=development', '--disable-warning=ExperimentalWarning'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        TMPDIR: directory,
        SANDBOX_DATA_DIR: join(directory, 'data'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    return child;
  };
  const ready = async (process: ChildProcess): Promise<SandboxReady> => {
    const [message] = (await once(process, 'message')) as [SandboxReady];
    return message;
  };
  const logOf = async (process: ChildProcess): Promise<Record<string, unknown>[]> => {
    if (!process.stdout) throw new Error('The output of the process is not piped.');
    const lines = (await text(process.stdout)).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('says when it is ready, and ends within 3 s of SIGTERM', async () => {
    const process = start();
    const log = logOf(process);
    const { type, endpoints, environment } = await ready(process);
    expect(type).toBe('ready');
    expect((await fetch(`${endpoints.control}/clock`)).status).toBe(200);
    expect(environment['ENTRA_AUTHORITY']).toBe(endpoints.entra);
    const signalledAt = performance.now();
    process.kill('SIGTERM');
    const [code] = (await once(process, 'exit')) as [number];
    expect(code).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(3000);
    const messages = (await log).map(({ msg }) => msg);
    expect(messages).toContain('sandbox is ready');
    expect(messages.at(-1)).toBe('sandbox is closed');
    expect(await readdir(directory)).toEqual(['data']);
  });

  it('ends when its parent is gone', async () => {
    const process = start();
    process.stdout?.resume();
    await ready(process);
    process.disconnect();
    await expect(once(process, 'exit')).resolves.toEqual([0, null]);
  });

  it('can be stopped while it starts', async () => {
    const process = start();
    process.stdout?.resume();
    await once(process.stdout ?? process, 'data');
    process.kill('SIGINT');
    const [code] = (await once(process, 'exit')) as [number];
    expect([0, 1]).toContain(code);
    expect((await readdir(directory)).filter((name) => name.startsWith('sandbox-blobs-'))).toEqual([]);
  });

  it('takes configured ports, and names the reason if one is taken', async () => {
    const occupied = createServer();
    const port = await listen(occupied, '127.0.0.1', 0);
    try {
      const process = start({ SANDBOX_COSMOS_PORT: String(port) });
      const log = await logOf(process);
      const msg = `Port ${port} is in use by another program. Stop that program, or set another SANDBOX_*_PORT.`;
      expect(log.at(-1)).toMatchObject({ level: 60, port, msg });
      expect(process.exitCode ?? (await once(process, 'exit'))[0]).toBe(1);
    } finally {
      await shutDown(occupied);
    }
  });

  it('refuses a configuration that is not valid, with all its problems', async () => {
    const process = start({ SANDBOX_COSMOS_PORT: '99999', SANDBOX_BLOB_PORT: 'x' });
    const [line] = await logOf(process);
    const problems = ['BLOB', 'COSMOS'].map((name) => `SANDBOX_${name}_PORT: must be a whole number from 0 to 65535`);
    expect(line?.['problems']).toEqual(expect.arrayContaining(problems));
    for (const problem of problems) expect(line?.['msg']).toContain(problem);
    expect(process.exitCode ?? (await once(process, 'exit'))[0]).toBe(2);
  });
});
