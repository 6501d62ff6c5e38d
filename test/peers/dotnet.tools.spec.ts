import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { DEMO_CLIENT } from '../../apps/sandbox/src/entra/directory.ts';
import type { EmulatorConfigInput } from '../../apps/sandbox/src/service-bus/config.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { SandboxProcess } from '../support/sandbox-process.ts';
import { isInstalled } from '../support/tools.ts';

interface CaseResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string | null;
}

const PROJECT = join(import.meta.dirname, 'dotnet');
/** All cases together; one that hangs is ended by the runner itself after a minute. */
const RUN_TIMEOUT_MS = 8 * 60_000;
/** Nothing of the compiler is left running, and nothing is sent about its use. */
const DOTNET_ENVIRONMENT = {
  ...process.env,
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  MSBUILDDISABLENODEREUSE: '1',
};

const run = promisify(execFile);

/** Compiles the project into `folder`, so that runs beside each other do not meet, and answers the program's file. */
async function build(folder: string): Promise<string> {
  const settings = ['-p:RestoreLockedMode=true', '-p:UseSharedCompilation=false'];
  const building = run('dotnet', ['build', PROJECT, '-c', 'Release', '--artifacts-path', folder, ...settings], {
    env: DOTNET_ENVIRONMENT,
  });
  await building.catch((error: Error & { stdout?: string }) => {
    throw new Error(`The .NET project does not compile:\n${error.stdout ?? error.message}`, { cause: error });
  });
  return join(folder, 'bin', 'VoiceSandboxPeer', 'release', 'VoiceSandboxPeer.dll');
}

/** Writes the sandbox's entities and what the product has none of: a queue with sessions, a topic. */
async function writeEntities(file: string): Promise<void> {
  const ofProduct = join(packageRoot(), 'apps', 'sandbox', 'queues.json');
  const config = JSON.parse(await readFile(ofProduct, 'utf8')) as EmulatorConfigInput;
  for (const namespace of config.UserConfig.Namespaces) {
    namespace.Queues = [...(namespace.Queues ?? []), { Name: 'peer-sessions', Properties: { RequiresSession: true } }];
    namespace.Topics = [
      ...(namespace.Topics ?? []),
      { Name: 'peer-topic', Subscriptions: [{ Name: 'peer-subscription' }] },
    ];
  }
  await writeFile(file, JSON.stringify(config));
}

/** Runs the cases against a sandbox of their own. Their lines go to the terminal. */
async function runCases(program: string, reportFile: string, entitiesFile: string): Promise<CaseResult[]> {
  const sandbox = await SandboxProcess.start({ SANDBOX_SERVICE_BUS_CONFIG: entitiesFile });
  try {
    const { endpoints, environment } = sandbox.ready;
    const child = spawn('dotnet', [program, '--report', reportFile], {
      env: {
        ...DOTNET_ENVIRONMENT,
        ...environment,
        SSL_CERT_FILE: environment['NODE_EXTRA_CA_CERTS'],
        SANDBOX_CONTROL_URL: endpoints['control'],
        SANDBOX_CLIENT_ID: DEMO_CLIENT.clientId,
        SANDBOX_CLIENT_SECRET: DEMO_CLIENT.secret,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: RUN_TIMEOUT_MS,
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0 && code !== 1) throw new Error(`The .NET program ended with ${code ?? 'a signal'}.`);
    return JSON.parse(await readFile(reportFile, 'utf8')) as CaseResult[];
  } finally {
    await sandbox.stop();
  }
}

const dotnet = isInstalled('dotnet');
const folder = dotnet ? await mkdtemp(join(tmpdir(), 'dotnet-peer-')) : '';
const program = dotnet ? await build(folder) : '';
const names = dotnet ? (JSON.parse((await run('dotnet', [program, '--list'])).stdout) as string[]) : [];

describe.skipIf(!dotnet)('the sandbox before the .NET SDKs of Azure', () => {
  let results: ReadonlyMap<string, CaseResult> = new Map();

  beforeAll(async () => {
    const entitiesFile = join(folder, 'entities.json');
    await writeEntities(entitiesFile);
    const all = await runCases(program, join(folder, 'report.json'), entitiesFile);
    results = new Map(all.map((result) => [result.name, result]));
  }, RUN_TIMEOUT_MS + 30_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.for(dotnet ? names : ['has cases'])('%s', (name, { skip }) => {
    const result = results.get(name);
    if (result?.status === 'skipped') skip(result.message ?? undefined);
    if (result?.status !== 'passed') throw new Error(result?.message ?? 'The .NET program did not report this case.');
  });
});
