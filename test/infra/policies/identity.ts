import { append, at, entriesAt, isSame, listAt, put, textAt } from './json.ts';
import { differences, type Policy, policy, PUBLIC_SETS } from './policy.ts';
import {
  compared,
  expectedRoles,
  isOnResource,
  purposeOf,
  ROLE_NAMES,
  rolesOf,
  scopeOf,
  WIDE_ROLES,
} from './rights.ts';
import { type Resource, type JsonSnapshot } from './snapshot.ts';

const APP = 'App/containerApps';
const ASSIGNMENT = 'Authorization/roleAssignments';
const DEFINITION = 'Authorization/roleDefinitions';

/** In the private sets Event Grid delivers as its topic: see ADR 119. */
const PURPOSES = ['api', 'worker', 'scaler', 'pull'];
const purposesOf = ({ set }: JsonSnapshot) => [
  ...PURPOSES,
  ...(PUBLIC_SETS.includes(set) ? ['events'] : []),
  ...(set === 'main.idle' ? ['ticks'] : []),
];

/** The purpose of the identity that an app’s code signs in as. */
const codeIdentityOf = (app: Resource) => (app.name === 'api' ? 'api' : 'worker');

const identitiesOf = (app: Resource) => entriesAt(app, 'identity.userAssignedIdentities').map(([id]) => id);

export const IDENTITY_POLICIES: readonly Policy[] = [
  policy({
    id: 'identities/one-for-each-purpose',
    reason: 'Each identity has the rights of one purpose: a stolen token of the API does not read stored recordings.',
    subjects: (snapshot) => [snapshot.ofType('ManagedIdentity/userAssignedIdentities')],
    finding: (identities, snapshot) =>
      differences(
        purposesOf(snapshot),
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
      what: 'gives the API the identity that counts messages, for the platform alone',
      change: (snapshot) => {
        const api = snapshot.first(APP, ({ name }) => name === 'api');
        const scaler = snapshot.first('ManagedIdentity/userAssignedIdentities', ({ id }) => purposeOf(id) === 'scaler');
        const held = at(api, 'identity.userAssignedIdentities');
        if (typeof held === 'object' && held !== null && !Array.isArray(held)) held[scaler.id] = {};
        append(api, 'properties.configuration.identitySettings', { identity: scaler.id, lifecycle: 'None' });
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
    id: 'roles/named-by-principal',
    reason:
      'A vault, a registry and a topic may outlive the group: when its identities are made again, Azure refuses to give an old right a new principal (RoleAssignmentUpdateNotPermitted).',
    subjects: (snapshot) =>
      snapshot
        .ofType(ASSIGNMENT)
        .filter(
          (assignment) =>
            /\/(vaults|registries)\//.test(scopeOf(assignment.id)) ||
            textAt(assignment, 'properties.principalId').includes('/systemTopics/'),
        ),
    finding: (assignment) => {
      const principal = textAt(assignment, 'properties.principalId').slice(1, -1);
      return principal !== '' && assignment.name.includes(principal)
        ? undefined
        : `the name of "${textAt(assignment, 'properties.description')}" does not follow from its principal`;
    },
    mutation: {
      what: 'names the right to pull images by its scope and role alone',
      change: (snapshot) => {
        const right = snapshot.first(ASSIGNMENT, ({ id }) => /\/registries\//.test(scopeOf(id)));
        right.name = '00000000-0000-0000-0000-000000000005';
        right.id = `${scopeOf(right.id)}/providers/Microsoft.Authorization/roleAssignments/${right.name}`;
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
    id: 'roles/claim-key-to-sign-only',
    reason:
      'Who can decrypt with the key, change it or back it up can do more than mark files; each file needs one signature.',
    sets: ['main.byo'],
    subjects: (snapshot) =>
      snapshot.ofType(ASSIGNMENT).filter(({ id }) => /\/vaults\/[^/]+\/keys\/[^/]+$/.test(scopeOf(id))),
    finding: ({ properties = null }, snapshot) => {
      const role = snapshot.ofType(DEFINITION).find(({ id }) => id === textAt(properties, 'roleDefinitionId'));
      const actions = listAt(role ?? null, 'properties.permissions').flatMap((permission) => [
        ...listAt(permission, 'actions'),
        ...listAt(permission, 'dataActions'),
      ]);
      const isNarrow =
        purposeOf(textAt(properties, 'principalId')) === 'worker' &&
        isSame(actions, ['Microsoft.KeyVault/vaults/keys/sign/action']);
      return isNarrow ? undefined : `"${textAt(properties, 'description')}" allows ${actions.map(String).join(', ')}`;
    },
    mutation: {
      what: 'lets the worker decrypt with the key that signs manifests',
      change: (snapshot) =>
        append(
          snapshot.first(DEFINITION, ({ properties = null }) =>
            textAt(properties, 'roleName').startsWith('Voice claim signer'),
          ),
          'properties.permissions.0.dataActions',
          'Microsoft.KeyVault/vaults/keys/decrypt/action',
        ),
    },
  }),
  policy({
    id: 'roles/samples-by-condition',
    reason:
      'The containers of samples are made at run time, so the right is on the account: the condition keeps it to their names.',
    sets: PUBLIC_SETS,
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
];
