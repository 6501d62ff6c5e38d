import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { commandFile } from '../support/tools.ts';
import { INFRA, type ProgramResult, runProgram } from './bicep.ts';
import { EXAMPLE_PLATFORM } from './example-platform.ts';

/** Parameter sets whose predicted resources are committed beside them, as `{set}.snapshot.json`. */
export const PARAMETER_SETS = ['main', 'main.idle', 'main.private', 'main.byo'] as const;
export type ParameterSet = (typeof PARAMETER_SETS)[number];

/** All of them, and the deployments that some companies add to one. */
export const PREDICTED = [...PARAMETER_SETS, 'email'] as const;
export type Predicted = (typeof PREDICTED)[number];

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** What the parameter files read from the environment, for predictions: nothing of the machine must show in them. */
export const SNAPSHOT_ENVIRONMENT = {
  AZURE_LOCATION: 'westeurope',
  AZURE_TENANT_ID: '00000000-0000-0000-0000-00000000000b',
  ENTRA_CLIENT_ID: '00000000-0000-0000-0000-00000000000a',
  SERVICE_API_IMAGE_NAME: `cr.example.com/voice/api@${digest('1')}`,
  SERVICE_WORKER_IMAGE_NAME: `cr.example.com/voice/worker@${digest('2')}`,
  VOICE_API_IMAGE: `cr.example.com/voice/api@${digest('1')}`,
  VOICE_WORKER_IMAGE: `cr.example.com/voice/worker@${digest('2')}`,
  VOICE_ALERT_EMAILS: 'operators@example.com',
  VOICE_BUDGET_START: '2026-12-01',
  APP_PLATFORM: JSON.stringify(EXAMPLE_PLATFORM),
} as const;

/** A program that runs for two seconds gains nothing from being compiled again with what was measured; without, it takes a third less. */
const COMPILER_SETTINGS = { DOTNET_TieredPGO: '0', DOTNET_gcConcurrent: '0' };

/** The place that snapshots are predicted for. */
export const SNAPSHOT_METADATA = {
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'rg-voice',
  location: 'westeurope',
  tenantId: SNAPSHOT_ENVIRONMENT.AZURE_TENANT_ID,
  deploymentName: 'main',
} as const;

/** The same, as the command line takes it. */
export const SNAPSHOT_DEPLOYMENT = [
  ['--subscription-id', SNAPSHOT_METADATA.subscriptionId],
  ['--resource-group', SNAPSHOT_METADATA.resourceGroup],
  ['--location', SNAPSHOT_METADATA.location],
  ['--tenant-id', SNAPSHOT_METADATA.tenantId],
  ['--deployment-name', SNAPSHOT_METADATA.deploymentName],
].flat();

export interface Step {
  readonly name: string;
  /** What the compiler says that it should not: a finding, a difference. Empty: all checks pass. */
  readonly findings: readonly string[];
}

/**
 * Compiles the templates, lints them and predicts their resources, in a copy of `infra`, so that nothing is left in the checkout.
 * Two commands run at a time: each keeps a processor busy.
 */
export class InfraCheck {
  private readonly bicep: string;
  /** `unshare` with its options, where it works; empty where it is not allowed. */
  private readonly without: readonly string[];
  private readonly folder: string;

  private constructor(bicep: string, without: readonly string[], folder: string) {
    this.bicep = bicep;
    this.without = without;
    this.folder = folder;
  }

  /** Whether the compiler has no network. */
  get isOffline(): boolean {
    return this.without.length > 0;
  }

