import { put, textAt } from './json.ts';
import { type Policy, policy, setting } from './policy.ts';
import { purposeOf } from './rights.ts';

const REDIS = 'Cache/redisEnterprise';
const DATABASE = 'Cache/redisEnterprise/databases';
const ACCESS = 'Cache/redisEnterprise/databases/accessPolicyAssignments';
/** The set that has one. */
const sets: Policy['sets'] = ['main.byo'];

/** Redis is optional: counts of requests for all replicas of the API. */
export const REDIS_POLICIES: readonly Policy[] = [
  setting({
    id: 'redis/no-access-keys',
    reason: 'A key of Redis would stand in the URL that the API reads. Its identity signs in instead.',
    sets,
    type: DATABASE,
    path: 'properties.accessKeysAuthentication',
    wants: 'Disabled',
    instead: 'Enabled',
  }),
  setting({
    id: 'redis/encrypted',
    reason: 'A token of the API’s identity goes over the connection.',
    sets,
    type: DATABASE,
    path: 'properties.clientProtocol',
    wants: 'Encrypted',
    instead: 'Plaintext',
  }),
  setting({
    id: 'redis/tls',
    reason: 'TLS 1.0 and 1.1 are broken.',
    sets,
    type: REDIS,
    path: 'properties.minimumTlsVersion',
    wants: '1.2',
    instead: '1.0',
  }),
  setting({
    id: 'redis/one-address',
    reason:
      'The API’s client knows no cluster: with OSSCluster a shard would send it to another one, where it does not go.',
    sets,
    type: DATABASE,
    path: 'properties.clusteringPolicy',
    wants: (value) => value === 'EnterpriseCluster' || value === 'NoCluster',
    instead: 'OSSCluster',
  }),
  setting({
    id: 'redis/private',
    reason: 'No public endpoint: who resets the counts has no limits.',
    sets,
    type: REDIS,
    path: 'properties.publicNetworkAccess',
    wants: 'Disabled',
    instead: 'Enabled',
  }),
  policy({
    id: 'redis/api-alone',
    reason: 'Only the API counts requests. Another writer could lift or exhaust the limits of others.',
    sets,
    subjects: (snapshot) => snapshot.ofType(DATABASE),
    finding: (database, snapshot) => {
      const users = snapshot
        .childrenOf(database, ACCESS)
        .map((assignment) => purposeOf(textAt(assignment, 'properties.user.objectId')) || 'somebody unknown');
      return users.length === 1 && users[0] === 'api'
        ? undefined
        : `${database.name} is for ${users.join(', ') || 'nobody'}`;
    },
    mutation: {
      what: 'lets the worker in, in place of the API',
      change: (snapshot) => {
        const assignment = snapshot.first(ACCESS);
        const api = textAt(assignment, 'properties.user.objectId');
        put(assignment, 'properties.user.objectId', api.replace('id-api-', 'id-worker-'));
      },
    },
  }),
];
