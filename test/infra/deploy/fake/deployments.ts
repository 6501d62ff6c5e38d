import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { INFRA } from '../../bicep.ts';
import { AzError } from './az-error.ts';
import type { Context } from './context.ts';
import { platformOf, type Revision, type Traffic, type World } from './world.ts';

const READ = /readEnvironmentVariable\('(\w+)'(?:, '((?:[^'\\]|\\.)*)')?\)/g;
const BY_DIGEST = /@(sha256:[0-9a-f]{64})$/;

/** The variables that a parameter file reads, with their values. @throws AzError as the compiler does for one that is missing */
export function readParameters({ value, env, cwd }: Context): Readonly<Record<string, string>> {
  const file = resolve(cwd, value('--parameters'));
  if (!file.startsWith(INFRA) || !file.endsWith('.bicepparam')) throw new AzError(`no parameter file ${file}`);
  const text = readFileSync(file, 'utf8');
  return Object.fromEntries(
    [...text.matchAll(READ)].map(([, name = '', preset]) => {
      // An empty variable is one that is set: the default is for those that are not.
      const found = env[name] ?? preset;
      if (found === undefined)
        throw new AzError(`BCP338: Environment variable ${name} does not exist, and there's no default value set.`);
      return [name, found];
    }),
  );
}

function imageOf({ world }: Context, image: string): string {
  // azd deploys by a tag of its own.
  if (world.registryImages.has(image)) return image;
  const digest = BY_DIGEST.exec(image)?.[1];
  if (digest === undefined) throw new AzError(`${image} is not an image by digest`);
  if (!world.registryImages.has(digest)) throw new AzError(`(MANIFEST_UNKNOWN) ${image} is not in the registry`);
  return image;
}

export function deployStack(context: Context, parameters: Readonly<Record<string, string>>): void {
  const { world, value, call } = context;
  if (value('--deny-settings-mode') !== 'denyDelete' || value('--action-on-unmanage') !== 'detachAll')
    throw new AzError('other settings than the given ones');
  if (!call.flags.includes('--yes')) throw new AzError('it would ask, and nobody answers');
  if (world.unknownRights > 0) {
    world.unknownRights -= 1;
    throw new AzError('(PrincipalNotFound) Principal does not exist in the directory.');
  }
  deployPlatform(context, parameters);
  world.stacks.add(value('--name'));
}

/** What main.bicep makes, by whichever tool. */
export function deployPlatform({ world, value }: Context, parameters: Readonly<Record<string, string>>): void {
  const needed = parameters['VOICE_RESTORE_SPEECH'] === 'true';
  const resources = platformOf(basename(value('--parameters'), '.bicepparam'), value('--resource-group'));
  const speech = resources.find(({ kind }) => kind === 'SpeechServices')?.name;
  const isDeleted = world.deletedAccounts.some(({ name }) => name === speech);
  if (isDeleted && !needed) throw new AzError('(FlagMustBeSetForRestore) An existing resource is soft-deleted.');
  if (!isDeleted && needed) throw new AzError('(CanNotRestoreANonExistingResource) nothing to restore');
  const { currentValue = 0, limit = 0 } = world.quotas['ManagedEnvironmentCount'] ?? {};
  const isThere = world.resources.some(({ type }) => type === 'Microsoft.App/managedEnvironments');
  if (!isThere && currentValue >= limit) throw new AzError('(MaxNumberOfRegionalEnvironmentsInSubExceeded)');
  world.deletedAccounts = world.deletedAccounts.filter(({ name }) => name !== speech);
  world.resources = resources;
  // As the template does: with an image it deploys the apps, without one it leaves them.
  const { VOICE_API_IMAGE = '', VOICE_WORKER_IMAGE = '' } = parameters;
  if (VOICE_API_IMAGE !== '') addRevision(world, VOICE_API_IMAGE, '', [{ latestRevision: true, weight: 100 }], '');
  if (VOICE_WORKER_IMAGE !== '') world.workerImage = VOICE_WORKER_IMAGE;
}

export function deployApi(context: Context, parameters: Readonly<Record<string, string>>): void {
  const {
    API_REVISION_SUFFIX = '',
    API_TRAFFIC = '[]',
    API_PREVIOUS_REVISION = '',
    SERVICE_API_IMAGE_NAME = '',
  } = parameters;
  JSON.parse(parameters['APP_PLATFORM'] ?? '');
  const traffic = JSON.parse(API_TRAFFIC) as Traffic[];
  addRevision(
    context.world,
    imageOf(context, SERVICE_API_IMAGE_NAME),
    API_REVISION_SUFFIX,
    traffic,
    API_PREVIOUS_REVISION,
  );
}

function addRevision(world: World, image: string, suffix: string, traffic: Traffic[], previous: string): void {
  const name = `api--${suffix === '' ? `auto${world.api?.revisions.length ?? 0}` : suffix}`;
  if (!/^api--[a-z][a-z0-9]{1,40}$/.test(name)) throw new AzError(`${name} is not a name of a revision`);
  const revisions: Revision[] = world.api?.revisions ?? [];
  if (revisions.some((each) => each.name === name)) throw new AzError(`(RevisionAlreadyExists) ${name}`);
  const names = [...revisions.map((each) => each.name), name];
  const unknown = traffic.find(({ revisionName }) => revisionName !== undefined && !names.includes(revisionName));
  if (unknown !== undefined) throw new AzError(`(RevisionNotFound) ${unknown.revisionName}`);
  const labels = traffic.flatMap(({ label = '' }) => (label === '' ? [] : [label]));
  if (new Set(labels).size !== labels.length) throw new AzError('a label is given twice');
  if (traffic.reduce((sum, { weight }) => sum + weight, 0) !== 100)
    throw new AzError('the weights are not 100 together');
  revisions.push({ name, image, active: true });
  world.api = {
    image,
    // What the template sets replaces all tags.
    tags: { app: 'voice', ...(previous === '' ? {} : { 'previous-revision': previous }) },
    revisions,
    traffic,
  };
}

export function deployWorker(context: Context, parameters: Readonly<Record<string, string>>): void {
  JSON.parse(parameters['APP_PLATFORM'] ?? '');
  context.world.workerImage = imageOf(context, parameters['SERVICE_WORKER_IMAGE_NAME'] ?? '');
}

export function deployJobs(context: Context, parameters: Readonly<Record<string, string>>): void {
  JSON.parse(parameters['APP_PLATFORM'] ?? '');
  const api = imageOf(context, parameters['SERVICE_API_IMAGE_NAME'] ?? '');
  const worker = imageOf(context, parameters['SERVICE_WORKER_IMAGE_NAME'] ?? '');
  const images = { migrate: api, smoke: api, 'erasures-replay': worker };
  for (const [name, image] of Object.entries(images))
    context.world.jobs[name] = { image, variables: {}, executions: context.world.jobs[name]?.executions ?? [] };
}
