import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INFRA } from '../bicep.ts';
import { FakeAzure, type TranscriptLine } from './fake/server.ts';
import { CLIENT_ID, World } from './fake/world.ts';

export interface DeployResult {
  readonly code: number | null;
  readonly printed: string;
  /** Standard error of the script, which is what people read. */
  readonly said: string;
  readonly transcript: readonly TranscriptLine[];
}

/** How a script is started: its program with what stands before the script, and how it spells an option. */
export interface Shell {
  readonly name: string;
  readonly command: readonly string[];
  readonly option: (name: string) => string;
}

const bash = (script: string): Shell => ({
  name: script,
  command: ['bash', join(INFRA, script)],
  option: (name) => `--${name}`,
});
export const BASH = bash('deploy.sh');
export const BASH_REGISTRATION = bash('entra/register.sh');
/** The scripts start Node a dozen times. */
const COMPILE_CACHE = join(INFRA, '..', 'node_modules', '.cache', 'deploy-compile-cache');

/** What a deployer sets, and nothing of the machine beside. */
const VARIABLES = {
  ENTRA_CLIENT_ID: CLIENT_ID,
  RECEIPT_SIGNING_KEYS: 'receipt-secret',
  PROVENANCE_SIGNING_KEYS: 'provenance-secret',
  WEBHOOK_SECRET_KEYS: 'webhook-secret',
  VOICE_BUDGET_START: '2026-12-01',
  DEPLOY_POLL_SECONDS: '0',
  DEPLOY_RETRY_SECONDS: '0',
} as const;

/** When a script is ended: SIGTERM when it has said a text, or SIGKILL, with all that it started, before a call is answered. */
export type End = string | ((call: string) => boolean);

/** A world and a folder with the programs that act on it. */
export class Deployment implements AsyncDisposable {
  readonly world: World;
  readonly fake: FakeAzure;
  private readonly folder: string;

  private constructor(world: World, fake: FakeAzure, folder: string) {
    this.world = world;
    this.fake = fake;
    this.folder = folder;
  }

  static async in(world: World = new World()): Promise<Deployment> {
    const fake = new FakeAzure(world);
    const folder = mkdtempSync(join(tmpdir(), 'fake-azure-'));
    await fake.start(join(folder, 'bin'));
    return new Deployment(world, fake, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fake.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a deploy script to its end, in the group of these tests, or ends it. */
  async run(
    shell: Shell,
    options: Readonly<Record<string, string | true>> = {},
    variables: Readonly<Record<string, string>> = {},
    endAt?: End,
  ): Promise<DeployResult> {
    const all = {
      'resource-group-name': 'rg-test',
      environment: 'dev',
      'watch-seconds': '0',
      ...options,
    };
    return this.runScript(shell, all, variables, endAt);
  }

  /**
   * Runs a script to its end.
   * @param options by their names in kebab case; true for one without a value
   */
  async runScript(
    shell: Shell,
    options: Readonly<Record<string, string | true>>,
    variables: Readonly<Record<string, string>> = {},
    endAt?: End,
  ): Promise<DeployResult> {
    const args = Object.entries(options).flatMap(([name, value]) =>
      value === true ? [shell.option(name)] : [shell.option(name), value],
    );
    return this.runProgram([...shell.command, ...args], tmpdir(), variables, endAt);
  }

  /** Runs a program where az and the others are the fake. */
  async runProgram(
    [program = '', ...args]: readonly string[],
    cwd: string,
    variables: Readonly<Record<string, string>>,
    endAt?: End,
  ): Promise<DeployResult> {
    const before = this.fake.transcript.length;
    const child = spawn(program, args, {
      cwd,
      // A group of its own, to be killed as a whole.
      detached: typeof endAt === 'function',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}`,
        HOME: this.folder,
        TMPDIR: this.folder,
        DOTNET_CLI_TELEMETRY_OPTOUT: '1',
        POWERSHELL_TELEMETRY_OPTOUT: '1',
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...(process.env['DOTNET_ROOT'] === undefined ? {} : { DOTNET_ROOT: process.env['DOTNET_ROOT'] }),
        ...VARIABLES,
        ...this.fake.variables,
        ...variables,
      },
    });
    this.fake.onCall = (call) => {
      if (typeof endAt === 'function' && endAt(call) && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    let said = '';
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const had = typeof endAt === 'string' && said.includes(endAt);
      said += text;
      if (typeof endAt === 'string' && !had && said.includes(endAt)) child.kill('SIGTERM');
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    this.fake.onCall = undefined;
    return { code, printed, said, transcript: this.fake.transcript.slice(before) };
  }
}
