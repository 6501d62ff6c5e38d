import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A command of this project, run as a person would run it, with its output. */
export class Command {
  readonly child: ChildProcess;
  readonly done: Promise<CommandResult>;
  output = '';

  constructor(
    script: 'start' | 'sandbox' | 'demo' | 'token' | 'hooks-listen' | 'provenance-verify',
    args: readonly string[] = [],
    environment: Record<string, string> = {},
  ) {
    const entry = join(packageRoot(), 'dist', 'apps', 'sandbox', 'src', 'cli', `${script}.js`);
    this.child = spawn(process.execPath, [entry, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that a test can send it what Ctrl-C sends: a signal to the whole group.
      detached: true,
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.done = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal, output: this.output }));
    });
  }

  /** Ends it and what it started, if a test failed before it did. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.interrupt();
    await this.done;
  }

  /** What Ctrl-C in a terminal does. */
  interrupt(): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGINT');
  }
}
