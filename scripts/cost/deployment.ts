import { z } from 'zod';

/** What of a deployment costs money by being there, read from the snapshot of its template. */
export interface Deployment {
  readonly api: Replicas;
  readonly workers: readonly WorkerReplicas[];
  readonly serviceBus: { readonly sku: string; readonly messagingUnits: number; readonly queues: number };
  /** `autoscaleMaxima`: request units a second, of each container or database that has its own; none: serverless. */
  readonly cosmos: { readonly autoscaleMaxima: readonly number[] };
  /** `Basic`, `Standard`, `Premium`; undefined: the registry belongs to somebody else. */
  readonly registry: string | undefined;
  /** Azure Managed Redis; a node is there twice with high availability. Undefined: none. */
  readonly redis: { readonly sku: string; readonly nodes: number } | undefined;
  /** What metric alerts watch: a rule that is split by a dimension watches a series for each of its values. */
  readonly metricAlertSeries: number;
  /** Minutes between two runs, of each rule. */
  readonly logAlertMinutes: readonly number[];
  readonly privateEndpoints: number;
  readonly privateDnsZones: number;
  readonly natGateways: number;
  readonly publicIps: number;
  /**
   * What Azure makes for an environment in a network of the deployment, and bills: a load balancer, and a public address where it is not internal
   * (learn.microsoft.com/azure/container-apps/custom-virtual-networks, managed resources).
   */
  readonly environmentLoadBalancers: number;
  readonly environmentPublicIps: number;
  /** Runs of availability tests in an hour, of all regions. */
  readonly webTestsPerHour: number;
  /** Of the Container Apps environment: an endpoint of its own switches the dedicated plan's management fee on. */
  readonly environmentPrivateEndpoint: boolean;
}

export interface Replicas {
  readonly minReplicas: number;
  /** Of one replica. */
  readonly vcpu: number;
  readonly memoryGiB: number;
}

export interface WorkerReplicas extends Replicas {
  readonly name: string;
  readonly queues: readonly string[];
  readonly cooldownSeconds: number;
  readonly pollingSeconds: number;
}

/**
 * Reads what costs money from a snapshot (`bicep snapshot`).
 * @param text `infra/main.snapshot.json` or another set's
 * @throws Error for a snapshot without an API, a worker or Service Bus: an estimate without them would be too low
 */
export function deploymentOf(text: string): Deployment {
  const { predictedResources } = snapshot.parse(JSON.parse(text));
  const all = (type: string) => predictedResources.filter((resource) => resource.type === type);
  const apps = all('Microsoft.App/containerApps').map(({ name, properties }) => ({
    name,
    ...containerApp.parse(properties),
  }));
  const isApi = ({ configuration }: (typeof apps)[number]) => (configuration.ingress ?? null) !== null;
  const api = apps.find(isApi);
  const workers = apps.filter((app) => !isApi(app));
  const [bus] = all('Microsoft.ServiceBus/namespaces');
  if (api === undefined || workers.length === 0 || bus === undefined) {
    throw new Error('The snapshot has no API, no worker or no Service Bus namespace');
  }
  const scheduled = all('Microsoft.Insights/scheduledQueryRules').map(({ properties }) => logAlert.parse(properties));
  const ownNetworks = all('Microsoft.App/managedEnvironments').flatMap(
    ({ properties }) => managedEnvironment.parse(properties).vnetConfiguration ?? [],
  );
  return {
    api: replicas(api),
    workers: workers.map((app) => ({
      ...replicas(app),
      name: app.name,
      queues: app.template.scale.rules.flatMap(({ custom }) => custom?.metadata?.['queueName'] ?? []),
      cooldownSeconds: app.template.scale.cooldownPeriod,
      pollingSeconds: app.template.scale.pollingInterval,
    })),
    serviceBus: {
      sku: bus.sku?.name ?? 'Standard',
      messagingUnits: bus.sku?.capacity ?? 1,
      queues: all('Microsoft.ServiceBus/namespaces/queues').length,
    },
    cosmos: { autoscaleMaxima: autoscaleMaxima(predictedResources) },
    registry: all('Microsoft.ContainerRegistry/registries')[0]?.sku?.name,
    redis: redisOf(all('Microsoft.Cache/redisEnterprise')[0]),
    metricAlertSeries: all('Microsoft.Insights/metricAlerts').reduce(
      (sum, { properties }) => sum + seriesOf(properties, all('Microsoft.ServiceBus/namespaces/queues').length),
      0,
    ),
    logAlertMinutes: scheduled.map(({ evaluationFrequency }) => minutesOf(evaluationFrequency)),
    privateEndpoints: all('Microsoft.Network/privateEndpoints').length,
    privateDnsZones: all('Microsoft.Network/privateDnsZones').length,
    natGateways: all('Microsoft.Network/natGateways').length,
    publicIps: all('Microsoft.Network/publicIPAddresses').length,
    environmentLoadBalancers: ownNetworks.length,
    environmentPublicIps: ownNetworks.filter(({ internal }) => internal !== true).length,
    webTestsPerHour: all('Microsoft.Insights/webtests').reduce((sum, { properties }) => {
      const { Frequency, Locations } = webTest.parse(properties);
      return sum + (Locations.length * 3_600) / Frequency;
    }, 0),
    environmentPrivateEndpoint: all('Microsoft.Network/privateEndpoints').some(({ properties }) =>
      JSON.stringify(properties).includes('Microsoft.App/managedEnvironments'),
    ),
  };
}

