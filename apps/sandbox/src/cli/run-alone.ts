import { mkdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_CLIENT, SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { ManagedProcess } from '../system/managed-process.ts';
import { packageRoot } from '../system/package-root.ts';
import type { SandboxReady } from '../system/voice-system.ts';
import { environmentFile } from './environment-file.ts';
import { noteOnProducers, producerVariable, writeProducerFiles } from './producer-files.ts';
import { Progress } from './progress.ts';
import { removeTokenSource, writeTokenSource } from './token-source.ts';

const STOP_TIMEOUT_MS = 4_000;

/** `npm run sandbox`; scripts/commands describes the options. Starts the sandbox alone, tells how to reach it, and resolves with the exit code once it was stopped. */
export async function runAlone(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    // Not `--env-file`: Node takes that option for itself, also behind the name of a script.
    options: {
      data: { type: 'string' },
      'write-env': { type: 'string' },
      producer: { type: 'string', multiple: true, default: [] },
    },
  });
  const stopRequested = new Promise<undefined>((resolve) => {
    // Not `once`: npm forwards Ctrl-C a second time.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(undefined));
  });
  const folder = join(packageRoot(), '.sandbox', `alone-${process.pid}`);
  const file = values['write-env'] ?? join(packageRoot(), '.sandbox', 'sandbox.env');
  mkdirSync(folder, { recursive: true });
  const data = values.data === undefined ? undefined : resolve(values.data);
  const sandbox = sandboxIn(folder, data, values.producer);
  const progress = new Progress(process.stdout);
  progress.begin('Start the sandbox');
  let ready: SandboxReady | undefined;
  try {
    ready = await Promise.race([sandbox.messaged(isReady), stopRequested]);
    if (ready === undefined) return 0;
    progress.end();
    await announce(ready, file, data);
    await writeProducerFiles(ready);
    for (const note of noteOnProducers(ready)) console.log(`\n  ${note}`);
    const code = await Promise.race([stopRequested, sandbox.exited]);
    if (code === undefined) return 0;
    throw new Error(`The sandbox ended by itself with code ${code}; its log is in ${folder}`);
  } catch (error) {
    progress.fail();
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    console.log('\nStopping …');
    await sandbox.stop(STOP_TIMEOUT_MS);
    if (ready) await removeTokenSource(ready.environment);
    const isOurs = ready && (await readFile(file, 'utf8').catch(() => '')) === environmentFile(variablesOf(ready));
    if (isOurs) await rm(file, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/** The caller's `SANDBOX_*` variables go to it, and nothing that the caller has set for Azure. */
function sandboxIn(folder: string, data: string | undefined, producers: readonly string[]): ManagedProcess {
  const passed = Object.entries(process.env).filter(
    ([name]) => name.startsWith('SANDBOX_') || ['PATH', 'HOME', 'TMPDIR', 'NODE_COMPILE_CACHE'].includes(name),
  ) as [string, string][];
  return new ManagedProcess({
    name: 'sandbox',
    entry: join(packageRoot(), 'dist', 'apps', 'sandbox', 'src', 'main.js'),
    environment: {
      ...Object.fromEntries(passed),
      ...producerVariable(producers),
      ...(data === undefined ? {} : { SANDBOX_DATA_DIR: data, SANDBOX_KEEP_DATA: 'true' }),
    },
    logFile: join(folder, 'sandbox.log'),
  });
}

/** What a client needs: the variables of the deployables, and those of other languages and of the control endpoint. */
function variablesOf({ endpoints, environment }: SandboxReady): Record<string, string> {
  return {
    ...environment,
    // .NET and others that use OpenSSL; it replaces the certificates that they trust otherwise.
    SSL_CERT_FILE: environment['NODE_EXTRA_CA_CERTS'] ?? '',
    SANDBOX_CONTROL_URL: endpoints['control'] ?? '',
    SANDBOX_CLIENT_ID: DEMO_CLIENT.clientId,
    SANDBOX_CLIENT_SECRET: DEMO_CLIENT.secret,
  };
}

async function announce(ready: SandboxReady, file: string, data: string | undefined): Promise<void> {
  const variables = variablesOf(ready);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, environmentFile(variables), { mode: 0o600 });
  await writeTokenSource(variables);
  const { endpoints } = ready;
  print('Endpoints', [
    ['Control', endpoints['control']],
    ['Entra ID', endpoints['entra']],
    ['Managed identity', endpoints['managedIdentity']],
    ['Service Bus', endpoints['serviceBus']],
    ['Blob Storage', endpoints['blob']],
    ['Cosmos DB', endpoints['cosmos']],
    ['Speech, REST', endpoints['speech']],
    ['Speech, WebSocket', endpoints['speechWebSocket']],
  ]);
  print('Certificates and directory', [
    ['CA file', variables['NODE_EXTRA_CA_CERTS']],
    ...SANDBOX_DIRECTORY.tenants.map(({ name, tenantId }) => [`Tenant ${name}`, tenantId] as const),
    ['API', SANDBOX_DIRECTORY.api.clientId],
    [DEMO_CLIENT.name, `${DEMO_CLIENT.clientId}, secret ${DEMO_CLIENT.secret}, all roles`],
  ]);
  console.log(`\n  Environment of clients, to paste:\n\n${environmentFile(variables).trimEnd()}`);
  const shown = relative(process.cwd(), file);
  console.log(`
  The same in a file, for another terminal:

  set -a; . ${shown.startsWith('..') ? file : `./${shown}`}; set +a
  curl --cacert "$NODE_EXTRA_CA_CERTS" "$ENTRA_AUTHORITY/$ENTRA_TENANT_ID/v2.0/.well-known/openid-configuration"

  docs/sandbox.md says what is imitated, and how JavaScript, .NET and curl reach it.
  ${data === undefined ? 'Ctrl-C stops it, and everything stored ends with it.' : `Ctrl-C stops it. Everything stays in ${data}`}`);
}

function print(title: string, rows: readonly (readonly [string, string | undefined])[]): void {
  console.log(`\n  ${title}\n`);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(20)} ${value ?? ''}`);
}

function isReady(message: unknown): message is SandboxReady {
  return (message as { type?: unknown } | null)?.type === 'ready';
}
