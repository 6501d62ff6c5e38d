import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EXAMPLE_PLATFORM } from '../../example-platform.ts';
import { AzError } from './az-error.ts';
import type { Context } from './context.ts';
import { deployApi, deployJobs, deployStack, deployWorker, readParameters } from './deployments.ts';
import { SUBSCRIPTION, TENANT, type World } from './world.ts';

type Handler = (context: Context) => unknown;

const ALL_PROVIDERS = [
  'Microsoft.App',
  'Microsoft.Authorization',
  'Microsoft.CognitiveServices',
  'Microsoft.Consumption',
  'Microsoft.ContainerRegistry',
  'Microsoft.DocumentDB',
  'Microsoft.EventGrid',
  'Microsoft.Insights',
  'Microsoft.KeyVault',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.OperationalInsights',
  'Microsoft.Resources',
  'Microsoft.ServiceBus',
  'Microsoft.Storage',
];
const GRAPH = 'https://graph.microsoft.com/v1.0';
const APP_DOMAIN = 'grassyfield-12345678.westeurope.azurecontainerapps.io';

function needGroup({ world, value }: Context): void {
  if (!world.groups.has(value('--resource-group')))
    throw new AzError(`(ResourceGroupNotFound) Resource group '${value('--resource-group')}' could not be found.`, 3);
}

function api({ world, value }: Context) {
  if (value('--name') !== 'api' || world.api === undefined)
    throw new AzError(
      `(ResourceNotFound) The Resource 'Microsoft.App/containerApps/${value('--name')}' was not found.`,
      3,
    );
  return world.api;
}

function revision(context: Context) {
  const name = context.value('--revision');
  const found = api(context).revisions.find((each) => each.name === name);
  if (found === undefined) throw new AzError(`Revision ${name} was not found.`, 3);
  return found;
}

function usages({ world }: Context, ...names: string[]) {
  return {
    value: names.map((name) => ({ name: { value: name, localizedValue: name }, unit: 'Count', ...world.quotas[name] })),
  };
}

/** Calls of the resource manager that have no command of their own, by what their address ends with. */
function rest(context: Context): unknown {
  const { world, value } = context;
  if (value('--uri').startsWith(GRAPH)) {
    if (value('--method') === 'get') return world.directory.read(value('--uri').slice(GRAPH.length));
    const body = readFileSync(value('--body').slice(1), 'utf8');
    world.changes.push('graph');
    return world.directory.write(
      value('--method'),
      value('--uri').slice(GRAPH.length),
      JSON.parse(body) as Record<string, unknown>,
    );
  }
  if (value('--method') !== 'get') throw new AzError('the fake answers GET alone');
  const uri = value('--uri');
  if (!uri.includes('?api-version=20')) throw new AzError('the address has no api-version');
  const path = uri.slice(0, uri.indexOf('?'));
  const end = path.slice(path.indexOf('/providers/') + '/providers/'.length);
  if (end === 'Microsoft.Authorization/permissions') return { value: world.permissions };
  if (/^Microsoft\.App\/locations\/\w+\/usages$/.test(end)) return usages(context, 'ManagedEnvironmentCount');
  if (/^Microsoft\.Network\/locations\/\w+\/usages$/.test(end)) return usages(context, 'PublicIPAddresses');
  if (end === 'Microsoft.Consumption/budgets') return { value: [] };
  if (end === 'Microsoft.EventGrid/systemTopics') return { value: world.systemTopics };
  if (/^Microsoft\.KeyVault\/vaults\/\w+\/secrets$/.test(end))
    return {
      value: ['receipt-signing-keys', 'provenance-signing-keys', 'webhook-secret-keys'].map((name) => ({ name })),
    };
  throw new AzError(`the fake does not know ${path}`);
}

function isFree({ world, value }: Context) {
  return { nameAvailable: !world.takenNames.has(value('--name')) };
}

function setTraffic(context: Context): unknown {
  const { traffic, revisions } = api(context);
  const weightsOf = (option: string) =>
    (context.call.options[option] ?? []).map((text) => text.split('=') as [string, string]);
  const weights = weightsOf('--label-weight');
  const byRevision = weightsOf('--revision-weight');
  const sum = [...weights, ...byRevision].reduce((total, [, weight]) => total + Number(weight), 0);
  if (sum !== 100) throw new AzError(`Traffic weights must sum up to 100, not ${sum}.`);
  for (const [label, weight] of weights) {
    const entry = traffic.find((each) => each.label === label);
    if (entry === undefined) throw new AzError(`No label assigned to revision found: ${label}`);
    // Azure takes a revision that is inactive, and its requests fail (microsoft/azure-container-apps#1345).
    entry.weight = Number(weight);
  }
  for (const [name, weight] of byRevision) {
    if (!revisions.some((each) => each.name === name)) throw new AzError(`Revision ${name} was not found.`);
    const entry = traffic.find((each) => each.revisionName === name);
    if (entry === undefined) traffic.push({ revisionName: name, weight: Number(weight) });
    else entry.weight = Number(weight);
  }
  return traffic;
}

