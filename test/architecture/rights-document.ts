import { z } from 'zod';
import { BUILT_IN_ROLES } from '../../apps/sandbox/src/rights/built-in-roles.ts';

/** What Bicep predicts that a template deploys (`bicep snapshot`). */
const snapshotSchema = z.object({
  predictedResources: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      name: z.string(),
      kind: z.string().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
type Snapshot = z.output<typeof snapshotSchema>;
type Resource = Snapshot['predictedResources'][number];

const patterns = z.array(z.string()).default([]);
const roleDefinition = z.object({
  roleName: z.string(),
  permissions: z.array(
    z.object({ actions: patterns, notActions: patterns, dataActions: patterns, notDataActions: patterns }),
  ),
});
const roleAssignment = z.object({
  principalId: z.string(),
  roleDefinitionId: z.string(),
  scope: z.string().optional(),
  description: z.string().optional(),
  condition: z.string().nullish(),
});

export interface Assignment {
  /** For example `api`. */
  readonly identity: string;
  /** Below the resource group, with the sandbox's names of accounts: `Microsoft.ServiceBus/namespaces/voice/queues/maintenance`. */
  readonly scope: string;
  /** Name of a custom role, or of a built-in one. */
  readonly role: string;
  /** The GUID of a built-in role; those of custom roles differ from deployment to deployment. */
  readonly roleId?: string;
  readonly condition?: Condition;
}

/** The actions are given only for containers of blobs whose name begins so. */
export interface Condition {
  readonly actions: readonly string[];
  readonly containerPrefix: string;
}

export interface RightsTable {
  readonly roles: readonly (Omit<z.output<typeof roleDefinition>, 'roleName'> & { name: string })[];
  readonly assignments: readonly Assignment[];
}

/** What the sandbox calls the account of each kind of Azure AI service. */
const AI_ACCOUNTS: Readonly<Record<string, string>> = {
  SpeechServices: 'speech',
  TextTranslation: 'translator',
  OpenAI: 'openai',
};

/**
 * The table of rights that a template's snapshot gives: every role assignment, of Azure RBAC and of Cosmos DB, with the definitions of its custom
 * roles.
 * @throws Error for what it does not understand: a right must not be lost on the way
 */
export function rightsOf(text: string): RightsTable {
  const { predictedResources } = snapshotSchema.parse(JSON.parse(text));
  const ofType = (type: string) => predictedResources.filter((resource) => resource.type === type);
  const roles = [
    ...ofType('Microsoft.Authorization/roleDefinitions'),
    ...ofType('Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions'),
  ].map((resource) => {
    const { roleName, permissions } = roleDefinition.parse(resource.properties);
    // Names of roles are unique in a tenant: the template puts the deployment's suffix behind them.
    return { id: lastOf(resource.name), name: roleName.replace(/ \([^)]*\)$/, ''), permissions };
  });
  const custom = new Map(roles.map(({ id, name }) => [id, name]));
  const assignments = [
    ...ofType('Microsoft.Authorization/roleAssignments'),
    ...ofType('Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments'),
  ].map((resource): Assignment => {
    const given = roleAssignment.parse(resource.properties);
    const roleId = lastOf(given.roleDefinitionId);
    const own = custom.get(roleId);
    const builtIn = BUILT_IN_ROLES.find(({ id }) => id === roleId);
    const role = own ?? builtIn?.name;
    if (role === undefined) throw new Error(`The sandbox does not know the role ${roleId}`);
    const condition =
      given.condition === null || given.condition === undefined ? undefined : conditionOf(given.condition);
    return {
      identity: producerOf(given) ?? identityOf(given.principalId),
      scope: sandboxScope(given.scope ?? scopeOf(resource.id), predictedResources),
      role,
      ...(own === undefined ? { roleId } : {}),
      ...(condition === undefined ? {} : { condition }),
    };
  });
  return {
    roles: roles.map(({ name, permissions }) => ({ name, permissions })).toSorted((a, b) => compare(a.name, b.name)),
    assignments: sorted(assignments),
  };
}

function sorted(assignments: readonly Assignment[]): Assignment[] {
  return assignments.toSorted(
    (a, b) => compare(a.identity, b.identity) || compare(a.scope, b.scope) || compare(a.role, b.role),
  );
}

/** The sandbox has Translator and Azure OpenAI in either profile, as the set of parameters for an existing landing zone. */
const OPTIONAL_SCOPES = [
  'Microsoft.CognitiveServices/accounts/translator',
  'Microsoft.CognitiveServices/accounts/openai',
  'Microsoft.KeyVault/vaults/voice/keys/claims',
];

/**
 * `apps/sandbox/rights.json`: the table of each profile of the sandbox. `private` is that of the private set with the optional services of the set
 * that has them, as `public` is that of the small one. Both have the job `ticks` of the set that has it. See ADR 132.
 * @param snapshots of `main.bicepparam`, `main.idle.bicepparam`, `main.private.bicepparam` and `main.byo.bicepparam`
 */
export function rightsDocument(
  snapshots: Readonly<Record<'main' | 'idle' | 'private' | 'byo', string>>,
): Record<string, RightsTable> {
  const ofTicks = rightsOf(snapshots.idle).assignments.filter(({ identity }) => identity === 'ticks');
  const byo = rightsOf(snapshots.byo);
  const optional = byo.assignments.filter(({ scope }) => OPTIONAL_SCOPES.includes(scope));
  const withOptional = ({ roles, assignments }: RightsTable): RightsTable => {
    const others = assignments.filter(({ scope }) => !OPTIONAL_SCOPES.includes(scope));
    const isMissing = ({ name }: { name: string }) =>
      optional.some(({ role }) => role === name) && !roles.some((role) => role.name === name);
    return {
      roles: [...roles, ...byo.roles.filter(isMissing)].sort((a, b) => compare(a.name, b.name)),
      assignments: sorted([...others, ...optional, ...ofTicks]),
    };
  };
  return { public: withOptional(rightsOf(snapshots.main)), private: withOptional(rightsOf(snapshots.private)) };
}

/** `producer-ivr` of a right that the template gives to the principal of a producer, which it does not make. */
function producerOf({ principalId, description }: z.output<typeof roleAssignment>): string | undefined {
  const name = /^producer ([a-z0-9-]+): /.exec(description ?? '')?.[1];
  return name !== undefined && z.guid().safeParse(principalId).success ? `producer-${name}` : undefined;
}

/**
 * `[reference('/subscriptions/…/userAssignedIdentities/id-worker-abc', '2024-11-30').principalId]` → `worker`; the identity that a system topic has of
 * its own → `events`, which the sandbox delivers as in either profile.
 */
function identityOf(principalId: string): string {
  if (/\/Microsoft\.EventGrid\/systemTopics\/[^']+', [^)]*\)\.identity\.principalId\]$/.test(principalId))
    return 'events';
  const found = /userAssignedIdentities\/id-(\w+)-[\w-]+'/.exec(principalId)?.[1];
  if (found === undefined) throw new Error(`The snapshot gives a role to an unknown principal: ${principalId}`);
  return found;
}

