import { apps, isWorker, variableOf } from './app-parts.ts';
import { type Json, textAt } from './json.ts';
import { PUBLIC_SETS } from './policy.ts';
import { kindOf, type Resource, shortName, type JsonSnapshot } from './snapshot.ts';
import { QUEUE_NAMES } from '#messaging';

/** See ADR 128. Azure’s own roles that the template assigns: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
export const ROLE_NAMES = {
  serviceBusDataSender: { id: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39', name: 'Service Bus Data Sender' },
  serviceBusDataReceiver: { id: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0', name: 'Service Bus Data Receiver' },
  serviceBusDataOwner: { id: '090c5cfd-751d-490a-894a-3ce6f1109419', name: 'Service Bus Data Owner' },
  storageBlobDelegator: { id: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a', name: 'Storage Blob Delegator' },
  storageBlobDataContributor: { id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe', name: 'Storage Blob Data Contributor' },
  speechUser: { id: 'f2dc8367-1007-4938-bd23-fe263f013447', name: 'Speech User' },
  speechContributor: { id: '0e75ca1e-0464-4b4d-8b93-68208a576181', name: 'Speech Contributor' },
  cognitiveServicesUser: { id: 'a97b65f3-24c7-4388-baec-2e87135dc908', name: 'Cognitive Services User' },
  openAiUser: { id: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd', name: 'OpenAI User' },
  keyVaultSecretsUser: { id: '4633458b-17de-408a-b874-0445c86b69e6', name: 'Key Vault Secrets User' },
  monitoringMetricsPublisher: { id: '3913510d-42f4-4e42-8a64-420c390055eb', name: 'Monitoring Metrics Publisher' },
  acrPull: { id: '7f951dda-4ed3-4680-a7ca-43fe172d538d', name: 'AcrPull' },
} as const;

/** Roles that manage resources or rights, or own data: for nobody whom the template makes. */
export const WIDE_ROLES: readonly { readonly id: string; readonly name: string }[] = [
  { id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', name: 'Owner' },
  { id: 'b24988ac-6180-42a0-ab88-20f7382dd24c', name: 'Contributor' },
  { id: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', name: 'User Access Administrator' },
  { id: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168', name: 'Role Based Access Control Administrator' },
  { id: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', name: 'Storage Blob Data Owner' },
  { id: '17d1049b-9a84-46fb-8f53-869881c3d3ab', name: 'Storage Account Contributor' },
  { id: '00482a5a-887f-4fb3-b363-3b7fe8e74483', name: 'Key Vault Administrator' },
  { id: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7', name: 'Key Vault Secrets Officer' },
  { id: '5bd9cd88-fe45-4216-938b-f97437e15450', name: 'DocumentDB Account Contributor' },
  { id: '25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68', name: 'Cognitive Services Contributor' },
  { id: '8311e382-0749-4cb8-b61a-304f252e45ec', name: 'AcrPush' },
];

/** Who may do what, written by hand for reviewers: what infra/roles.json leads to must be this. `{identity}: {role} on {resource}`. */
const ROLES: readonly string[] = [
  ...QUEUE_NAMES.flatMap((queue) => [
    `api: Service Bus Data Sender on queue ${queue}`,
    `api: Service Bus Data Receiver on queue ${queue}`,
    `worker: Service Bus Data Sender on queue ${queue}`,
    `worker: Service Bus Data Receiver on queue ${queue}`,
  ]),
  'events: Service Bus Data Sender on queue audio-uploads',
  'scaler: Service Bus Data Owner on the namespace',
  'api: Voice blob writer on container uploads',
  'api: Voice blob editor on container results',
  'worker: Voice blob editor on container uploads',
  'worker: Voice blob editor on container audio',
  'worker: Voice blob editor on container consents',
  'worker: Voice blob editor on container results',
  'worker: Voice blob editor on container archive',
  'worker: Voice blob holder on container uploads',
  'worker: Voice blob holder on container audio',
  'worker: Voice blob holder on container consents',
  'worker: Voice blob holder on container results',
  'worker: Voice blob holder on container archive',
  'worker: Voice blob appender on container audit-anchors',
  'worker: Voice blob appender on container erasure-register',
  'events: Storage Blob Data Contributor on container event-dead-letters',
  'api: Speech User on SpeechServices',
  'worker: Speech Contributor on SpeechServices',
  'api: Monitoring Metrics Publisher on Application Insights',
  'worker: Monitoring Metrics Publisher on Application Insights',
  'api: Key Vault Secrets User on secret webhook-secret-keys',
  'worker: Key Vault Secrets User on secret webhook-secret-keys',
  'worker: Key Vault Secrets User on secret receipt-signing-keys',
  'api: Key Vault Secrets User on secret provenance-signing-keys',
  'worker: Key Vault Secrets User on secret provenance-signing-keys',
  'pull: AcrPull on the registry',
];

/** Where clients upload to Blob Storage, and Speech fetches recordings by URL. */
const ROLES_WITH_URLS: readonly string[] = [
  'api: Storage Blob Delegator on the storage account',
  'worker: Storage Blob Delegator on the storage account',
  'worker: Voice container manager on the storage account',
  'worker: Voice blob editor on the storage account',
];

/** Where recordings pass through the API and the worker. */
const ROLES_WITHOUT_URLS: readonly string[] = ['worker: Voice container lister on the storage account'];

/** Where other systems send webhooks. */
const ROLES_WITH_HOOKS: readonly string[] = ['api: Key Vault Secrets User on secret hook-sources'];

/** Where files are signed with a key of the vault. */
const ROLES_WITH_CLAIMS: readonly string[] = [
  'api: Key Vault Secrets User on secret c2pa-certificates',
  'worker: Key Vault Secrets User on secret c2pa-certificates',
  'worker: Voice claim signer on key claims',
];

/** Of the job that keeps the time where the API may be at zero replicas. */
const ROLES_OF_TICKS: readonly string[] = [
  'ticks: Service Bus Data Sender on queue maintenance',
  'ticks: Monitoring Metrics Publisher on Application Insights',
];

const ROLES_OF_OPTIONS: readonly { readonly kind: string; readonly roles: readonly string[] }[] = [
  {
    kind: 'TextTranslation',
    roles: ['api: Cognitive Services User on TextTranslation', 'worker: Cognitive Services User on TextTranslation'],
  },
  { kind: 'OpenAI', roles: ['api: OpenAI User on OpenAI', 'worker: OpenAI User on OpenAI'] },
];

/** What the product may do on the queues of a producer. Rights of the producer itself have rules of their own. */
const rolesForProducer = (name: string): readonly string[] => [
  `worker: Service Bus Data Receiver on queue requests-${name}`,
  `worker: Service Bus Data Sender on queue requests-${name}`,
  `worker: Service Bus Data Sender on queue replies-${name}`,
  `api: Service Bus Data Sender on queue replies-${name}`,
];

/** The names of the producers that a set configures for its workers. */
export function producersOf(snapshot: JsonSnapshot): string[] {
  const texts = apps(snapshot)
    .filter(isWorker)
    .map((app) => variableOf(app, 'PRODUCERS'));
  const text = texts.find((one) => one !== undefined) ?? '[]';
  return (JSON.parse(text) as { name: string }[]).map(({ name }) => name);
}

/** What the identities of a set must be allowed, no more and no less. */
export function expectedRoles(snapshot: JsonSnapshot): string[] {
  const kinds = snapshot.ofType('CognitiveServices/accounts').map(kindOf);
  return [
    ...ROLES,
    ...(PUBLIC_SETS.includes(snapshot.set) ? ROLES_WITH_URLS : ROLES_WITHOUT_URLS),
    ...(snapshot.set === 'main.idle' ? ROLES_OF_TICKS : []),
    ...(snapshot.set === 'main.byo' ? [...ROLES_WITH_HOOKS, ...ROLES_WITH_CLAIMS] : []),
    ...producersOf(snapshot).flatMap(rolesForProducer),
    ...ROLES_OF_OPTIONS.filter(({ kind }) => kinds.includes(kind)).flatMap(({ roles }) => roles),
  ];
}

/** Data roles of Cosmos DB: `{identity}: {role} on {container}`. */
export function expectedDataRoles({ set }: Pick<JsonSnapshot, 'set'>): string[] {
  const ofTicks = [
    'ticks: Voice metadata reader on the account',
    'ticks: Voice item finder on documents',
    'ticks: Voice item updater on idempotency',
  ];
  const ofApps = ['api', 'worker'].flatMap((identity) => [
    `${identity}: Voice metadata reader on the account`,
    `${identity}: Voice item editor on documents`,
    `${identity}: Voice item appender on audit`,
    `${identity}: Voice item editor on idempotency`,
    `${identity}: Voice item editor on usage`,
  ]);
  const ofRecords = ['api: Voice item appender on provenance', 'worker: Voice item editor on provenance'];
  return [...ofApps, ...ofRecords, ...(set === 'main.idle' ? ofTicks : [])];
}

/**
 * `api` of `…/userAssignedIdentities/id-api-voice-dev-…`, also within an expression; `events` of the identity that a system topic has of its own;
 * empty for anything else.
 */
export function purposeOf(identity: string): string {
  if (/\/Microsoft\.EventGrid\/systemTopics\/[^']+', [^)]*\)\.identity\.principalId\]$/.test(identity)) return 'events';
  return /\/userAssignedIdentities\/id-([a-z]+)-/.exec(identity)?.[1] ?? '';
}

/**
 * The resource that a right is on. Where the name of the right follows from its principal, the id is an expression that begins with the resource:
 * `[extensionResourceId('/subscriptions/…', 'Microsoft.Authorization/roleAssignments', guid(…))]`.
 */
export function scopeOf(assignmentId: string): string {
  const [, scope] =
    /^\[extensionResourceId\('([^']+)', 'Microsoft\.Authorization\/roleAssignments'/.exec(assignmentId) ?? [];
  return scope ?? assignmentId.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/.*$/, '');
}

/** Whether a right is on a resource rather than on a group of them. */
export function isOnResource(assignment: Resource): boolean {
  return /\/resourceGroups\/[^/]+\/providers\/./.test(scopeOf(assignment.id));
}

/** What the identities of a snapshot are allowed on resources; roles that are wide, and rights of producers, have rules of their own. */
export function rolesOf(snapshot: JsonSnapshot): string[] {
  const hasProducers = producersOf(snapshot).length > 0;
  const definitions = snapshot.ofType('Authorization/roleDefinitions');
  const accounts = snapshot.ofType('CognitiveServices/accounts');
  return snapshot
    .ofType('Authorization/roleAssignments')
    .filter(isOnResource)
    .filter((one) => purposeOf(textAt(one, 'properties.principalId')) !== '' || !hasProducers)
    .filter((one) => !WIDE_ROLES.some(({ id }) => textAt(one, 'properties.roleDefinitionId').endsWith(id)))
    .map((assignment) => {
      const identity = purposeOf(textAt(assignment, 'properties.principalId'));
      const role = roleName(definitions, textAt(assignment, 'properties.roleDefinitionId'));
      return `${identity}: ${role} on ${resourceName(accounts, assignment.id)}`;
    });
}

export function dataRolesOf(snapshot: JsonSnapshot): string[] {
  const definitions = snapshot.ofType('DocumentDB/databaseAccounts/sqlRoleDefinitions');
  return snapshot.ofType('DocumentDB/databaseAccounts/sqlRoleAssignments').map(({ properties = null }) => {
    const role = definitions.find(({ id }) => id === textAt(properties, 'roleDefinitionId'));
    const container = /\/colls\/([^/]+)$/.exec(textAt(properties, 'scope'))?.[1] ?? 'the account';
    return `${purposeOf(textAt(properties, 'principalId'))}: ${textAt(role, 'properties.roleName')} on ${container}`;
  });
}

/** Azure’s name, or that of a custom role without the name of the deployment. */
function roleName(definitions: readonly Resource[], definitionId: string): string {
  const guid = definitionId.slice(definitionId.lastIndexOf('/') + 1);
  const builtIn = Object.values(ROLE_NAMES).find(({ id }) => id === guid);
  const custom: Json | undefined = definitions.find((definition) => shortName(definition) === guid);
  return builtIn?.name ?? textAt(custom, 'properties.roleName').replace(/ \(.*\)$/, '');
}

function resourceName(accounts: readonly Resource[], assignmentId: string): string {
  const scope = scopeOf(assignmentId);
  const [, kind = '', name = ''] = /\/(queues|containers|secrets|keys)\/([^/]+)$/.exec(scope) ?? [];
  if (name !== '') return `${kind.slice(0, -1)} ${name}`;
  if (/\/ServiceBus\/|Microsoft\.ServiceBus\/namespaces\/[^/]+$/.test(scope)) return 'the namespace';
  if (/\/storageAccounts\/[^/]+$/.test(scope)) return 'the storage account';
  if (/\/registries\/[^/]+$/.test(scope)) return 'the registry';
  if (/\/components\/[^/]+$/.test(scope)) return 'Application Insights';
  const account = accounts.find(({ id }) => id === scope);
  return account === undefined ? scope : kindOf(account);
}

/** Each name of one list, with whether the other has it too. */
export function compared(names: readonly string[], others: readonly string[]): { name: string; isInOther: boolean }[] {
  const known = new Set(others);
  return names.map((name) => ({ name, isInOther: known.has(name) }));
}