/** `PT5M` → 5; `P1D` → 1440. */
export function minutesOf(duration: string): number {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration);
  if (found === null) throw new Error(`'${duration}' is no duration`);
  const [, days = '0', hours = '0', minutes = '0'] = found;
  return Number(days) * 1_440 + Number(hours) * 60 + Number(minutes);
}

const snapshot = z.object({
  predictedResources: z.array(
    z.object({
      type: z.string(),
      name: z.string(),
      sku: z.object({ name: z.string(), capacity: z.number().optional() }).optional(),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});
const containerApp = z.object({
  configuration: z.object({ ingress: z.unknown().optional() }),
  template: z.object({
    containers: z.array(z.object({ resources: z.object({ cpu: z.coerce.number(), memory: z.string() }) })),
    scale: z.object({
      minReplicas: z.number(),
      cooldownPeriod: z.number().default(300),
      pollingInterval: z.number().default(30),
      rules: z.array(
        z.object({ custom: z.object({ metadata: z.record(z.string(), z.string()).optional() }).optional() }),
      ),
    }),
  }),
});
const logAlert = z.object({ evaluationFrequency: z.string() });
const dimension = z.object({
  name: z.string(),
  operator: z.enum(['Include', 'Exclude']).default('Include'),
  values: z.array(z.string()),
});
const metricAlert = z.object({
  criteria: z.object({ allOf: z.array(z.object({ dimensions: z.array(dimension).default([]) })).optional() }),
});
const managedEnvironment = z.object({
  vnetConfiguration: z.object({ internal: z.boolean().optional() }).nullish(),
});
const webTest = z.object({ Frequency: z.number().positive(), Locations: z.array(z.unknown()) });
const redisCluster = z.object({ highAvailability: z.enum(['Enabled', 'Disabled']).default('Enabled') });
const throughput = z.object({
  options: z.object({ autoscaleSettings: z.object({ maxThroughput: z.number() }).optional() }).optional(),
});

function replicas({ template }: z.output<typeof containerApp>): Replicas {
  const resources = template.containers.map((container) => container.resources);
  return {
    minReplicas: template.scale.minReplicas,
    vcpu: resources.reduce((sum, { cpu }) => sum + cpu, 0),
    memoryGiB: resources.reduce((sum, { memory }) => sum + gibibytes(memory), 0),
  };
}

/**
 * How many series a rule watches. `*` of the dimension EntityName is every queue, and `Exclude` every other queue; of another dimension, nobody knows
 * how many values there are.
 */
function seriesOf(properties: unknown, queues: number): number {
  const criteria = metricAlert.parse(properties).criteria.allOf ?? [{ dimensions: [] }];
  return criteria.reduce((sum, { dimensions }) => {
    const counts = dimensions.map(({ name, operator, values }) => {
      if (operator === 'Exclude') return name === 'EntityName' ? queues - values.length : 1;
      if (!values.includes('*')) return values.length;
      return name === 'EntityName' ? queues : 1;
    });
    return sum + counts.reduce((product, count) => product * count, 1);
  }, 0);
}

function redisOf(resource: z.output<typeof snapshot>['predictedResources'][number] | undefined): Deployment['redis'] {
  if (resource === undefined) return undefined;
  const { highAvailability } = redisCluster.parse(resource.properties);
  return { sku: resource.sku?.name ?? 'unknown', nodes: highAvailability === 'Enabled' ? 2 : 1 };
}

function gibibytes(memory: string): number {
  const found = /^([\d.]+)Gi$/.exec(memory);
  if (found === null) throw new Error(`'${memory}' is no size of memory`);
  return Number(found[1]);
}

function autoscaleMaxima(resources: z.output<typeof snapshot>['predictedResources']): number[] {
  return resources.flatMap(({ type, properties }) => {
    if (!type.startsWith('Microsoft.DocumentDB/databaseAccounts/sqlDatabases')) return [];
    return throughput.parse(properties).options?.autoscaleSettings?.maxThroughput ?? [];
  });
}
