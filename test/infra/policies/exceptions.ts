import type { ParameterSet } from '../infra-check.ts';

/** A parameter of a set that breaks policies on purpose. */
export interface PolicyException {
  readonly set: ParameterSet;
  /** As it stands in a parameter file. */
  readonly parameter: string;
  readonly value: string;
  /** What it needs beside it, as parameters by their names. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly reason: string;
  /** Ids of the policies that the set then breaks: these and no others. */
  readonly policies: readonly string[];
}

/** Every way to be less strict than the sets are, with what it costs. A policy that is not named here holds whatever these parameters say. */
export const POLICY_EXCEPTIONS: readonly PolicyException[] = [
  {
    set: 'main.private',
    parameter: 'serviceBusNetwork',
    value: "'public-entra'",
    reason:
      'Premium, which private endpoints need, is most of what the private profile costs. Standard has a public endpoint that takes tokens of Entra ID alone.',
    policies: [
      'service-bus/private',
      'service-bus/firewall',
      'endpoints/one-for-each-service',
      'service-bus/premium-when-private',
    ],
  },
  {
    set: 'main.private',
    parameter: 'speechNetwork',
    value: "'public-entra'",
    reason: 'A Speech resource with private endpoints may refuse tokens of Entra ID when it speaks.',
    policies: ['cognitive-services/private', 'endpoints/one-for-each-service'],
  },
  {
    set: 'main.private',
    parameter: 'environmentPrivateEndpoint',
    value: 'true',
    reason:
      'Callers of other networks reach the API through an endpoint of their own. It costs about 73 USD a month beside the endpoint.',
    policies: ['environment/internal', 'environment/no-private-endpoint', 'dns/names-of-the-environment'],
  },
  {
    set: 'main',
    parameter: 'environmentPrivateEndpoint',
    value: 'true',
    beside: {
      network:
        "{ mode: 'create', addressPrefix: '10.20.0.0/22', infrastructurePrefix: '10.20.0.0/23', endpointPrefix: '10.20.2.0/26', natGateway: false }",
    },
    reason:
      'The API is reached through an endpoint of the callers’ network alone, while its services keep public addresses. It costs the same beside the endpoint.',
    policies: ['environment/no-private-endpoint'],
  },
  {
    set: 'main.private',
    parameter: 'logs',
    value: '{ retentionDays: 30, dailyQuotaGb: 5, queriesFromPublicNetworks: true }',
    reason: 'Operators outside the network read logs in the portal, with a role.',
    policies: ['workspace/private-queries'],
  },
  {
    set: 'main.private',
    parameter: 'retention',
    value:
      '{ rawDays: 1, originalsDays: 0, provenanceDays: 400, auditAnchorsImmutableDays: 365, consentsImmutableDays: 365, legalHolds: true }',
    reason: 'A regulation may demand immutable evidence. Until it expires, the erasure of a person fails.',
    policies: ['storage/no-immutability'],
  },
  {
    set: 'main.private',
    parameter: 'scalerRole',
    value: "'queue-counter'",
    reason:
      'The scaler gets a role that only counts messages. It was reported to work; the documentation asks for Data Owner.',
    policies: ['roles/granted-as-listed', 'roles/none-but-the-listed'],
  },
  {
    set: 'main.private',
    parameter: 'api',
    value: "{ size: '0.5', minReplicas: 0, maxReplicas: 10, concurrentRequests: 50 }",
    reason:
      'A deployment for trials may cost nothing while nobody calls. The first request then waits for a start, and the alert that no replica runs is left out. The job that ticks in its place has an identity with rights of its own, as main.idle shows.',
    policies: [
      'api/two-replicas-in-production',
      'cosmos/no-roles-but-the-listed',
      'identities/one-for-each-purpose',
      'roles/none-but-the-listed',
    ],
  },
];
