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

/** @throws Error when no system was started here. */
export async function readTokenSource(): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(fileName(), 'utf8')) as Record<string, string>;
  } catch (cause) {
    throw new Error('No system is running here. Start one with: npm start', { cause });
  }
}

/** Forgets the system that has ended, unless another one was started since. */
export async function removeTokenSource(environment: Readonly<Record<string, string>>): Promise<void> {
  const noted = await readTokenSource().catch(() => undefined);
  if (noted?.['ENTRA_AUTHORITY'] === environment['ENTRA_AUTHORITY']) await rm(fileName(), { force: true });
}
