/** A parameter of the private set that gives policies up on purpose. */
export interface PolicyException {
  /** As it stands in a parameter file. */
  readonly parameter: string;
  readonly value: string;
  readonly reason: string;
  /** Ids of the policies that the private set then breaks: these and no others. */
  readonly policies: readonly string[];
}

/** Every way to be less strict than the private set is, with what it costs. A policy that is not named here holds whatever these parameters say. */
export const POLICY_EXCEPTIONS: readonly PolicyException[] = [
  {
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
    parameter: 'speechNetwork',
    value: "'public-entra'",
    reason: 'A Speech resource with private endpoints may refuse tokens of Entra ID when it speaks.',
    policies: ['cognitive-services/private', 'endpoints/one-for-each-service'],
  },
  {
    parameter: 'environmentPrivateEndpoint',
    value: 'true',
    reason:
      'Callers of other networks reach the API through an endpoint of their own. It costs about 73 USD a month beside the endpoint.',
    policies: ['environment/internal', 'environment/no-private-endpoint', 'dns/names-of-the-environment'],
  },
  {
    parameter: 'logs',
    value: '{ retentionDays: 30, dailyQuotaGb: 5, queriesFromPublicNetworks: true }',
    reason: 'Operators outside the network read logs in the portal, with a role.',
    policies: ['workspace/private-queries'],
  },
  {
    parameter: 'retention',
    value: '{ rawDays: 1, originalsDays: 0, auditAnchorsImmutableDays: 365, consentsImmutableDays: 365 }',
    reason: 'A regulation may demand immutable evidence. For as long, the erasure of a person fails.',
    policies: ['storage/no-immutability'],
  },
  {
    parameter: 'scalerRole',
    value: "'queue-counter'",
    reason:
      'The scaler gets a role that only counts messages. It was reported to work; the documentation asks for Data Owner.',
    policies: ['roles/granted-as-listed', 'roles/none-but-the-listed'],
  },
];