/**
 * The resource that a role assignment is an extension of; none: the resource group. Where the name of the assignment follows from its principal, the id
 * is an expression that begins with the resource.
 */
function scopeOf(id: string): string {
  const [, scope] = /^\[extensionResourceId\('([^']+)', 'Microsoft\.Authorization\/roleAssignments'/.exec(id) ?? [];
  if (scope !== undefined) return scope;
  return id.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/, '');
}

/** The accounts get the names that they have in the sandbox; what is below them (queues, containers) keeps its own. */
function sandboxScope(scope: string, resources: readonly Resource[]): string {
  const [, below] = scope.split(/\/resourceGroups\/[^/]+\/providers\//);
  if (below === undefined) throw new Error(`A role is given at ${scope}, which is no resource`);
  const [provider = '', type = '', account = '', ...rest] = below.split('/');
  const kind = resources.find(({ id }) => id === scope)?.kind ?? '';
  const name = provider === 'Microsoft.CognitiveServices' ? AI_ACCOUNTS[kind] : 'voice';
  if (name === undefined) throw new Error(`The sandbox has no ${provider}/${type} ${account} of the kind '${kind}'`);
  return [provider, type, name, ...rest].join('/');
}

/** The one form that the template uses; any other must be understood before it may count. */
function conditionOf(text: string): Condition {
  const whole =
    /^\(\((?<actions>.+)\) OR \(@Resource\[Microsoft\.Storage\/storageAccounts\/blobServices\/containers:name\] StringStartsWith '(?<prefix>[^']+)'\)\)$/.exec(
      text,
    );
  const { actions = '', prefix = '' } = whole?.groups ?? {};
  const parts = actions.split(' AND ').map((part) => /^!\(ActionMatches\{'([^']+)'\}\)$/.exec(part)?.[1]);
  if (whole === null || parts.some((part) => part === undefined)) {
    throw new Error(`The sandbox does not understand this condition of a role assignment: ${text}`);
  }
  return { actions: parts.filter((part) => part !== undefined), containerPrefix: prefix };
}

function lastOf(id: string): string {
  return id.split('/').at(-1) ?? '';
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