function metrics({ world, value }: Context): unknown {
  const name = /^revisionName eq '([^']+)' and statusCodeCategory eq '\*'$/.exec(value('--filter'))?.[1];
  if (name === undefined || value('--metrics') !== 'Requests' || value('--aggregation') !== 'Total')
    throw new AzError(`(BadRequest) no such metric: ${value('--filter')}`);
  const share = world.shares[name] ?? 0;
  if (world.metricsLag > 0) {
    world.metricsLag -= 1;
    return { value: [{ timeseries: [] }] };
  }
  const counts = { '2xx': share * 10, '5xx': share === world.errorsAt ? share : 0 };
  const timeseries = Object.entries(counts).map(([category, total]) => ({
    metadatavalues: [
      { name: { value: 'revisionname' }, value: name },
      { name: { value: 'statuscodecategory' }, value: category },
    ],
    data: [{ timeStamp: '2026-11-29T00:00:00Z' }, { timeStamp: '2026-11-29T00:01:00Z', total }],
  }));
  return { value: [{ timeseries }] };
}

function job({ world, value }: Context) {
  const found = world.jobs[value('--name')];
  if (found === undefined) throw new AzError(`(ResourceNotFound) The job ${value('--name')} was not found.`, 3);
  return found;
}

/** What the smoke test inside finds: the revision behind the label that it was given. */
function jobStatus(context: Context): string {
  const { world, value } = context;
  if (world.failingJobs.has(value('--name'))) return 'Failed';
  if (value('--name') !== 'smoke') return 'Succeeded';
  return smokePasses(world, job(context).variables['SMOKE_URL'] ?? '') ? 'Succeeded' : 'Failed';
}

export function smokePasses(world: World, url: string): boolean {
  const label = new URL(url).hostname.match(/^api---(\w+)\./)?.[1];
  const name =
    label === undefined
      ? Object.keys(world.shares)[0]
      : world.api?.traffic.find((each) => each.label === label)?.revisionName;
  const found = world.api?.revisions.find((each) => each.name === name);
  return found !== undefined && found.active && !world.failsSmoke.has(found.image);
}

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

const deploymentOf: Readonly<Record<string, (context: Context, parameters: Readonly<Record<string, string>>) => void>> =
  {
    api: deployApi,
    worker: deployWorker,
    jobs: deployJobs,
  };