  /** Runs `use` with a copy of `source`, which is removed afterwards. */
  static async with<T>(bicep: string, use: (check: InfraCheck) => Promise<T>, source: string = INFRA): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'infra-'));
    try {
      await cp(source, folder, { recursive: true, filter: (file) => basename(file) !== 'tools' });
      return await use(new InfraCheck(bicep, await withoutNetwork(), folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async run(): Promise<readonly Step[]> {
    const steps = [
      () => this.lint('**/*.bicep'),
      () => this.findings('build', ['build', '--no-restore', '--pattern', '*.bicep']),
      () => this.findings('build-params', ['build-params', '--no-restore', '--pattern', '*.bicepparam']),
      ...PREDICTED.map((set) => () => this.compare(set)),
      () => this.format(),
    ];
    const done: Step[] = [];
    const next = async (): Promise<void> => {
      for (let step = steps.shift(); step; step = steps.shift()) done.push(await step());
    };
    await Promise.all([next(), next()]);
    return done;
  }

  /** What the linter and the compiler find in the files of a pattern. */
  lint(pattern: string): Promise<Step> {
    return this.findings('lint', ['lint', '--no-restore', '--pattern', pattern]);
  }

  /** In what the predicted resources differ from the committed snapshot. */
  compare(set: Predicted): Promise<Step> {
    return this.snapshot(set, 'validate');
  }

  /** Writes what is predicted for a parameter set into the copy, and answers it. @throws Error with what the compiler said */
  async predict(set: Predicted): Promise<string> {
    const { findings } = await this.snapshot(set, 'overwrite');
    if (findings.length > 0) throw new Error(findings.join('\n'));
    return readFile(join(this.folder, `${set}.snapshot.json`), 'utf8');
  }

  private async snapshot(set: Predicted, mode: 'validate' | 'overwrite'): Promise<Step> {
    return this.findings(`snapshot ${set}`, ['snapshot', `${set}.bicepparam`, '--mode', mode, ...SNAPSHOT_DEPLOYMENT]);
  }

  /** In a copy of its own: the compiler formats files where they are. */
  private async format(): Promise<Step> {
    const formatted = join(this.folder, 'formatted');
    const files = (await readdir(this.folder, { recursive: true })).filter((file) => /\.bicep(param)?$/.test(file));
    await mkdir(formatted);
    for (const file of files) await cp(join(this.folder, file), join(formatted, file), { recursive: true });
    await cp(join(this.folder, 'bicepconfig.json'), join(formatted, 'bicepconfig.json'));
    const results = await Promise.all(
      ['**/*.bicep', '*.bicepparam'].map((pattern) => this.bicepRun(['format', '--pattern', pattern], formatted)),
    );
    const findings = results.flatMap((result) => linesOf(result, this.folder));
    for (const file of files) {
      const [was, is] = await Promise.all([this.folder, formatted].map((folder) => readFile(join(folder, file))));
      if (was && is && !was.equals(is)) findings.push(`infra/${file} is not formatted: run npm run infra:format`);
    }
    return { name: 'format', findings };
  }

  private async findings(name: string, args: readonly string[]): Promise<Step> {
    return { name, findings: linesOf(await this.bicepRun(args, this.folder), this.folder) };
  }

  private bicepRun(args: readonly string[], cwd: string): Promise<ProgramResult> {
    const [program, ...rest] = [...this.without, this.bicep, ...args] as [string, ...string[]];
    return runProgram(program, rest, { cwd, env: compilerEnvironment() });
  }
}

/** Findings are on stderr, with exit code 0 where they are warnings (BCP…), which cannot be raised; differences are on stdout. */
function linesOf({ code, stdout, stderr }: ProgramResult, folder: string): string[] {
  const text = stripVTControlCharacters(code === 0 ? stderr : `${stderr}\n${stdout}`).replaceAll(folder, 'infra');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return code !== 0 && lines.length === 0 ? [`the compiler ended with ${code} without a word`] : lines;
}

/** Only what is named here: a variable of the machine must not change what is predicted. */
export function compilerEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { ...SNAPSHOT_ENVIRONMENT, ...COMPILER_SETTINGS, PATH, HOME, TMPDIR: tmpdir() };
}

/** A new network namespace with nothing in it, as a user that may do so: the program and options to run another with. Empty where it is not allowed. */
export async function withoutNetwork(): Promise<readonly string[]> {
  const unshare = commandFile('unshare');
  if (unshare === undefined) return [];
  return (await runProgram(unshare, ['-rn', 'true'], {})).code === 0 ? [unshare, '-rn'] : [];
}
