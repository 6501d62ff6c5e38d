import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../system/package-root.ts';

/** What commands in another terminal need of the running system; none of it is secret. */
const VARIABLES = ['API_URL', 'ENTRA_AUTHORITY', 'ENTRA_CLIENT_ID', 'NODE_EXTRA_CA_CERTS', 'SANDBOX_CONTROL_URL'];

function fileName(): string {
  return join(packageRoot(), '.sandbox', 'running.json');
}

/** Notes where the running system's tokens come from, for `npm run token` in another terminal. The last one started wins. */
export async function writeTokenSource(environment: Readonly<Record<string, string>>): Promise<void> {
  const file = fileName();
  await mkdir(join(packageRoot(), '.sandbox'), { recursive: true });
  await writeFile(
    `${file}.${process.pid}`,
    JSON.stringify(Object.fromEntries(VARIABLES.map((name) => [name, environment[name]]))),
  );
  await rename(`${file}.${process.pid}`, file);
}

/** Of the sandbox that `SANDBOX_CONTROL_URL` names, or of the system that was started here last. @throws Error when there is none */
export async function readTokenSource(): Promise<Record<string, string>> {
  const { SANDBOX_CONTROL_URL: url = '' } = process.env;
  if (url !== '') return { ...(await environmentAt(url)), SANDBOX_CONTROL_URL: url };
  try {
    return JSON.parse(await readFile(fileName(), 'utf8')) as Record<string, string>;
  } catch (cause) {
    throw new Error('No system is running here. Start one with: npm start', { cause });
  }
}

/** What a client of the sandbox's services needs, with the developer's identity. @throws Error when no sandbox answers */
export async function environmentOfSandbox(): Promise<Record<string, string>> {
  const { SANDBOX_CONTROL_URL: url = '' } = await readTokenSource();
  return environmentAt(url);
}

async function environmentAt(url: string): Promise<Record<string, string>> {
  try {
    return ((await (await fetch(url)).json()) as { environment: Record<string, string> }).environment;
  } catch (cause) {
    throw new Error(`No sandbox answers at ${url}. Start a system with: npm start`, { cause });
  }
}

/** Forgets the system that has ended, unless another one was started since. */
export async function removeTokenSource(environment: Readonly<Record<string, string>>): Promise<void> {
  const noted = JSON.parse(await readFile(fileName(), 'utf8').catch(() => '{}')) as Record<string, string>;
  if (noted['ENTRA_AUTHORITY'] === environment['ENTRA_AUTHORITY']) await rm(fileName(), { force: true });
}
