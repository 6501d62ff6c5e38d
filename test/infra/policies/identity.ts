import { append, at, entriesAt, listAt, put, textAt } from './json.ts';
import { differences, type Policy, policy } from './policy.ts';
import {
  dataRolesOf,
  expectedDataRoles,
  expectedRoles,
  isOnResource,
  purposeOf,
  ROLE_NAMES,
  rolesOf,
  WIDE_ROLES,
} from './rights.ts';
import { type Resource, type JsonSnapshot } from './snapshot.ts';

const APP = 'App/containerApps';
const ASSIGNMENT = 'Authorization/roleAssignments';
const DEFINITION = 'Authorization/roleDefinitions';
const DATA_DEFINITION = 'DocumentDB/databaseAccounts/sqlRoleDefinitions';
const DATA_ASSIGNMENT = 'DocumentDB/databaseAccounts/sqlRoleAssignments';

const PURPOSES = ['api', 'worker', 'scaler', 'pull', 'events'];

/** The purpose of the identity that an app’s code signs in as. */
const codeIdentityOf = (app: Resource) => (app.name === 'api' ? 'api' : 'worker');

const identitiesOf = (app: Resource) => entriesAt(app, 'identity.userAssignedIdentities').map(([id]) => id);

export const IDENTITY_POLICIES: readonly Policy[] = [
  policy({
    id: 'identities/one-for-each-purpose',
    reason: 'Each identity has the rights of one purpose: a stolen token of the API does not read stored recordings.',
    subjects: (snapshot) => [snapshot.ofType('ManagedIdentity/userAssignedIdentities')],
    finding: (identities) =>
      differences(
        PURPOSES,
        identities.map(({ id }) => purposeOf(id)),
        'identity',
      ),
    mutation: {
      what: 'adds an identity `spare`',
      change: (snapshot) =>
        void snapshot.addCopy(snapshot.first('ManagedIdentity/userAssignedIdentities'), 'id-spare-voice-dev-example'),
    },
  }),
  policy({
    id: 'apps/user-assigned-identities',
    azr: 'AZR-000361 Azure.ContainerApp.ManagedIdentity',
    reason: 'A system-assigned identity has its rights only after the app has started without them.',
    subjects: (snapshot) => snapshot.ofType(APP),
    finding: (app) =>
      at(app, 'identity.type') === 'UserAssigned'
        ? undefined
        : `${app.name} has identities of the type ${textAt(app, 'identity.type')}`,
    mutation: {
      what: 'gives an app a system-assigned identity beside its others',
      change: (snapshot) => put(snapshot.first(APP), 'identity.type', 'SystemAssigned, UserAssigned'),
    },
  }),
  policy({
    id: 'apps/identities-of-the-purpose',
    reason:
      'An app holds its own identity, the one that pulls its image and, where KEDA counts for it, the scaler: no other.',
    subjects: (snapshot) => snapshot.ofType(APP),
    finding: (app) =>
      differences(
        app.name === 'api' ? ['api', 'pull'] : ['worker', 'pull', 'scaler'],
        identitiesOf(app).map(purposeOf),
        `${app.name}: identity`,
      ),
    mutation: {
      what: 'gives the API the identity that delivers events, for the platform alone',
      change: (snapshot) => {
        const api = snapshot.first(APP, ({ name }) => name === 'api');
        const events = snapshot.first('ManagedIdentity/userAssignedIdentities', ({ id }) => purposeOf(id) === 'events');
        const held = at(api, 'identity.userAssignedIdentities');
        if (typeof held === 'object' && held !== null && !Array.isArray(held)) held[events.id] = {};
        append(api, 'properties.configuration.identitySettings', { identity: events.id, lifecycle: 'None' });
      },
    },
  }),
  policy({
    id: 'apps/lifecycle-of-every-identity',
    reason: 'An identity without a lifecycle has `All`: the code could get its tokens.',
    subjects: (snapshot) => snapshot.ofType(APP),
    finding: (app) => {
      const settled = listAt(app, 'properties.configuration.identitySettings').map((one) => textAt(one, 'identity'));
      return differences(identitiesOf(app), settled, `${app.name}: lifecycle of`);
    },
    mutation: {
      what: 'leaves the lifecycle of an identity out',
      change: (snapshot) => put(snapshot.first(APP), 'properties.configuration.identitySettings.1', undefined),
    },
  }),
  policy({
    id: 'apps/platform-identities-out-of-reach',
    reason:
      'The scaler owns the queues, and `pull` reads every image. With the lifecycle `None` a container gets no token of either.',
    subjects: (snapshot) => snapshot.ofType(APP),
    finding: (app) =>
      listAt(app, 'properties.configuration.identitySettings')
        .filter((one) => {
          const isOwn = purposeOf(textAt(one, 'identity')) === codeIdentityOf(app);
          return at(one, 'lifecycle') !== (isOwn ? 'Main' : 'None');
        })
        .map(
          (one) => `${app.name}: ${purposeOf(textAt(one, 'identity'))} has the lifecycle ${textAt(one, 'lifecycle')}`,
        ),
    mutation: {
      what: 'lets a worker’s code get tokens of the scaler',
      change: (snapshot) => {
        const worker = snapshot.first(APP, ({ name }) => name !== 'api');
        const settings = listAt(worker, 'properties.configuration.identitySettings');
        put(
          settings.find((one) => purposeOf(textAt(one, 'identity')) === 'scaler'),
          'lifecycle',
          'All',
        );
      },
    },
  }),
  policy({
    id: 'apps/images-pulled-with-identity',
    reason: 'A password of the registry would be a secret in every app, and would also allow pushing.',
    subjects: (snapshot) =>
      snapshot
        .ofType(APP)
        .flatMap((app) => listAt(app, 'properties.configuration.registries').map((registry) => ({ app, registry }))),
    finding: ({ app, registry }) =>
      purposeOf(textAt(registry, 'identity')) === 'pull' && at(registry, 'passwordSecretRef') === undefined
        ? undefined
        : `${app.name} pulls from ${textAt(registry, 'server')} in another way`,
    mutation: {
      what: 'pulls images with a password',
      change: (snapshot) =>
        put(snapshot.first(APP), 'properties.configuration.registries.0.passwordSecretRef', 'registry-password'),
    },
  }),
  policy({
    id: 'apps/code-signs-in-as-itself',
    reason:
      'With several identities the SDK takes the one that AZURE_CLIENT_ID names; without it, none or a wrong one.',
    subjects: (snapshot) => snapshot.ofType(APP),
    finding: (app) => {
      const variable = listAt(app, 'properties.template.containers.0.env').find(
        (one) => at(one, 'name') === 'AZURE_CLIENT_ID',
      );
      const value = textAt(variable, 'value');
      return value.endsWith('.clientId]') && purposeOf(value) === codeIdentityOf(app)
        ? undefined
        : `${app.name} signs in as ${value}`;
    },
    mutation: {
      what: 'lets a worker sign in as the API',
      change: (snapshot) => {
        const worker = snapshot.first(APP, ({ name }) => name !== 'api');
        const variables = listAt(worker, 'properties.template.containers.0.env');
        const variable = variables.find((one) => at(one, 'name') === 'AZURE_CLIENT_ID');
        put(variable, 'value', textAt(variable, 'value').replace('/id-worker-', '/id-api-'));
      },
    },
  }),
  policy({
    id: 'roles/granted-as-listed',
    reason: 'A missing right is noticed when a client uploads, not when an operator deploys.',
    subjects: (snapshot) => compared(expectedRoles(snapshot), rolesOf(snapshot)),
    finding: ({ name, isInOther }) => (isInOther ? undefined : `nobody has: ${name}`),
    mutation: {
      what: 'takes the right to use Speech from the API',
      change: (snapshot) =>
        snapshot.remove(
          snapshot.first(ASSIGNMENT, ({ properties = null }) =>
            textAt(properties, 'roleDefinitionId').endsWith(ROLE_NAMES.speechUser.id),
          ),
        ),
    },
  }),
  policy({
    id: 'roles/none-but-the-listed',
    reason: 'Each further right is one more thing that a stolen token allows.',
    subjects: (snapshot) => compared(rolesOf(snapshot), expectedRoles(snapshot)),
    finding: ({ name, isInOther }) => (isInOther ? undefined : `not in the list: ${name}`),
    mutation: {
      what: 'lets the API do everything with Speech',
      change: (snapshot) => {
        const right = snapshot.first(ASSIGNMENT, ({ properties = null }) =>
          textAt(properties, 'roleDefinitionId').endsWith(ROLE_NAMES.speechUser.id),
        );
        const wider = snapshot.addCopy(right, '00000000-0000-0000-0000-000000000001');
        const id = textAt(right, 'properties.roleDefinitionId');
        put(
          wider,
          'properties.roleDefinitionId',
          id.replace(ROLE_NAMES.speechUser.id, ROLE_NAMES.speechContributor.id),
        );
      },
    },
  }),
  policy({
    id: 'roles/no-wide-roles',
    reason:
      'Owner, Contributor and similar roles manage resources. Storage Blob Data Owner changes immutability policies. No process needs that.',
    subjects: (snapshot) => snapshot.ofType(ASSIGNMENT),
    finding: ({ properties = null }) => {
      const role = WIDE_ROLES.find(({ id }) => textAt(properties, 'roleDefinitionId').endsWith(id));
      return role === undefined ? undefined : `${textAt(properties, 'description')}: ${role.name}`;
    },
    mutation: {
      what: 'makes the worker Storage Blob Data Owner of the account, beside its own roles',
      change: (snapshot) => {
        const right = snapshot.first(ASSIGNMENT, ({ properties = null }) =>
          textAt(properties, 'description').startsWith('worker: keeps the evidence'),
        );
        const wider = snapshot.addCopy(right, '00000000-0000-0000-0000-000000000002');
        const blobOwner = WIDE_ROLES.find(({ name }) => name === 'Storage Blob Data Owner');
        put(
          wider,
          'properties.roleDefinitionId',
          `/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions/${blobOwner?.id ?? ''}`,
        );
      },
    },
  }),
  policy({
    id: 'roles/on-one-resource',
    reason: 'A right on the resource group applies to every resource that is added to it later.',
    subjects: (snapshot) => snapshot.ofType(ASSIGNMENT),
    finding: (assignment) => (isOnResource(assignment) ? undefined : `${assignment.id} is on a group of resources`),
    mutation: {
      what: 'gives a right on the whole resource group, beside the one on a queue',
      change: (snapshot) => {
        const right = snapshot.first(ASSIGNMENT);
        const wider = snapshot.addCopy(right, '00000000-0000-0000-0000-000000000003');
        wider.id = wider.id.replace(/\/providers\/.*(?=\/providers\/Microsoft\.Authorization\/)/, '');
      },
    },
  }),
  policy({
    id: 'roles/for-services',
    reason: 'People get rights through groups of the directory, for a limited time, not from a template.',
    subjects: (snapshot) => snapshot.ofType(ASSIGNMENT),
    finding: (assignment) =>
      at(assignment, 'properties.principalType') === 'ServicePrincipal'
        ? undefined
        : `${assignment.id} is for a ${textAt(assignment, 'properties.principalType')}`,
    mutation: {
      what: 'gives a right to a person',
      change: (snapshot) => put(snapshot.first(ASSIGNMENT), 'properties.principalType', 'User'),
    },
  }),
  policy({
    id: 'roles/custom-roles-without-wildcards',
    reason: 'A wildcard also grants the actions that Azure adds later.',
    subjects: (snapshot) => snapshot.ofType(DEFINITION),
    finding: (role) =>
      listAt(role, 'properties.permissions')
        .flatMap((permission) => [...listAt(permission, 'actions'), ...listAt(permission, 'dataActions')].map(String))
        .filter((action) => action.includes('*'))
        .map((action) => `${textAt(role, 'properties.roleName')} may ${action}`),
    mutation: {
      what: 'allows a custom role everything on containers',
      change: (snapshot) =>
        append(
          snapshot.first(DEFINITION),
          'properties.permissions.0.actions',
          'Microsoft.Storage/storageAccounts/blobServices/containers/*',
        ),
    },
  }),
  policy({
    id: 'roles/custom-roles-of-the-group',
    reason: 'Other deployments must not come to depend on a role of this one.',
    subjects: (snapshot) => snapshot.ofType(DEFINITION),
    finding: (role) =>
      listAt(role, 'properties.assignableScopes')
        .map(String)
        .filter((scope) => !/\/resourceGroups\/[^/]+$/.test(scope))
        .map((scope) => `${textAt(role, 'properties.roleName')} can be assigned in ${scope}`),
    mutation: {
      what: 'lets a custom role be assigned in the whole subscription',
      change: (snapshot) =>
        put(
          snapshot.first(DEFINITION),
          'properties.assignableScopes.0',
          '/subscriptions/00000000-0000-0000-0000-000000000000',
        ),
    },
  }),
  policy({
    id: 'roles/samples-by-condition',
    reason:
      'The containers of samples are made at run time, so the right is on the account: the condition keeps it to their names.',
    sets: ['main'],
    subjects: (snapshot) =>
      snapshot
        .ofType(ASSIGNMENT)
        .filter(({ properties = null }) =>
          textAt(properties, 'description').includes('fills the containers of samples'),
        ),
    finding: ({ id, properties = null }) =>
      textAt(properties, 'condition').includes("containers:name] StringStartsWith 'samples-vce-'") &&
      at(properties, 'conditionVersion') === '2.0'
        ? undefined
        : `${id} has no condition on the name of the container`,
    mutation: {
      what: 'lets the worker write blobs of every container',
      change: (snapshot) => {
        const right = snapshot.first(ASSIGNMENT, ({ properties = null }) => textAt(properties, 'condition') !== '');
        put(right, 'properties.condition', null);
      },
    },
  }),
  policy({
    id: 'cosmos/roles-granted-as-listed',
    reason: 'Cosmos DB has data roles of its own, which the portal’s list of role assignments does not show.',
    subjects: (snapshot) => compared(expectedDataRoles(), dataRolesOf(snapshot)),
    finding: ({ name, isInOther }) => (isInOther ? undefined : `nobody has: ${name}`),
    mutation: {
      what: 'takes the right on a container from a deployable',
      change: (snapshot) => snapshot.remove(snapshot.ofType(DATA_ASSIGNMENT).at(-1) as Resource),
    },
  }),
  policy({
    id: 'cosmos/no-roles-but-the-listed',
    reason: 'A role on the whole account, rather than on a container, would allow a process to rewrite the audit log.',
    subjects: (snapshot) => compared(dataRolesOf(snapshot), expectedDataRoles()),
    finding: ({ name, isInOther }) => (isInOther ? undefined : `not in the list: ${name}`),
    mutation: {
      what: 'adds a data role on the whole account',
      change: (snapshot) => {
        const right = snapshot.first(DATA_ASSIGNMENT, ({ properties = null }) =>
          textAt(properties, 'scope').endsWith('/colls/documents'),
        );
        const wider = snapshot.addCopy(right, '00000000-0000-0000-0000-000000000004');
        put(wider, 'properties.scope', textAt(right, 'properties.scope').replace(/\/dbs\/.*$/, ''));
      },
    },
  }),
  policy({
    id: 'cosmos/audit-append-only',
    reason: 'Nobody, the product included, changes or deletes an entry of the audit log.',
    subjects: auditRoles,
    finding: (role) =>
      dataActionsOf(role)
        .filter((action) => /items\/(replace|upsert|delete)$/.test(action))
        .map((action) => `${textAt(role, 'properties.roleName')} may ${action} in audit`),
    mutation: {
      what: 'lets the role of the audit log replace entries',
      change: (snapshot) =>
        append(
          auditRoles(snapshot)[0],
          'properties.permissions.0.dataActions',
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/replace',
        ),
    },
  }),
  policy({
    id: 'cosmos/roles-without-wildcards',
    reason: 'The built-in contributor role has wildcards, which also allow stored procedures and conflict feeds.',
    subjects: (snapshot) => snapshot.ofType(DATA_DEFINITION),
    finding: (role) =>
      dataActionsOf(role)
        .filter((action) => action.includes('*'))
        .map((action) => `${textAt(role, 'properties.roleName')} may ${action}`),
    mutation: {
      what: 'allows a data role everything on containers',
      change: (snapshot) =>
        append(
          snapshot.first(DATA_DEFINITION),
          'properties.permissions.0.dataActions',
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/*',
        ),
    },
  }),
];

/** Each name of one list, with whether the other has it too. */
function compared(names: readonly string[], others: readonly string[]): { name: string; isInOther: boolean }[] {
  const known = new Set(others);
  return names.map((name) => ({ name, isInOther: known.has(name) }));
}

function dataActionsOf(role: Resource): string[] {
  return listAt(role, 'properties.permissions').flatMap((one) => listAt(one, 'dataActions').map(String));
}

/** The data roles that are assigned on the container of the audit log. */
function auditRoles(snapshot: JsonSnapshot): Resource[] {
  const ids = snapshot
    .ofType(DATA_ASSIGNMENT)
    .filter((one) => textAt(one, 'properties.scope').endsWith('/colls/audit'))
    .map((one) => textAt(one, 'properties.roleDefinitionId'));
  return snapshot.ofType(DATA_DEFINITION).filter(({ id }) => ids.includes(id));
}
