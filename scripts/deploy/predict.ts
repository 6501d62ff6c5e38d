import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { findBicep, INFRA, pinnedVersion, runProgram } from '../../test/infra/bicep.ts';
import { SNAPSHOT_DEPLOYMENT, SNAPSHOT_ENVIRONMENT } from '../../test/infra/infra-check.ts';
import type { Variables } from './settings.ts';

/** Where a deployment goes, for names that Azure computes from it. */
export interface Target {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly resourceGroup: string;
  readonly location: string;
}

const NO_BICEP = `found: no Bicep ${pinnedVersion()}
  right: that version on the PATH or in infra/tools; the deployment and the reviewed snapshots were compiled by it
  do:    npm run infra:tools (with the .NET SDK 10), or take it from https://github.com/Azure/bicep/releases`;
/** Values that predictions hold in the place of an image: with none, the template makes no apps, whose registry and names are asked for. */
const PLACEHOLDER = `example.azurecr.io/image@sha256:${'0'.repeat(64)}`;
/** Predictions are written to a file: no secret gets into one. */
const SECRETS = { RECEIPT_SIGNING_KEYS: '', PROVENANCE_SIGNING_KEYS: '', WEBHOOK_SECRET_KEYS: '', HOOK_SOURCES: '' };

/** What the template would make in this place: the text of a snapshot. @throws Error with what the compiler said */
export async function predict(parameterFile: string, target: Target, variables: Variables): Promise<string> {
  return inCopy(parameterFile, async (folder, file) => {
    const where = [
      ['--subscription-id', target.subscriptionId],
      ['--tenant-id', target.tenantId],
      ['--resource-group', target.resourceGroup],
      ['--location', target.location],
      ['--deployment-name', 'voice'],
    ].flat();
    const images = { VOICE_API_IMAGE: PLACEHOLDER, VOICE_WORKER_IMAGE: PLACEHOLDER };
    await snapshot(folder, file, 'overwrite', where, { ...variables, ...SECRETS, ...images });
    return readFile(join(folder, snapshotOf(file)), 'utf8');
  });
}

/**
 * In what the template differs from the snapshot that lies beside the parameter file, which is what was reviewed. `undefined`: there is none.
 * Both are predictions for the same example, so that only the template and the parameter file count.
 */
export async function differenceFromReview(parameterFile: string): Promise<string | undefined> {
  return inCopy(parameterFile, async (folder, file) => {
    if (!existsSync(join(folder, snapshotOf(file)))) return undefined;
    const { PATH, HOME } = process.env;
    try {
      await snapshot(folder, file, 'validate', SNAPSHOT_DEPLOYMENT, { ...SNAPSHOT_ENVIRONMENT, PATH, HOME });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  });
}

async function inCopy<T>(parameterFile: string, use: (folder: string, file: string) => Promise<T>): Promise<T> {
  const file = relative(INFRA, parameterFile);
  if (file.startsWith('..') || !existsSync(join(INFRA, file)))
    throw new Error(
      `found: ${parameterFile}\n  right: a parameter file in infra\n  do:    put it there, beside main.bicep`,
    );
  const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
  try {
    await cp(INFRA, folder, { recursive: true, filter: (each) => basename(each) !== 'tools' });
    return await use(folder, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function snapshot(
  cwd: string,
  file: string,
  mode: 'overwrite' | 'validate',
  where: readonly string[],
  env: Variables,
): Promise<void> {
  const bicep = await findBicep();
  if (bicep === undefined) throw new Error(NO_BICEP);
  const { code, stdout, stderr } = await runProgram(bicep, ['snapshot', file, '--mode', mode, ...where], { cwd, env });
  if (code !== 0) throw new Error(`${stderr}\n${stdout}`.trim());
}

function snapshotOf(file: string): string {
  return file.replace(/\.bicepparam$/, '.snapshot.json');
}
