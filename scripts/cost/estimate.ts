import counts from '../../test/calls/calls.json' with { type: 'json' };
import type { Deployment, Replicas, WorkerReplicas } from './deployment.ts';
import type { Prices } from './prices.ts';

const HOURS = 730;
const MONTH_SECONDS = HOURS * 3_600;
const DAYS = HOURS / 24;
const MILLION = 1_000_000;
/** Included in the base charge of Service Bus Standard. */
const INCLUDED_OPERATIONS = 13 * MILLION;
/** Free in each month for a Log Analytics workspace. */
const INCLUDED_LOGS_GB = 5;
/** An autoscale container costs at least a tenth of its maximum. */
const AUTOSCALE_FLOOR = 0.1;
/** Azure also bills the element that names the speaker profile, once in each request: `billedParts.markup` of an estimate. */
const MARKUP_CHARACTERS = 97;
/** A replica that KEDA starts is ready about so long after its start. */
export const START_SECONDS = 4;

/** What one synthesis of which a webhook tells asks of Azure, as `npm run count:calls` has counted it. */
const COUNTED = counts.now.delivery;

/** What is done in a month, and what one job of it takes. */
export interface Load {
  /** Syntheses that come by queue. */
  readonly jobs: number;
  readonly charactersPerJob: number;
  /** Voices that are kept. */
  readonly voices: number;
  /** How long a job holds a place of a worker. */
  readonly secondsPerJob: number;
  /** How many jobs a replica does at once. */
  readonly jobsPerReplica: number;
  readonly requestUnitsPerJob: number;
  readonly operationsPerJob: number;
  readonly requestsPerJob: number;
  readonly logKilobytesPerJob: number;
  /** Stored at the end of the month. */
  readonly storedGB: number;
  /** How often recurring work wakes a worker that has nothing else to do. */
  readonly idleWakesPerHour: number;
}

/**
 * Assumptions, not measurements, except for the request units and operations (a synthesis, its announcement and one webhook, each sent and received) and
 * for the wakes:
 * the schedules of `libs/documents/src/schedules/schedule-table.ts`, seven a day.
 */
export const DEFAULT_LOAD: Load = {
  jobs: 0,
  charactersPerJob: 500,
  voices: 0,
  secondsPerJob: 10,
  jobsPerReplica: 50,
  requestUnitsPerJob: COUNTED.requestUnits,
  operationsPerJob: 2 * COUNTED.messages,
  requestsPerJob: 4,
  logKilobytesPerJob: 5,
  storedGB: 10,
  idleWakesPerHour: 7 / 24,
};

/** Quantity × price. */
export interface Line {
  readonly what: string;
  readonly quantity: number;
  /** Key in `infra/prices.json`. */
  readonly price: string;
  /** Undefined where the price is not known. */
  readonly amount: number | undefined;
  readonly isVerified: boolean;
}

export interface Estimate {
  readonly lines: readonly Line[];
  readonly total: number;
  /** False if a line holds a price that is not verified, or one that is not known. */
  readonly isVerified: boolean;
}

/** One month of a deployment with a load; lines without a quantity are left out. */
export function estimate(deployment: Deployment, load: Load, prices: Prices): Estimate {
  const lines = quantities(deployment, load)
    .filter(([, quantity]) => quantity > 0)
    .map(([what, quantity, key]): Line => {
      const price = prices.of(key);
      const amount = price.value === null ? undefined : quantity * price.value;
      return { what, quantity, price: key, amount, isVerified: price.isVerified };
    });
  return {
    lines,
    total: lines.reduce((sum, { amount = 0 }) => sum + amount, 0),
    isVerified: lines.every(({ isVerified }) => isVerified),
  };
}

/** A month in which nobody asks for anything. */
export function idle(load: Load): Load {
  return { ...load, jobs: 0, storedGB: 0 };
}

type Quantity = readonly [what: string, quantity: number, price: string];

function quantities(deployment: Deployment, load: Load): Quantity[] {
  return [
    ...apiQuantities(deployment.api, load),
    ...deployment.workers.flatMap((worker) => workerQuantities(worker, load)),
    ...serviceBusQuantities(deployment, load),
    ...cosmosQuantities(deployment, load),
    ['Blob Storage', load.storedGB, 'storage.hot'],
    ...registryQuantities(deployment),
    [
      'Logs beyond 5 GB',
      Math.max(0, (load.jobs * load.logKilobytesPerJob) / MILLION - INCLUDED_LOGS_GB),
      'logs.ingestion',
    ],
    ...redisQuantities(deployment),
    ['Metric alerts', deployment.metricAlertSeries, 'alerts.metric'],
    [
      'Log alerts every 5 minutes',
      deployment.logAlertMinutes.filter((minutes) => minutes <= 5).length,
      'alerts.log.5-minutes',
    ],
    [
      'Log alerts, less often',
      deployment.logAlertMinutes.filter((minutes) => minutes > 5).length,
      'alerts.log.15-minutes',
    ],
    ['Availability test', deployment.webTestsPerHour * HOURS, 'web-test.standard'],
    ['Private endpoints', deployment.privateEndpoints * HOURS, 'private-endpoint'],
    ['Private DNS zones', deployment.privateDnsZones, 'dns.private-zone'],
    ['NAT gateway', deployment.natGateways * HOURS, 'nat.gateway'],
    ['Public IP addresses', (deployment.publicIps + deployment.environmentPublicIps) * HOURS, 'public-ip'],
    ['Load balancer of the environment', deployment.environmentLoadBalancers * HOURS, 'load-balancer.standard'],
    [
      'Private endpoint of the environment',
      deployment.environmentPrivateEndpoint ? HOURS : 0,
      'container-apps.dedicated-management',
    ],
    [
      'Speech, characters',
      (load.jobs * (load.charactersPerJob + MARKUP_CHARACTERS)) / MILLION,
      'speech.personal-voice.characters',
    ],
    ['Speech, voices kept', load.voices * DAYS, 'speech.personal-voice.profile'],
  ];
}

