import { describe, expect, it } from 'vitest';
import type { Deployment, WorkerReplicas } from './deployment.ts';
import { DEFAULT_LOAD, estimate, idle, type Load, workerSeconds } from './estimate.ts';
import { type Price, type Prices, readPrices } from './prices.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources, table, total } from './report.ts';

const prices = readPrices(readFileSync(join(import.meta.dirname, '..', '..', 'infra', 'prices.json'), 'utf8'));
const WORKER: WorkerReplicas = {
  name: 'worker',
  minReplicas: 0,
  vcpu: 1,
  memoryGiB: 2,
  queues: ['speech-synthesis', 'notifications', 'maintenance'],
  cooldownSeconds: 60,
  pollingSeconds: 30,
};
const SMALL: Deployment = {
  api: { minReplicas: 1, vcpu: 0.5, memoryGiB: 1 },
  workers: [WORKER],
  serviceBus: { sku: 'Standard', messagingUnits: 1, queues: 7 },
  cosmos: { autoscaleMaxima: [] },
  registry: 'Basic',
  metricAlertSeries: 20,
  logAlertMinutes: [5, 15],
  privateEndpoints: 0,
  privateDnsZones: 0,
  natGateways: 0,
  publicIps: 0,
  environmentLoadBalancers: 0,
  environmentPublicIps: 0,
  webTestsPerHour: 0,
  redis: undefined,
  environmentPrivateEndpoint: false,
};
const QUIET: Load = { ...idle(DEFAULT_LOAD), idleWakesPerHour: 1 };
const amount = (deployment: Deployment, load: Load, what: string): number | undefined =>
  estimate(deployment, load, prices).lines.find((line) => line.what === what)?.amount;

describe('an estimate', () => {
  it('takes a replica of half a processor and 1 GiB that idles all month for 11.83', () => {
    const { lines } = estimate(SMALL, QUIET, prices);
    const api = lines.filter(({ what }) => what.startsWith('API'));
    expect(api.reduce((sum, line) => sum + (line.amount ?? 0), 0)).toBeCloseTo(11.83, 2);
  });

  it('takes a replica of 1 processor and 2 GiB that is active all month for 78.84', () => {
    const always = { ...SMALL, workers: [{ ...WORKER, cooldownSeconds: 400_000_000 }] };
    const parts = ['worker, active processors', 'worker, memory'].map((what) => amount(always, QUIET, what) ?? 0);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(78.84, 2);
  });

  it('is the sum of quantity times price of its lines', () => {
    const { lines, total: sum } = estimate(SMALL, { ...DEFAULT_LOAD, jobs: 10_000 }, prices);
    for (const { quantity, price, amount: part } of lines) {
      expect(part).toBeCloseTo(quantity * (prices.of(price).value ?? 0), 10);
    }
    expect(sum).toBeCloseTo(
      lines.reduce((all, { amount: part = 0 }) => all + part, 0),
      10,
    );
  });

  it.each<[string, Partial<Deployment>, string, number]>([
    [
      'a messaging unit',
      { serviceBus: { sku: 'Premium', messagingUnits: 2, queues: 7 } },
      'Service Bus Premium',
      1_354,
    ],
    ['private endpoints', { privateEndpoints: 7 }, 'Private endpoints', 51.1],
    ['the environment’s endpoint', { environmentPrivateEndpoint: true }, 'Private endpoint of the environment', 73],
    ['the floor of autoscale, a tenth', { cosmos: { autoscaleMaxima: [1_000, 1_000] } }, 'Cosmos DB, autoscale', 17.52],
    ['a registry', { registry: 'Premium' }, 'Container Registry Premium', 50],
    ['metric alerts', {}, 'Metric alerts', 2],
    ['log alerts', {}, 'Log alerts every 5 minutes', 1.5],
    ['runs of the availability test', { webTestsPerHour: 60 }, 'Availability test', 21.9],
    ['the environment’s load balancer', { environmentLoadBalancers: 1 }, 'Load balancer of the environment', 18.25],
    [
      'the environment’s address beside that of NAT',
      { publicIps: 1, environmentPublicIps: 1 },
      'Public IP addresses',
      7.3,
    ],
  ])('counts %s', (_what, change, line, expected) => {
    expect(amount({ ...SMALL, ...change }, QUIET, line)).toBeCloseTo(expected, 2);
  });

  it('has a line for Redis, without an amount as long as its price is not known', () => {
    const { lines, isVerified } = estimate({ ...SMALL, redis: { sku: 'Balanced_B0', nodes: 2 } }, QUIET, prices);
    expect(lines.find(({ what }) => what === 'Azure Managed Redis Balanced_B0')).toMatchObject({ quantity: 1_460 });
    expect(isVerified).toBe(false);
  });

  it('leaves out what there is nothing of', () => {
    const { lines } = estimate({ ...SMALL, registry: undefined }, QUIET, prices);
    expect(lines.map(({ what }) => what)).not.toContain('Private endpoints');
    expect(lines.every(({ what, quantity }) => quantity > 0 && !what.startsWith('Container Registry'))).toBe(true);
  });

  it('counts operations of Service Bus beyond 13 million, the counting of KEDA among them', () => {
    expect(amount(SMALL, QUIET, 'Service Bus, operations beyond 13 million')).toBeUndefined();
    const polls = (3 * 2_628_000) / 30;
    const beyond = (polls + 3_000_000 * 6 - 13_000_000) / 1_000_000;
    expect(
      amount(SMALL, { ...DEFAULT_LOAD, jobs: 3_000_000 }, 'Service Bus, operations beyond 13 million'),
    ).toBeCloseTo(beyond * 0.8, 6);
  });

  it('has no amount where a price is not known, and says so', () => {
    const busy = estimate(SMALL, { ...DEFAULT_LOAD, jobs: 1, voices: 3 }, prices);
    const voices = busy.lines.find(({ what }) => what === 'Speech, voices kept');
    expect(voices).toMatchObject({ amount: undefined, isVerified: false });
    expect(table({ idle: busy }, prices)).toMatch(/Speech, voices kept .* unknown\*/);
  });
});

