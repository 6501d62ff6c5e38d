import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../support/tools.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { FIGURES, SCREENS } from '../../apps/sandbox/src/cli/top-figures.fixture.ts';

const TOKEN = 'secret-token';
const run = promisify(execFile);
const program = join(packageRoot(), 'dist', 'apps', 'sandbox', 'src', 'cli', 'top.js');
/** A server of tmux for each test: one that is about to end would be found by the next. */
let servers = 0;
const tmux = async (...args: readonly string[]) =>
  (await run('tmux', ['-L', `top-${process.pid}-${servers}`, '-f', '/dev/null', '-u', ...args])).stdout;

let server: Server;
let url: string;
let requests: (string | undefined)[];
let status = 200;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.headers.authorization);
    const problem = { type: 'about:blank', title: 'Forbidden', status, code: 'forbidden', detail: 'Not for you.' };
    response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' });
    response.end(JSON.stringify(status === 200 ? FIGURES : problem));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
afterEach(async () => {
  status = 200;
  await tmux('kill-server').catch(() => undefined);
});

/** In a terminal of tmux; the shell goes on when the program has ended. */
async function open({ columns, rows }: { columns: number; rows: number }): Promise<void> {
  requests = [];
  servers += 1;
  const size = ['-x', String(columns), '-y', String(rows)];
  const environment = ['-e', `TOKEN=${TOKEN}`, '-e', 'NO_COLOR=1', '-e', 'PS1=$ '];
  await tmux('new-session', '-d', ...size, ...environment, '/bin/sh');
  await tmux('set-option', '-g', 'status', 'off');
  await tmux('resize-window', ...size);
  await tmux('send-keys', `'${process.execPath}' '${program}' --url ${url}; echo ENDED $?`, 'Enter');
}

const screen = () => tmux('capture-pane', '-p');
const shows = (text: string) => expect.poll(screen, { interval: 100 }).toContain(text);

describe.skipIf(!isInstalled('tmux'))('npm run top, in a terminal', () => {
  it.each(SCREENS)('looks as $file, and ends with q, leaving what was there', async ({ size, file }) => {
    await open(size);
    await shows('OPEN JOBS');
    const kept = await readFile(join(packageRoot(), file), 'utf8');
    expect((await screen()).trimEnd()).toBe(kept.trimEnd());
    expect(requests).toEqual([`Bearer ${TOKEN}`]);
    await tmux('send-keys', 'r');
    await expect.poll(() => requests.length).toBe(2);
    await tmux('send-keys', 'q');
    await shows('ENDED 0');
    expect(await screen()).not.toContain('OPEN JOBS');
  });

  it('draws again when the terminal changes its size, and pauses', async () => {
    const [small, large] = SCREENS;
    await open(small.size);
    await shows('OPEN JOBS');
    await tmux('resize-window', '-x', String(large.size.columns), '-y', String(large.size.rows));
    await shows('maintenance');
    await tmux('send-keys', 'Space');
    await shows('PAUSED');
    await tmux('send-keys', 'C-c');
    await shows('ENDED 0');
  });

  it('shows why it can show nothing, and goes on', async () => {
    status = 403;
    await open(SCREENS[0].size);
    await shows('Not for you.');
    status = 200;
    await tmux('send-keys', 'r');
    await shows('OPEN JOBS');
  });
});

describe('npm run top, for scripts', () => {
  const scripted = (...args: readonly string[]) => {
    requests = [];
    const child = spawn(process.execPath, [program, '--url', url, ...args], {
      env: { PATH: process.env['PATH'], TOKEN },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
    return once(child, 'close').then(([code]) => ({ code: code as number, ...output }));
  };

  it('prints the response as JSON with --once --json', async () => {
    const { code, stdout, stderr } = await scripted('--once', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(FIGURES);
    expect(requests).toHaveLength(1);
  });

  it('prints the figures once without a terminal', async () => {
    const { code, stdout } = await scripted();
    expect(code).toBe(0);
    expect(stdout).toContain('OPEN JOBS');
    expect(stdout).not.toContain('\x1b');
  });

  it('ends with 1 and the reason when there is no answer', async () => {
    status = 403;
    const { code, stdout, stderr } = await scripted('--once', '--json');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('Not for you.');
    expect(stderr).not.toContain(TOKEN);
    expect(await scripted('--interval', '0')).toMatchObject({ code: 1 });
  });
});
