import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mainFiles } from './bundles.ts';
import { ManagedProcess } from '../../apps/sandbox/src/system/managed-process.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import type { SandboxReady } from '../../apps/sandbox/src/system/voice-system.ts';

/** How long the sandbox may take to end by itself. */
const STOP_TIMEOUT_MS = 4_000;

/** The sandbox alone, as a process on free ports, with a folder of its own. */
export class SandboxProcess {
  private constructor(
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
    private process: ManagedProcess,
    /** What it said when it was ready, the last time. */
    public ready: SandboxReady,
  ) {}

  /** @param environment `SANDBOX_*` variables. @throws Error with the last lines of its log when it ends before it is ready. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<SandboxProcess> {
    const folder = join(packageRoot(), '.sandbox', `alone-${process.pid}-${Date.now().toString(36)}`);
    mkdirSync(folder, { recursive: true });
    const sandbox = processIn(folder, environment);
    return new SandboxProcess(folder, environment, sandbox, await sandbox.messaged(isReady));
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    this.process.signal('SIGKILL');
    await this.process.exited;
  }

  /** Starts it again in its folder, after a kill. */
  async startAgain(): Promise<void> {
    this.process = processIn(this.folder, this.environment);
    this.ready = await this.process.messaged(isReady);
  }

  /** Ends it and removes what it stored, and its log. */
  async stop(): Promise<void> {
    await this.process.stop(STOP_TIMEOUT_MS);
    await rm(this.folder, { recursive: true, force: true });
  }
}

function processIn(folder: string, environment: Readonly<Record<string, string>>): ManagedProcess {
  return new ManagedProcess({
    name: 'sandbox',
    entry: mainFiles().sandbox ?? join(packageRoot(), 'dist', 'apps', 'sandbox', 'src', 'main.js'),
    environment: { PATH: process.env['PATH'] ?? '', SANDBOX_DATA_DIR: join(folder, 'data'), ...environment },
    logFile: join(folder, 'sandbox.log'),
  });
}

function isReady(message: unknown): message is SandboxReady {
  return (message as { type?: unknown } | null)?.type === 'ready';
}