describe('the seconds of a worker', () => {
  it('are those of each wake, as long as wakes are rare', () => {
    // 730 wakes, each: 4 s start, 1 s work, 60 s cool-down, 15 s until it is counted.
    expect(workerSeconds(WORKER, QUIET)).toBeCloseTo(2_628_000 * (1 - Math.exp(-(730 * 80) / 2_628_000)), 6);
    expect(workerSeconds(WORKER, QUIET)).toBeGreaterThan(57_000);
  });

  it('are never more than the month for one replica, and more when the work needs more replicas', () => {
    const busy = { ...DEFAULT_LOAD, jobs: 1_000_000 };
    expect(workerSeconds(WORKER, busy)).toBeLessThanOrEqual(2_628_000);
    expect(workerSeconds(WORKER, { ...busy, jobs: 50_000_000 })).toBeCloseTo((50_000_000 * 10) / 50, 0);
  });

  it('of an app without recurring work and without jobs are none', () => {
    expect(workerSeconds({ ...WORKER, queues: ['audio-uploads'] }, QUIET)).toBe(0);
  });
});

describe('a report', () => {
  const fixed = (isVerified: boolean): Prices => {
    const price: Price = { value: 1, unit: 'piece', note: isVerified ? 'a page, 2026-11-28' : 'recalled', isVerified };
    return { currency: 'USD', of: () => price, keys: [], notFound: [] };
  };

  it('marks each line and total that holds a price that is not verified, and no other', () => {
    const doubtful = estimate(SMALL, QUIET, fixed(false));
    expect(
      table({ idle: doubtful }, fixed(false))
        .split('\n')
        .slice(2)
        .every((row) => row.includes('*')),
    ).toBe(true);
    expect(total(doubtful)).toMatch(/^\d+\.\d\d\*$/);
    expect(sources(doubtful.lines, fixed(false))).toMatch(/recalled/);
    const sure = estimate(SMALL, QUIET, fixed(true));
    expect(total(sure)).toMatch(/^\d+\.\d\d$/);
    expect(table({ idle: sure }, fixed(true))).not.toMatch(/\d\* /);
  });

  it('sets the load beside the idle month', () => {
    const busy = estimate(SMALL, { ...DEFAULT_LOAD, jobs: 1_000 }, prices);
    const [head = '', ...rows] = table({ idle: estimate(SMALL, QUIET, prices), busy }, prices).split('\n');
    expect(head).toContain('With the load');
    expect(rows.find((row) => row.includes('Speech, characters'))).toMatch(/\| +\| +\| +0\.6 \| +14\.33\* \|$/);
  });
});
