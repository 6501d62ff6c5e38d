import { at, entriesAt, isSame, listAt, numberAt, put } from './json.ts';
import { differences, type Policy, policy, PRIVATE_SETS, PUBLIC_SETS, setting } from './policy.ts';
import { type Resource, shortName, type JsonSnapshot } from './snapshot.ts';
import { COSMOS_CONTAINERS, type CosmosContainerProperties } from '#storage';

const TYPE = 'DocumentDB/databaseAccounts';
const CONTAINER_TYPE = `${TYPE}/sqlDatabases/containers`;

/** Each container of the snapshot with its row of the code's table. A container that the table lacks has a rule of its own. */
function containersWithRows(snapshot: JsonSnapshot): { container: Resource; row: CosmosContainerProperties }[] {
  const rows: readonly CosmosContainerProperties[] = Object.values(COSMOS_CONTAINERS);
  return snapshot.ofType(CONTAINER_TYPE).flatMap((container) => {
    const row = rows.find(({ id }) => id === shortName(container));
    return row === undefined ? [] : [{ container, row }];
  });
}

export const COSMOS_POLICIES: readonly Policy[] = [
  policy({
    id: 'cosmos/bounded-staleness',
    reason:
      'A replica reads what another one has written within seconds. With Session it could miss a revoked consent for longer.',
    subjects: (snapshot) => snapshot.ofType(TYPE),
    finding: (account) => {
      const consistency = at(account, 'properties.consistencyPolicy');
      return at(consistency, 'defaultConsistencyLevel') === 'BoundedStaleness' &&
        numberAt(consistency, 'maxStalenessPrefix') <= 100 &&
        numberAt(consistency, 'maxIntervalInSeconds') <= 5
        ? undefined
        : `consistencyPolicy is ${JSON.stringify(consistency)}`;
    },
    mutation: {
      what: 'sets the consistency to Session',
      change: (snapshot) =>
        put(snapshot.first(TYPE), 'properties.consistencyPolicy', { defaultConsistencyLevel: 'Session' }),
    },
  }),
  policy({
    id: 'cosmos/backup-bounded',
    azr: 'AZR-000439 Azure.Cosmos.ContinuousBackup',
    reason: 'A database can be restored to any second of the last 7 days, and holds nothing erased for longer.',
    subjects: (snapshot) => snapshot.ofType(TYPE),
    finding: (account) =>
      isSame(at(account, 'properties.backupPolicy'), {
        type: 'Continuous',
        continuousModeProperties: { tier: 'Continuous7Days' },
      })
        ? undefined
        : `backupPolicy is ${JSON.stringify(at(account, 'properties.backupPolicy'))}`,
    mutation: {
      what: 'keeps backups for 30 days',
      change: (snapshot) =>
        put(snapshot.first(TYPE), 'properties.backupPolicy.continuousModeProperties.tier', 'Continuous30Days'),
    },
  }),
  policy({
    id: 'cosmos/throughput-ceiling',
    reason:
      'Provisioned throughput is billed by the hour. The ceiling keeps anybody from provisioning more than was budgeted.',
    sets: PRIVATE_SETS,
    subjects: (snapshot) => snapshot.ofType(TYPE),
    finding: (account, snapshot) => {
      const ceiling = numberAt(account, 'properties.capacity.totalThroughputLimit');
      const provisioned = snapshot
        .childrenOf(account, `${TYPE}/sqlDatabases`)
        .map((database) => numberAt(database, 'properties.options.autoscaleSettings.maxThroughput'));
      return ceiling > 0 && provisioned.every((throughput) => throughput <= ceiling)
        ? undefined
        : `the ceiling is ${ceiling} of ${provisioned.join(', ')} request units`;
    },
    mutation: {
      what: 'takes the throughput ceiling away',
      change: (snapshot) => put(snapshot.first(TYPE), 'properties.capacity.totalThroughputLimit', -1),
    },
  }),
  setting({
    id: 'cosmos/serverless-when-small',
    reason:
      'Serverless costs nothing at idle. The minimum of an autoscale database would be the largest line of the bill.',
    sets: PUBLIC_SETS,
    type: TYPE,
    path: 'properties.capabilities',
    wants: [{ name: 'EnableServerless' }],
    instead: [],
  }),
  setting({
    id: 'cosmos/one-write-region',
    reason: 'Leases and ETags decide which worker acts. With several write regions two workers could both succeed.',
    type: TYPE,
    path: 'properties.enableMultipleWriteLocations',
    wants: false,
    instead: true,
  }),
  setting({
    id: 'cosmos/paid-tier',
    azr: 'AZR-000419 Azure.Cosmos.SLA',
    reason: 'The free tier has no service level agreement, and there is one for each subscription.',
    type: TYPE,
    path: 'properties.enableFreeTier',
    wants: (value) => value === undefined || value === false,
    instead: true,
  }),
  policy({
    id: 'cosmos/containers-of-the-table',
    reason: 'Both deployables compare the containers with the table when they start, and refuse to start without one.',
    subjects: (snapshot) => snapshot.ofType(TYPE),
    finding: (account, snapshot) =>
      differences(
        Object.values(COSMOS_CONTAINERS).map(({ id }) => id),
        snapshot.childrenOf(account, CONTAINER_TYPE).map(shortName),
        'container',
      ),
    mutation: {
      what: 'leaves the container `usage` out',
      change: (snapshot) => snapshot.remove(snapshot.first(CONTAINER_TYPE, (one) => shortName(one) === 'usage')),
    },
  }),
  policy({
    id: 'cosmos/partition-keys-of-the-table',
    reason: 'The partition key of a container cannot be changed.',
    subjects: containersWithRows,
    finding: ({ container, row }) =>
      isSame(listAt(container, 'properties.resource.partitionKey.paths'), [row.partitionKey])
        ? undefined
        : `${container.name} is partitioned by ${JSON.stringify(at(container, 'properties.resource.partitionKey'))}`,
    mutation: {
      what: 'partitions a container by `/id`',
      change: (snapshot) => put(snapshot.first(CONTAINER_TYPE), 'properties.resource.partitionKey.paths', ['/id']),
    },
  }),
  policy({
    id: 'cosmos/time-to-live-of-the-table',
    reason: 'Deliveries and idempotency records expire by their own `ttl`; nothing in the audit log does.',
    subjects: containersWithRows,
    finding: ({ container, row }) =>
      at(container, 'properties.resource.defaultTtl') === row.defaultTtl
        ? undefined
        : `${container.name} has the time to live ${JSON.stringify(at(container, 'properties.resource.defaultTtl'))}`,
    mutation: {
      what: 'lets entries of the audit log expire after 90 days',
      change: (snapshot) =>
        put(
          snapshot.first(CONTAINER_TYPE, (one) => shortName(one) === 'audit'),
          'properties.resource.defaultTtl',
          7_776_000,
        ),
    },
  }),
  policy({
    id: 'cosmos/indexes-of-the-table',
    reason:
      'Indexing a path that no query uses costs request units at each write; a path that a query uses must be indexed.',
    subjects: containersWithRows,
    finding: ({ container, row }) =>
      isSame(at(container, 'properties.resource.indexingPolicy'), row.indexingPolicy)
        ? undefined
        : `${container.name} is indexed in another way than the table says`,
    mutation: {
      what: 'indexes every path of `documents`',
      change: (snapshot) =>
        put(
          snapshot.first(CONTAINER_TYPE, (one) => shortName(one) === 'documents'),
          'properties.resource.indexingPolicy.excludedPaths',
          [],
        ),
    },
  }),
  policy({
    id: 'cosmos/throughput-for-the-database',
    reason:
      'Containers share the throughput of their database. Throughput of its own would add a minimum charge for each container.',
    subjects: (snapshot) => snapshot.ofType(CONTAINER_TYPE),
    finding: (container) =>
      entriesAt(container, 'properties.options').length === 0
        ? undefined
        : `${container.name} has ${JSON.stringify(at(container, 'properties.options'))}`,
    mutation: {
      what: 'gives a container throughput of its own',
      change: (snapshot) =>
        put(snapshot.first(CONTAINER_TYPE), 'properties.options', { autoscaleSettings: { maxThroughput: 1000 } }),
    },
  }),
];
