import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INFRA } from '../bicep.ts';
import { FakeAzure, type TranscriptLine } from './fake/server.ts';
import { CLIENT_ID, World } from './fake/world.ts';

export interface DeployResult {
  readonly code: number | null;
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

export const BASH: Shell = {
  name: 'deploy.sh',
  command: ['bash', join(INFRA, 'deploy.sh')],
  option: (name) => `--${name}`,
};

/** The scripts start Node a dozen times. */
const COMPILE_CACHE = join(INFRA, '..', 'node_modules', '.cache', 'deploy-compile-cache');

/** What a deployer sets, and nothing of the machine beside. */
const VARIABLES = {
  ENTRA_CLIENT_ID: CLIENT_ID,
  RECEIPT_SIGNING_KEYS: 'receipt-secret',
  WEBHOOK_SECRET_KEYS: 'webhook-secret',
  VOICE_BUDGET_START: '2026-12-01',
  DEPLOY_POLL_SECONDS: '0',
  DEPLOY_RETRY_SECONDS: '0',
} as const;

/** A world and a folder with the programs that act on it. */
export class Deployment implements AsyncDisposable {
  readonly world: World;
  private readonly fake: FakeAzure;
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

  /**
   * Runs a deploy script to its end.
   * @param options by their names in kebab case; true for one without a value
   */
  async run(
    shell: Shell,
    options: Readonly<Record<string, string | true>> = {},
    variables: Readonly<Record<string, string>> = {},
  ): Promise<DeployResult> {
    const all: Record<string, string | true> = {
      'resource-group-name': 'rg-test',
      environment: 'dev',
      'watch-seconds': '0',
      ...options,
    };
    const args = Object.entries(all).flatMap(([name, value]) =>
      value === true ? [shell.option(name)] : [shell.option(name), value],
    );
    const before = this.fake.transcript.length;
    const [program = '', ...script] = shell.command;
    const child = spawn(program, [...script, ...args], {
      cwd: tmpdir(),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}`,
        HOME: this.folder,
        TMPDIR: this.folder,
        DOTNET_CLI_TELEMETRY_OPTOUT: '1',
        POWERSHELL_TELEMETRY_OPTOUT: '1',
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...(process.env['DOTNET_ROOT'] === undefined ? {} : { DOTNET_ROOT: process.env['DOTNET_ROOT'] }),
        ...VARIABLES,
        ...variables,
      },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    return { code, said, transcript: this.fake.transcript.slice(before) };
  }
}
