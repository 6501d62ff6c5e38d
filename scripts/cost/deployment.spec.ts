import { describe, expect, it } from 'vitest';
import { deploymentOf, minutesOf } from './deployment.ts';

const app = (name: string, ingress: object | null, scale: object) => ({
  type: 'Microsoft.App/containerApps',
  name,
  properties: {
    configuration: { ingress },
    template: { containers: [{ resources: { cpu: 0.5, memory: '1Gi' } }], scale: { rules: [], ...scale } },
  },
});
const rule = (queueName: string) => ({ custom: { type: 'azure-servicebus', metadata: { queueName } } });
const RESOURCES = [
  app('api', { external: true }, { minReplicas: 2 }),
  app('worker', null, {
    minReplicas: 0,
    cooldownPeriod: 60,
    pollingInterval: 15,
    rules: [rule('maintenance'), { custom: { type: 'cpu', metadata: { value: '80' } } }],
  }),
  { type: 'Microsoft.ServiceBus/namespaces', name: 'sb', sku: { name: 'Premium', capacity: 2 }, properties: {} },
  { type: 'Microsoft.ServiceBus/namespaces/queues', name: 'sb/maintenance', properties: {} },
  { type: 'Microsoft.ContainerRegistry/registries', name: 'cr', sku: { name: 'Basic' }, properties: {} },
  { type: 'Microsoft.ServiceBus/namespaces/queues', name: 'sb/notifications', properties: {} },
  { type: 'Microsoft.Insights/metricAlerts', name: 'a', properties: { criteria: { allOf: [{}, {}] } } },
  { type: 'Microsoft.Insights/scheduledQueryRules', name: 'b', properties: { evaluationFrequency: 'PT15M' } },
  { type: 'Microsoft.Network/privateEndpoints', name: 'pe', properties: {} },
  { type: 'Microsoft.Network/privateDnsZones', name: 'zone' },
  {
    type: 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases',
    name: 'cosmos/voice',
    properties: { options: { autoscaleSettings: { maxThroughput: 4000 } } },
  },
];
const text = (resources: readonly object[]) => JSON.stringify({ predictedResources: resources });

describe('what a snapshot says of a deployment', () => {
  it('is what costs money', () => {
    expect(deploymentOf(text(RESOURCES))).toEqual({
      api: { minReplicas: 2, vcpu: 0.5, memoryGiB: 1 },
      workers: [
        {
          name: 'worker',
          minReplicas: 0,
          vcpu: 0.5,
          memoryGiB: 1,
          queues: ['maintenance'],
          cooldownSeconds: 60,
          pollingSeconds: 15,
        },
      ],
      serviceBus: { sku: 'Premium', messagingUnits: 2, queues: 2 },
      cosmos: { autoscaleMaxima: [4000] },
      registry: 'Basic',
      redis: undefined,
      metricAlertSeries: 2,
      logAlertMinutes: [15],
      privateEndpoints: 1,
      privateDnsZones: 1,
      natGateways: 0,
      publicIps: 0,
      environmentLoadBalancers: 0,
      environmentPublicIps: 0,
      webTestsPerHour: 0,
      environmentPrivateEndpoint: false,
    });
  });

  it('sees the private endpoint of the environment, which has a fee of its own', () => {
    const endpoint = {
      type: 'Microsoft.Network/privateEndpoints',
      name: 'pe-environment',
      properties: {
        privateLinkServiceConnections: [
          {
            properties: {
              privateLinkServiceId: '/subscriptions/s/resourceGroups/r/providers/Microsoft.App/managedEnvironments/e',
            },
          },
        ],
      },
    };
    expect(deploymentOf(text([...RESOURCES, endpoint])).environmentPrivateEndpoint).toBe(true);
  });

  it.each([
    ['each queue', [{ name: 'EntityName', values: ['*'] }], 2],
    ['each queue but one', [{ name: 'EntityName', operator: 'Exclude', values: ['maintenance'] }], 1],
    ['each value', [{ name: 'ResponseType', values: ['a', 'b', 'c'] }], 3],
    ['a dimension with values that nobody knows', [{ name: 'ApiName', values: ['*'] }], 1],
  ])('counts a series of an alert for %s', (_what, dimensions, series) => {
    const alert = {
      type: 'Microsoft.Insights/metricAlerts',
      name: 'split',
      properties: { criteria: { allOf: [{ dimensions }] } },
    };
    expect(deploymentOf(text([...RESOURCES, alert])).metricAlertSeries).toBe(2 + series);
  });

  it.each([
    [{ infrastructureSubnetId: 'apps', internal: true }, 1, 0],
    [{ infrastructureSubnetId: 'apps', internal: false }, 1, 1],
    [null, 0, 0],
  ])('counts what Azure makes for an environment in the network %j', (vnetConfiguration, balancers, addresses) => {
    const environment = { type: 'Microsoft.App/managedEnvironments', name: 'cae', properties: { vnetConfiguration } };
    expect(deploymentOf(text([...RESOURCES, environment]))).toMatchObject({
      environmentLoadBalancers: balancers,
      environmentPublicIps: addresses,
    });
  });

  it('counts the runs of availability tests, and the nodes of a Redis', () => {
    const test = {
      type: 'Microsoft.Insights/webtests',
      name: 'test',
      properties: { Frequency: 300, Locations: [{}, {}] },
    };
    const redis = (highAvailability: string) => ({
      type: 'Microsoft.Cache/redisEnterprise',
      name: 'redis',
      sku: { name: 'Balanced_B0' },
      properties: { highAvailability },
    });
    expect(deploymentOf(text([...RESOURCES, test, redis('Disabled')]))).toMatchObject({
      webTestsPerHour: 24,
      redis: { sku: 'Balanced_B0', nodes: 1 },
    });
    expect(deploymentOf(text([...RESOURCES, redis('Enabled')])).redis?.nodes).toBe(2);
  });

  it.each(['api', 'worker', 'sb'])('is not read from a snapshot without %s', (name) => {
    expect(() => deploymentOf(text(RESOURCES.filter((resource) => resource.name !== name)))).toThrow(
      /no API, no worker/,
    );
  });

  it.each([
    ['PT5M', 5],
    ['PT1H', 60],
    ['P1D', 1_440],
  ])('reads %s as %i minutes', (duration, minutes) => {
    expect(minutesOf(duration)).toBe(minutes);
  });
});