export const HANDLERS: Readonly<Record<string, Handler>> = {
  version: ({ world }) => ({ 'azure-cli': world.azureCli, 'azure-cli-core': world.azureCli, extensions: {} }),
  'account show': ({ world }) => {
    if (!world.signedIn) throw new AzError("Please run 'az login' to setup account.");
    return { id: SUBSCRIPTION, tenantId: TENANT, user: { type: 'user', name: 'deployer@example.com' } };
  },
  'account get-access-token': () => ({
    accessToken: 'header.secret-of-the-deployer.signature',
    expiresOn: '2026-11-30 00:00:00',
  }),
  'provider list': ({ world }) =>
    ALL_PROVIDERS.map((namespace) => ({
      namespace,
      registrationState: world.unregistered.has(namespace) ? 'NotRegistered' : 'Registered',
    })),
  'group exists': ({ world, value }) => world.groups.has(value('--name')),
  'group create': ({ world, value }) => {
    world.groups.add(value('--name'));
  },
  'resource list': (context) => {
    needGroup(context);
    return context.world.resources;
  },
  rest,
  'ad app list': ({ world, value }) => world.directory.list('applications', value('--filter')),
  'ad sp list': ({ world, value }) => world.directory.list('principals', value('--filter')),
  'cognitiveservices account list-deleted': ({ world }) => world.deletedAccounts,
  'keyvault list-deleted': ({ world }) => world.deletedVaults,
  'storage account check-name': isFree,
  'acr check-name': isFree,
  'servicebus namespace exists': isFree,
  'cosmosdb check-name-exists': ({ world, value }) => world.takenNames.has(value('--name')),
  'servicebus queue list': ({ world }) =>
    world.resources
      .filter(({ type }) => type === 'Microsoft.ServiceBus/namespaces/queues')
      .map(({ name, properties }) => ({ name: name.slice(name.indexOf('/') + 1), ...properties })),
  'acr agentpool list': ({ world }) => world.agentPools,
  'acr login': () => ({ accessToken: 'refresh-token-of-the-registry', loginServer: 'cr.example.com' }),
  'acr run': ({ world, call, value }) => {
    const isAgent = world.agentPools.some(({ name }) => name === value('--agent-pool'));
    if (world.isPrivate && !isAgent) throw new AzError('the task does not reach the registry');
    if (call.positionals[0] !== '.' || !call.flags.includes('--no-logs')) throw new AzError('no source');
    const target = /^target=(\w+)$/m.exec((call.options['--set'] ?? []).join('\n'))?.[1];
    const digest = digestOf(`${target} ${(world.builds += 1)}`);
    world.registryImages.add(digest);
    return { runId: 'ca1', status: 'Succeeded', outputImages: [{ repository: target, digest }] };
  },
  'acr import': ({ world, value }) => {
    const [host = '', ...path] = value('--source').split('/');
    // An address is looked up in the subscription of the target alone.
    if (host.endsWith('.azurecr.io')) throw new AzError(`(ResourceNotFound) no registry ${host} in the subscription`);
    if (value('--registry') !== '' && (path.length === 0 || !value('--registry').startsWith('/subscriptions/')))
      throw new AzError('with a registry by its id the image has a repository and no host');
    world.registryImages.add(value('--source').slice(value('--source').indexOf('@') + 1));
  },
  'deployment group what-if': (context) => {
    needGroup(context);
    readParameters(context);
    return { changes: [] };
  },
  'deployment group create': (context) => {
    needGroup(context);
    const name = /^infra\/(\w+)\.bicepparam$/.exec(context.value('--parameters'))?.[1] ?? '';
    const deploy = deploymentOf[name];
    if (deploy === undefined) throw new AzError(`the fake does not deploy ${context.value('--parameters')}`);
    deploy(context, readParameters(context));
  },
  'stack group create': (context) => {
    needGroup(context);
    deployStack(context, readParameters(context));
  },
  'stack group show': (context) => {
    if (!context.world.stacks.has(context.value('--name'))) throw new AzError('(DeploymentStackNotFound) not found', 3);
    const outputs = {
      APP_PLATFORM: EXAMPLE_PLATFORM,
      APP_DOMAIN,
      MIGRATION_JOB_NAME: 'migrate',
      SMOKE_JOB_NAME: 'smoke',
    };
    return {
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, value]) => [name, { type: typeof value, value }]),
      ),
    };
  },
  'containerapp show': (context) => {
    const { tags, traffic, revisions } = api(context);
    return {
      tags,
      properties: {
        latestRevisionName: revisions.at(-1)?.name,
        latestReadyRevisionName: context.world.latestReady,
        configuration: { ingress: { traffic } },
      },
    };
  },
  'containerapp revision list': (context) =>
    api(context).revisions.map(({ name, active }) => ({ name, properties: { active } })),
  'containerapp revision show': (context) => {
    const { active, image } = revision(context);
    if (context.world.lostQuestions > 0) {
      context.world.lostQuestions -= 1;
      throw new AzError('Connection aborted.');
    }
    const started = context.world.failsStart.has(image) ? 'Failed' : 'Running';
    return { properties: { runningState: active ? started : 'Stopped' } };
  },
  'containerapp revision activate': (context) => {
    revision(context).active = true;
  },
  'containerapp revision deactivate': (context) => {
    // Azure takes also one that has requests; those fail then.
    revision(context).active = false;
  },
  'containerapp revision label add': (context) => {
    const { traffic } = api(context);
    const { name } = revision(context);
    const label = context.value('--label');
    for (const each of traffic) if (each.label === label) delete each.label;
    const entry = traffic.find(({ revisionName }) => revisionName === name);
    if (entry === undefined) traffic.push({ revisionName: name, weight: 0, label });
    else entry.label = label;
  },
  'containerapp revision label remove': (context) => {
    const entry = api(context).traffic.find((each) => each.label === context.value('--label'));
    if (entry === undefined) throw new AzError(`no label ${context.value('--label')}`);
    delete entry.label;
  },
  'containerapp ingress traffic set': setTraffic,
  'containerapp job start': (context) => {
    const name = `${context.value('--name')}-${job(context).executions.length + 1}`;
    job(context).executions.push(name);
    return { name };
  },
  'containerapp job update': (context) => {
    for (const text of context.call.options['--set-env-vars'] ?? [])
      job(context).variables[text.slice(0, text.indexOf('='))] = text.slice(text.indexOf('=') + 1);
  },
  'containerapp job execution show': (context) => {
    if (!job(context).executions.includes(context.value('--job-execution-name')))
      throw new AzError('no such execution', 3);
    return { properties: { status: jobStatus(context) } };
  },
  'monitor metrics list': metrics,
  'tag update': ({ world, call, value }) => {
    if (!value('--resource-id').endsWith('/providers/Microsoft.App/containerApps/api') || world.api === undefined)
      throw new AzError(`(ResourceNotFound) ${value('--resource-id')}`, 3);
    if (value('--operation') !== 'Merge') throw new AzError('the other tags would be lost');
    for (const text of call.options['--tags'] ?? [])
      world.api.tags[text.slice(0, text.indexOf('='))] = text.slice(text.indexOf('=') + 1);
  },
};
