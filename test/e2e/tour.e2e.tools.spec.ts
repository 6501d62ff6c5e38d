import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemUnderTest } from '../support/system.ts';
import { isInstalled } from '../support/tools.ts';
import { readWav } from '../support/wav.ts';

const HOME = join(import.meta.dirname, '..', '..');
const TOUR = join('scripts', 'tour.sh');
const run = promisify(execFile);

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function tour(shell: string, home: string, environment: Record<string, string>): Promise<Result> {
  const options = { cwd: home, env: { ...process.env, ...environment }, timeout: 150_000 };
  try {
    return { code: 0, ...(await run(shell, [TOUR], options)) };
  } catch (error) {
    return error as Result;
  }
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tour-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each(['bash', 'zsh'])('the tour in %s', (shell) => {
  it.skipIf(!isInstalled(shell))('shows the sentence, waits for the work, and ends with speech', async () => {
    const { apiUrl, endpoints } = await systemUnderTest();
    const out = join(folder, 'tour.wav');
    const environment = { API: apiUrl, SANDBOX_CONTROL_URL: endpoints['control'] ?? '', OUT: out };
    const { code, stdout, stderr } = await tour(shell, HOME, environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('I Ada Lovelace am aware that recordings of my voice will be used by Contoso');
    expect(stdout.match(/: accepted$/gm)).toHaveLength(2);
    expect(stdout.match(/^ {2}succeeded, /gm)).toHaveLength(3);
    expect(stdout).toContain(`API=${apiUrl}`);
    expect(readWav(await readFile(out)).durationS).toBeGreaterThan(2);
  });

  it.skipIf(!isInstalled(shell))('says how to start a system where none runs', async () => {
    await mkdir(join(folder, 'scripts'));
    await copyFile(join(HOME, TOUR), join(folder, TOUR));
    const none = await tour(shell, folder, { API: '' });
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toBe('No system runs here. Start one in another terminal: npm start\n');

    // What npm start has noted counts, not port 3000.
    const url = `http://127.0.0.1:${await closedPort()}`;
    await mkdir(join(folder, '.sandbox'));
    await writeFile(join(folder, '.sandbox', 'running.json'), JSON.stringify({ API_URL: url }));
    const gone = await tour(shell, folder, { API: '' });
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toBe(`Nothing answers at ${url}. Start a system in another terminal: npm start\n`);
  });

  it.skipIf(!isInstalled(shell))('ends with what the API says when it refuses something', async () => {
    const { apiUrl } = await systemUnderTest();
    const { code, stderr } = await tour(shell, HOME, { API: apiUrl, TOKEN: 'no-token' });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^The API answered 401: \{.*\}\n$/);
  });
});

/** Of a server that has ended. */
async function closedPort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