/**
 * A replica is idle at its minimum while it serves no request (learn.microsoft.com, billing): the seconds that its requests take are active.
 * Each is taken for a second of one replica, which is far more than it needs.
 */
function apiQuantities({ minReplicas, vcpu, memoryGiB }: Replicas, { jobs, requestsPerJob }: Load): Quantity[] {
  const requests = jobs * requestsPerJob;
  const all = minReplicas * MONTH_SECONDS;
  const active = Math.min(all, requests);
  return [
    ['API, idle processors', (all - active) * vcpu, 'container-apps.vcpu.idle'],
    ['API, active processors', active * vcpu, 'container-apps.vcpu.active'],
    ['API, memory', all * memoryGiB, 'container-apps.memory'],
    ['API, requests', requests / MILLION, 'container-apps.requests'],
  ];
}

/** A replica above a minimum of 0 is charged as active for as long as it is there. */
function workerQuantities(worker: WorkerReplicas, load: Load): Quantity[] {
  const { name, minReplicas, vcpu, memoryGiB } = worker;
  const idleSeconds = minReplicas * MONTH_SECONDS;
  const active = Math.max(0, workerSeconds(worker, load) - idleSeconds);
  return [
    [`${name}, idle processors`, idleSeconds * vcpu, 'container-apps.vcpu.idle'],
    [`${name}, active processors`, active * vcpu, 'container-apps.vcpu.active'],
    [`${name}, memory`, (idleSeconds + active) * memoryGiB, 'container-apps.memory'],
  ];
}

/**
 * How long replicas of a worker are there in a month, seconds. Each arrival keeps a replica for its start, its work and the cool-down after it;
 * arrivals at random overlap (an M/G/∞ queue is busy for 1 − e^(−λT) of the time). Many jobs at once need more replicas than that.
 */
export function workerSeconds(worker: WorkerReplicas, load: Load): number {
  const { queues, cooldownSeconds, pollingSeconds } = worker;
  const jobs = queues.includes('speech-synthesis') ? load.jobs : 0;
  // What a synthesis is followed by (announcements, the audit log) is the others' work.
  const followed = queues.includes('notifications') || queues.includes('maintenance') ? load.jobs : 0;
  const wakes = queues.includes('maintenance') ? load.idleWakesPerHour * HOURS : 0;
  const arrivals = Math.max(jobs, followed) + wakes;
  const kept = START_SECONDS + (jobs > 0 ? load.secondsPerJob : 1) + cooldownSeconds + pollingSeconds / 2;
  const oneReplica = MONTH_SECONDS * (1 - Math.exp((-arrivals * kept) / MONTH_SECONDS));
  return Math.max(oneReplica, (jobs * load.secondsPerJob) / load.jobsPerReplica);
}

function serviceBusQuantities({ serviceBus, workers }: Deployment, load: Load): Quantity[] {
  if (serviceBus.sku === 'Premium') {
    return [['Service Bus Premium', serviceBus.messagingUnits, 'service-bus.premium.unit']];
  }
  const polls = workers.reduce(
    (sum, { queues, pollingSeconds }) => sum + (queues.length * MONTH_SECONDS) / pollingSeconds,
    0,
  );
  const beyond = Math.max(0, polls + load.jobs * load.operationsPerJob - INCLUDED_OPERATIONS);
  return [
    ['Service Bus Standard', 1, 'service-bus.standard.base'],
    ['Service Bus, operations beyond 13 million', beyond / MILLION, 'service-bus.standard.operations'],
  ];
}

function cosmosQuantities({ cosmos }: Deployment, { jobs, requestUnitsPerJob, storedGB }: Load): Quantity[] {
  // Audio is most of what is stored; documents are about a hundredth of it.
  const stored: Quantity = ['Cosmos DB, stored', storedGB / 100, 'cosmos.storage'];
  const units = jobs * requestUnitsPerJob;
  if (cosmos.autoscaleMaxima.length === 0)
    return [['Cosmos DB, serverless', units / MILLION, 'cosmos.serverless'], stored];
  const floor = cosmos.autoscaleMaxima.reduce((sum, maximum) => sum + maximum * AUTOSCALE_FLOOR, 0);
  const used = units / MONTH_SECONDS;
  return [['Cosmos DB, autoscale', Math.max(floor, used) / 100, 'cosmos.autoscale'], stored];
}

function registryQuantities({ registry }: Deployment): Quantity[] {
  return registry === undefined ? [] : [[`Container Registry ${registry}`, 1, `registry.${registry.toLowerCase()}`]];
}

function redisQuantities({ redis }: Deployment): Quantity[] {
  if (redis === undefined) return [];
  return [[`Azure Managed Redis ${redis.sku}`, redis.nodes * HOURS, `redis.${redis.sku.toLowerCase()}`]];
}
