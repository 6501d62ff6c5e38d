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
      serviceBus: { sku: 'Premium', messagingUnits: 2, queues: 1 },
      cosmos: { autoscaleMaxima: [4000] },
      registry: 'Basic',
      metricAlertSeries: 2,
      logAlertMinutes: [15],
      privateEndpoints: 1,
      privateDnsZones: 1,
      natGateways: 0,
      publicIps: 0,
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
