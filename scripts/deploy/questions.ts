import { z } from 'zod';
import type { Answers } from './answers.ts';
import { type Prediction, registryName } from './prediction.ts';
import type { DeploySettings, Variables } from './settings.ts';

/** A call of the Azure CLI that changes nothing. Its answer is kept under `name`. */
export interface Question {
  readonly name: string;
  readonly args: readonly string[];
}

export const accountSchema = z.looseObject({ id: z.string(), tenantId: z.string() });
export const resourcesSchema = z.array(
  z.looseObject({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    sku: z.looseObject({ name: z.string().optional() }).nullish(),
  }),
);

const SERVICE_BUS = 'Microsoft.ServiceBus/namespaces';
const STORAGE = 'Microsoft.Storage/storageAccounts';
const REGISTRY = 'Microsoft.ContainerRegistry/registries';
const COSMOS = 'Microsoft.DocumentDB/databaseAccounts';
const VAULT = 'Microsoft.KeyVault/vaults';

/** Before the template is known: who asks, where. */
export function firstQuestions({ resourceGroup }: DeploySettings): readonly Question[] {
  return [
    { name: 'version', args: ['version'] },
    { name: 'account', args: ['account', 'show'] },
    { name: 'group', args: ['group', 'exists', '--name', resourceGroup] },
    { name: 'providers', args: ['provider', 'list', '--query', '[].[namespace,registrationState]'] },
  ];
}

/** With the prediction: what the subscription and the group allow and hold. */
export function secondQuestions(
  settings: DeploySettings,
  prediction: Prediction,
  answers: Answers,
  variables: Variables,
): readonly Question[] {
  const { id = '' } = answers.read('account', accountSchema) ?? {};
  const subscription = `/subscriptions/${id}`;
  const group = `${subscription}/resourceGroups/${settings.resourceGroup}`;
  const exists = answers.read('group', z.boolean()) === true;
  const usages = (provider: string, version: string) =>
    get(`${subscription}/providers/${provider}/locations/${settings.location}/usages`, version);
  const questions: Question[] = [
    {
      name: 'permissions',
      args: get(`${exists ? group : subscription}/providers/Microsoft.Authorization/permissions`, '2022-04-01'),
    },
    { name: 'usages-apps', args: usages('Microsoft.App', '2026-01-01') },
    { name: 'deleted-cognitive', args: ['cognitiveservices', 'account', 'list-deleted'] },
    { name: 'deleted-vaults', args: ['keyvault', 'list-deleted', '--resource-type', 'vault'] },
  ];
  if (prediction.ofType('Microsoft.Network/publicIPAddresses').length > 0)
    questions.push({ name: 'usages-network', args: usages('Microsoft.Network', '2025-05-01') });
  if (prediction.ofType('Microsoft.CognitiveServices/accounts/deployments').length > 0)
    questions.push({ name: 'usages-cognitive', args: usages('Microsoft.CognitiveServices', '2026-07-01') });
  if (exists) {
    questions.push({ name: 'resources', args: ['resource', 'list', '--resource-group', settings.resourceGroup] });
    questions.push({ name: 'budgets', args: get(`${group}/providers/Microsoft.Consumption/budgets`, '2024-08-01') });
  }
  const clientId = variables['ENTRA_CLIENT_ID'] ?? '';
  if (clientId !== '' && !prediction.isInternal && (variables['SMOKE_TOKEN'] ?? '') === '') {
    // Only when it expires: an answer lies in a file, and a token does not belong into one.
    const scope = ['--scope', `api://${clientId}/.default`];
    questions.push({ name: 'token', args: ['account', 'get-access-token', ...scope, '--query', 'expiresOn'] });
  }
  return questions;
}

/** With what is in the group: names that are taken elsewhere, properties that cannot be changed. */
export function thirdQuestions(
  { resourceGroup, imagePush }: DeploySettings,
  prediction: Prediction,
  answers: Answers,
): readonly Question[] {
  const { id = '' } = answers.read('account', accountSchema) ?? {};
  const here = answers.read('resources', resourcesSchema) ?? [];
  const isHere = (type: string, name: string) =>
    here.some((each) => each.type.toLowerCase() === type.toLowerCase() && each.name === name);
  const questions: Question[] = [];
  const check = (type: string, args: readonly string[], whenHere: (name: string) => readonly Question[] = () => []) => {
    const name = prediction.nameOf(type);
    if (name === undefined) return;
    questions.push(
      ...(isHere(type, name)
        ? whenHere(name)
        : [{ name: `name-${type}`.replace('/', '-'), args: [...args, '--name', name] }]),
    );
  };
  const inGroup = ['--resource-group', resourceGroup];
  check(STORAGE, ['storage', 'account', 'check-name'], () =>
    prediction.ofType('Microsoft.EventGrid/systemTopics').length === 0
      ? []
      : [
          {
            name: 'system-topics',
            args: get(`/subscriptions/${id}/providers/Microsoft.EventGrid/systemTopics`, '2025-02-15'),
          },
        ],
  );
  check(REGISTRY, ['acr', 'check-name']);
  check(COSMOS, ['cosmosdb', 'check-name-exists']);
  check(SERVICE_BUS, ['servicebus', 'namespace', 'exists'], (name) => [
    { name: 'queues', args: ['servicebus', 'queue', 'list', ...inGroup, '--namespace-name', name] },
  ]);
  const vault = prediction.nameOf(VAULT);
  const vaultId = here.find((each) => each.type.toLowerCase() === VAULT.toLowerCase() && each.name === vault)?.id;
  // The resource manager lists names without values, and works where the vault itself is closed.
  if (vaultId !== undefined) questions.push({ name: 'secrets', args: get(`${vaultId}/secrets`, '2026-02-01') });
  const server = prediction.registryServer;
  if (
    imagePush === 'agent-pool' &&
    server !== undefined &&
    (prediction.nameOf(REGISTRY) === undefined || isHere(REGISTRY, registryName(server)))
  )
    questions.push({ name: 'agent-pools', args: ['acr', 'agentpool', 'list', '--registry', registryName(server)] });
  return questions;
}

function get(uri: string, version: string): readonly string[] {
  return ['rest', '--method', 'get', '--uri', `${uri}?api-version=${version}`];
}
