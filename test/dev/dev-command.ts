import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const LOOK_MS = 50;

/** `npm run dev` in a folder, as a person runs it. */
export class DevCommand {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #folder: string;
  #token: string | undefined;
  output = '';

  constructor(folder: string) {
    this.#folder = folder;
    this.#child = spawn('npm', ['run', '--silent', 'dev'], {
      cwd: folder,
      // Another port than that of a system that may be running.
      env: { ...process.env, PORT: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own gets what Ctrl-C sends.
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.#closed = new Promise((resolve) => this.#child.once('close', () => resolve()));
  }

  /** Resolves when API and worker have said that they are ready. @throws Error with the output when it ends or takes too long */
  async ready(timeoutMs: number): Promise<void> {
    const startedAt = performance.now();
    while (!['api', 'worker'].every((name) => new RegExp(`^${name} +is ready:`, 'm').test(this.output))) {
      if (this.#child.exitCode !== null || performance.now() - startedAt > timeoutMs) {
        throw new Error(`npm run dev was not ready:\n${this.output}`);
      }
      await delay(LOOK_MS);
    }
    console.log(`npm run dev was ready after ${Math.round(performance.now() - startedAt)} ms`);
  }

  apiUrl(): string {
    return /^api +is ready: (\S+)/m.exec(this.output)?.[1] ?? '';
  }

  /** Where the sandbox listens: another port for each start. */
  sandboxUrl(): string {
    const file = join(this.#folder, '.sandbox', 'running.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { SANDBOX_CONTROL_URL: string }).SANDBOX_CONTROL_URL;
  }

  async token(): Promise<string> {
    if (this.#token === undefined) {
      const options = { cwd: this.#folder };
      this.#token = (await promisify(execFile)('npm', ['run', '--silent', 'token'], options)).stdout.trim();
    }
    return this.#token;
  }

  /** What Ctrl-C does, and waits for the end of everything. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGINT');
    await this.#closed;
  }
}
