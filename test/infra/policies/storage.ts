import { append, at, isSame, type Json, listAt, numberAt, put, textAt } from './json.ts';
import { differences, type Policy, policy, setting } from './policy.ts';
import { type Resource, shortName, type JsonSnapshot } from './snapshot.ts';
import { RECOVERABLE_DAYS } from '#domain';
import { BLOB_CONTAINER_TABLE, STORAGE_LIFECYCLE } from '#storage';

const EVENT_DEAD_LETTERS = 'event-dead-letters';
const EXPIRED = { name: STORAGE_LIFECYCLE.expired.tag.name, op: '==', value: STORAGE_LIFECYCLE.expired.tag.value };

const blobServices = (snapshot: JsonSnapshot) => snapshot.ofType('Storage/storageAccounts/blobServices');
const isBoundedDays = (value: Json | undefined) => typeof value === 'number' && value >= 1 && value <= RECOVERABLE_DAYS;

interface LifecycleRule {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly tags: readonly Json[];
  readonly actions: Json | undefined;
}

function lifecycleRules(policies: Resource): LifecycleRule[] {
  return listAt(policies, 'properties.policy.rules')
    .filter((rule) => at(rule, 'enabled') === true)
    .map((rule) => ({
      name: textAt(rule, 'name'),
      prefixes: listAt(rule, 'definition.filters.prefixMatch').map(String),
      tags: listAt(rule, 'definition.filters.blobIndexMatch'),
      actions: at(rule, 'definition.actions'),
    }));
}

function variableOf(snapshot: JsonSnapshot, app: string, name: string): string {
  const variables = listAt(
    snapshot.first('App/containerApps', (one) => one.name === app),
    'properties.template.containers.0.env',
  );
  return textAt(
    variables.find((variable) => at(variable, 'name') === name),
    'value',
  );
}

export const STORAGE_POLICIES: readonly Policy[] = [
  setting({
    id: 'storage/no-public-blobs',
    azr: 'AZR-000198 Azure.Storage.BlobPublicAccess',
    reason: 'Nobody who may edit the account can open a container to the public.',
    type: 'Storage/storageAccounts',
    path: 'properties.allowBlobPublicAccess',
    wants: false,
    instead: true,
  }),
  setting({
    id: 'storage/private-containers',
    azr: 'AZR-000199 Azure.Storage.BlobAccessType',
    reason: 'Recordings of voices are personal data.',
    type: 'Storage/storageAccounts/blobServices/containers',
    path: 'properties.publicAccess',
    wants: 'None',
    instead: 'Blob',
  }),
  policy({
    id: 'storage/containers-of-the-table',
    reason: 'The product needs each of its containers, and erases nothing from a container that it does not know.',
    subjects: (snapshot) => snapshot.ofType('Storage/storageAccounts'),
    finding: (account, snapshot) =>
      differences(
        [...BLOB_CONTAINER_TABLE.map(({ name }) => name), EVENT_DEAD_LETTERS],
        snapshot.childrenOf(account, 'Storage/storageAccounts/blobServices/containers').map(shortName),
        'container',
      ),
    mutation: {
      what: 'adds a container `exports`',
      change: (snapshot) =>
        void snapshot.addCopy(snapshot.first('Storage/storageAccounts/blobServices/containers'), 'exports'),
    },
  }),
  setting({
    id: 'storage/versioning',
    reason: 'A blob that is overwritten by mistake can be restored from its version.',
    type: 'Storage/storageAccounts/blobServices',
    path: 'properties.isVersioningEnabled',
    wants: true,
    instead: false,
  }),
  policy({
    id: 'storage/blob-soft-delete-bounded',
    azr: 'AZR-000197 Azure.Storage.SoftDelete',
    reason: `A blob that was deleted by mistake can be recovered for ${RECOVERABLE_DAYS} days. An erased one is gone after them, as the receipt says.`,
    subjects: blobServices,
    finding: (service) =>
      at(service, 'properties.deleteRetentionPolicy.enabled') === true &&
      isBoundedDays(at(service, 'properties.deleteRetentionPolicy.days'))
        ? undefined
        : `deleteRetentionPolicy is ${JSON.stringify(at(service, 'properties.deleteRetentionPolicy'))}`,
    mutation: {
      what: 'keeps deleted blobs for 30 days',
      change: (snapshot) =>
        put(snapshot.first('Storage/storageAccounts/blobServices'), 'properties.deleteRetentionPolicy.days', 30),
    },
  }),
  policy({
    id: 'storage/container-soft-delete-bounded',
    azr: 'AZR-000289 Azure.Storage.ContainerSoftDelete',
    reason: 'The containers of samples, one for each voice, must not stay recoverable for longer either.',
    subjects: blobServices,
    finding: (service) =>
      at(service, 'properties.containerDeleteRetentionPolicy.enabled') === true &&
      isBoundedDays(at(service, 'properties.containerDeleteRetentionPolicy.days'))
        ? undefined
        : `containerDeleteRetentionPolicy is ${JSON.stringify(at(service, 'properties.containerDeleteRetentionPolicy'))}`,
    mutation: {
      what: 'switches the soft delete of containers off',
      change: (snapshot) =>
        put(
          snapshot.first('Storage/storageAccounts/blobServices'),
          'properties.containerDeleteRetentionPolicy.enabled',
          false,
        ),
    },
  }),
  setting({
    id: 'storage/no-permanent-delete',
    reason: 'A compromised worker could otherwise delete blobs beyond recovery.',
    type: 'Storage/storageAccounts/blobServices',
    path: 'properties.deleteRetentionPolicy.allowPermanentDelete',
    wants: false,
    instead: true,
  }),
  policy({
    id: 'storage/versions-bounded',
    reason: 'Versioning keeps the versions of a deleted blob; they must be deleted too.',
    subjects: (snapshot) => snapshot.ofType('Storage/storageAccounts/managementPolicies'),
    finding: (policies) => {
      const days = lifecycleRules(policies)
        .filter(({ prefixes, tags }) => prefixes.length === 0 && tags.length === 0)
        .flatMap(({ actions }) => [
          numberAt(actions, 'version.delete.daysAfterCreationGreaterThan'),
          numberAt(actions, 'snapshot.delete.daysAfterCreationGreaterThan'),
        ]);
      return days.length > 0 && days.every(isBoundedDays)
        ? undefined
        : `versions and snapshots stay ${days.join(', ')} days`;
    },
    mutation: {
      what: 'keeps versions of blobs for a year',
      change: (snapshot) => {
        const rules = listAt(snapshot.first('Storage/storageAccounts/managementPolicies'), 'properties.policy.rules');
        const versions = rules.find((rule) => at(rule, 'definition.actions.version') !== undefined);
        put(versions, 'definition.actions.version.delete.daysAfterCreationGreaterThan', 365);
      },
    },
  }),
  policy({
    id: 'storage/lifecycle-by-tag',
    reason:
      'Tenants decide how long data is kept, and rules of the account know no tenants: they delete only what the product has tagged. Age alone must not delete evidence.',
    subjects: (snapshot) => snapshot.ofType('Storage/storageAccounts/managementPolicies'),
    finding: (policies) => {
      const deleting = lifecycleRules(policies)
        .filter(({ actions }) => at(actions, 'baseBlob.delete') !== undefined)
        .filter(({ prefixes }) => !isSame(prefixes, [`${EVENT_DEAD_LETTERS}/`]));
      const byTag = deleting.filter(({ tags }) => isSame(tags, [EXPIRED]));
      return [
        ...(byTag.length === 1 ? [] : [`${byTag.length} rules delete what is tagged`]),
        ...deleting.filter((rule) => !byTag.includes(rule)).map(({ name }) => `lifecycle rule ${name} asks for no tag`),
      ];
    },
    mutation: {
      what: 'deletes consent recordings after a year',
      change: (snapshot) =>
        append(snapshot.first('Storage/storageAccounts/managementPolicies'), 'properties.policy.rules', {
          name: 'consents',
          type: 'Lifecycle',
          enabled: true,
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['consents/'] },
            actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 365 } } },
          },
        }),
    },
  }),
  policy({
    id: 'storage/no-immutability',
    reason:
      'A time-based immutability policy makes erasure impossible while it runs. It is an opt-in that docs/erasure.md names.',
    subjects: (snapshot) => snapshot.ofType('Storage/storageAccounts'),
    finding: (account, snapshot) => [
      ...(at(account, 'properties.immutableStorageWithVersioning') === undefined ? [] : ['the account is immutable']),
      ...snapshot
        .childrenOf(account, 'Storage/storageAccounts/blobServices/containers/immutabilityPolicies')
        .map(({ id }) => `${id} makes blobs immutable`),
    ],
    mutation: {
      what: 'makes `consents` immutable for ten years',
      change: (snapshot) => {
        const container = snapshot.first(
          'Storage/storageAccounts/blobServices/containers',
          (one) => shortName(one) === 'consents',
        );
        snapshot.resources.push({
          id: `${container.id}/immutabilityPolicies/default`,
          type: `${container.type}/immutabilityPolicies`,
          name: `${container.name}/default`,
          apiVersion: container.apiVersion,
          properties: { immutabilityPeriodSinceCreationInDays: 3650 },
        });
      },
    },
  }),
  policy({
    id: 'storage/legal-holds-as-the-api',
    reason:
      'The API accepts legal holds only where Storage takes them: in containers that have immutable storage with versioning.',
    subjects: (snapshot) => snapshot.ofType('Storage/storageAccounts'),
    finding: (account, snapshot) => {
      const holdable = snapshot
        .childrenOf(account, 'Storage/storageAccounts/blobServices/containers')
        .filter((container) => at(container, 'properties.immutableStorageWithVersioning.enabled') === true);
      const wanted = BLOB_CONTAINER_TABLE.filter(({ holds }) => holds).map(({ name }) => name);
      const isOn = variableOf(snapshot, 'api', 'LEGAL_HOLDS') === 'true';
      return differences(isOn ? wanted : [], holdable.map(shortName), 'container with legal holds');
    },
    mutation: {
      what: 'has the API accept legal holds that Storage does not take',
      change: (snapshot) => {
        const variables = listAt(
          snapshot.first('App/containerApps', (one) => one.name === 'api'),
          'properties.template.containers.0.env',
        );
        put(
          variables.find((variable) => at(variable, 'name') === 'LEGAL_HOLDS'),
          'value',
          'true',
        );
      },
    },
  }),
  setting({
    id: 'storage/no-replication-to-other-tenants',
    reason: 'Object replication would copy recordings into an account of another company.',
    type: 'Storage/storageAccounts',
    path: 'properties.allowCrossTenantReplication',
    wants: false,
    instead: true,
  }),
  setting({
    id: 'storage/copies-within-the-tenant',
    reason: 'Copies of recordings go to accounts of the same Entra tenant only.',
    type: 'Storage/storageAccounts',
    path: 'properties.allowedCopyScope',
    wants: (value) => value === 'AAD' || value === 'PrivateLink',
    instead: '',
  }),
  policy({
    id: 'storage/signed-urls-end',
    reason: 'The platform refuses URLs that are signed for more than a day and an hour, whatever the product signs.',
    subjects: (snapshot) => snapshot.ofType('Storage/storageAccounts'),
    finding: (account) => {
      const period = textAt(account, 'properties.sasPolicy.sasExpirationPeriod');
      const [, days = '', hours = ''] = /^(\d+)\.(\d\d):00:00$/.exec(period) ?? [];
      const isShort = Number(days || Number.NaN) * 24 + Number(hours) <= 25;
      return isShort && at(account, 'properties.sasPolicy.expirationAction') === 'Block'
        ? undefined
        : `sasPolicy is ${JSON.stringify(at(account, 'properties.sasPolicy'))}`;
    },
    mutation: {
      what: 'logs signed URLs that live too long instead of refusing them',
      change: (snapshot) =>
        put(snapshot.first('Storage/storageAccounts'), 'properties.sasPolicy.expirationAction', 'Log'),
    },
  }),
  setting({
    id: 'storage/encrypted-twice',
    reason: 'Recordings of voices are biometric data where they identify somebody; it cannot be switched on later.',
    type: 'Storage/storageAccounts',
    path: 'properties.encryption.requireInfrastructureEncryption',
    wants: true,
    instead: false,
  }),
  policy({
    id: 'storage/cors-as-the-api',
    reason:
      'Browsers upload from the origins that the API allows and from no other, with PUT alone; `*` would let any page use a stolen URL.',
    subjects: blobServices,
    finding: (service, snapshot) => {
      const origins = variableOf(snapshot, 'api', 'CORS_ALLOWED_ORIGINS')
        .split(',')
        .filter((origin) => origin !== '');
      const wanted = variableOf(snapshot, 'api', 'DIRECT_UPLOADS') === 'true' ? origins : [];
      const rules = listAt(service, 'properties.cors.corsRules');
      const allowed = rules.flatMap((rule) => listAt(rule, 'allowedOrigins').map(String));
      const methods = rules.flatMap((rule) => listAt(rule, 'allowedMethods').map(String));
      return [
        ...differences(wanted, allowed, 'origin'),
        ...methods.filter((method) => !['PUT', 'OPTIONS'].includes(method)).map((method) => `CORS allows ${method}`),
      ];
    },
    mutation: {
      what: 'lets pages of every origin upload',
      change: (snapshot) =>
        append(snapshot.first('Storage/storageAccounts/blobServices'), 'properties.cors.corsRules', {
          allowedOrigins: ['*'],
          allowedMethods: ['PUT', 'OPTIONS'],
          allowedHeaders: ['content-type'],
          exposedHeaders: [],
          maxAgeInSeconds: 3600,
        }),
    },
  }),
];
