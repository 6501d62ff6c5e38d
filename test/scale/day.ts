import { readFileSync } from 'node:fs';
import { loadConfig } from '#config';
import { ProviderError } from '#domain';
import { decideRetry, MESSAGES, SINGLE_WORKER_APP, type WorkerApp } from '#messaging';
import { deploymentOf } from '../../scripts/cost/deployment.ts';
import { DEFAULT_LOAD, START_SECONDS } from '../../scripts/cost/estimate.ts';
import { Random } from '../support/random.ts';
import { Autoscaler } from './autoscaler.ts';

const DAY_S = 86_400;
const HOUR_S = 3_600;
/** From nothing to the load of the day, so that what has the least room is reached first. */
const RISE_S = HOUR_S;
const NOON_S = 12 * HOUR_S;
/** The load at noon, of the load at other times, for an hour; it rises and falls within an hour. */
const NOON_FACTOR = 4;
/** A component breaks when it is asked for more than it can do in the mean of about so long. */
const MEAN_OF_S = 60;
/** A job takes half to one and a half times the mean. */
const DURATIONS = 11;
const NOBODY = '00000000-0000-0000-0000-000000000000';
const { speech } = loadConfig({
  ENTRA_TENANT_ID: NOBODY,
  ENTRA_CLIENT_ID: NOBODY,
  SERVICE_BUS_NAMESPACE: 'example.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://example.documents.azure.com',
  BLOB_ENDPOINT: 'https://example.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://example.cognitiveservices.azure.com',
  SPEECH_WEBSOCKET_URL: 'wss://example.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
});

/** What can be too little, with what it can do in a second (workers and cores: at a time), and the source. */
export const COMPONENTS = {
  'api-processors': 'requests a second that the replicas of the API accept at 2.5 ms of processor time each (measured)',
  'worker-slots': 'syntheses at a time: the replicas that the table allows, with SPEECH_POOL_SIZE each',
  'environment-cores': 'cores of the environment (Azure, "Quotas for Azure Container Apps")',
  'service-bus-credits':
    'credits a second of a Standard namespace (Azure, "Throttling operations on Azure Service Bus")',
  'cosmos-partition':
    'request units a second of a physical partition, serverless, if one tenant causes all the load (Azure)',
  'speech-synthesis': 'transactions a second of a Speech resource (Azure, "Speech service quotas and limits")',
} as const;
export type Component = keyof typeof COMPONENTS;

const { api, workers } = deploymentOf(readFileSync('infra/main.snapshot.json', 'utf8'));
/** `api.maxReplicas` of the template; docs/scaling.md has what a request takes. */
const API = { maxReplicas: 10, vcpu: api.vcpu, msPerRequest: 2.5 };
const WORKER_VCPU = workers[0]?.vcpu ?? Number.NaN;
const CAPACITY: Readonly<Record<Exclude<Component, 'worker-slots'>, number>> = {
  'api-processors': (API.maxReplicas * API.vcpu * 1_000) / API.msPerRequest,
  'environment-cores': 100,
  'service-bus-credits': 1_000,
  'cosmos-partition': 5_000,
  'speech-synthesis': 200,
};
/** A management read, which KEDA makes for each queue at each poll, and a data operation. */
const CREDITS_OF_READ = 10;

export interface Broken {
  readonly component: Component;
  /** Second of the day. */
  readonly at: number;
  /** Syntheses a second that were asked for then. */
  readonly rate: number;
}

export interface Day {
  readonly accepted: number;
  readonly spoken: number;
  readonly failed: number;
  readonly maxQueueAgeS: number;
  readonly maxReplicas: number;
  readonly peakCredits: number;
  readonly peakRequestUnits: number;
  readonly requestUnits: number;
  readonly peakSpeechRequests: number;
  readonly speechRequests: number;
  readonly throttled: number;
  readonly broken: Broken | undefined;
}

/** Messages that came in the same second and have failed as often. */
interface Cohort {
  count: number;
  readonly at: number;
  readonly failures: number;
}

class DayRun {
  readonly #random = new Random(1);
  readonly #scaler: Autoscaler;
  readonly #ready: Cohort[] = [];
  readonly #due = new Map<number, Cohort[]>();
  readonly #endsAt = new Map<number, number>();
  /** Replicas that are started, by the second from which on they work. */
  readonly #working: { readonly from: number; readonly replicas: number }[] = [];
  /** Of what each component is asked for, of what it can do. */
  readonly #mean = new Map<Component, number>();
  #carry = 0;
  #inWork = 0;
  #waiting = 0;
  #started = 0;
  #day = {
    accepted: 0,
    spoken: 0,
    failed: 0,
    maxQueueAgeS: 0,
    maxReplicas: 0,
    peakCredits: 0,
    peakRequestUnits: 0,
    requestUnits: 0,
    peakSpeechRequests: 0,
    speechRequests: 0,
    throttled: 0,
  };
  #broken: Broken | undefined;

  constructor(
    private readonly perDay: number,
    /** Limits that are not there. */
    private readonly lifted: ReadonlySet<Component>,
  ) {
    const app: WorkerApp = lifted.has('worker-slots')
      ? { ...SINGLE_WORKER_APP, maxReplicas: Number.POSITIVE_INFINITY }
      : SINGLE_WORKER_APP;
    this.#scaler = new Autoscaler(app);
  }

  run(): Day {
    for (let second = 0; second < DAY_S; second++) this.second(second);
    return { ...this.#day, broken: this.#broken };
  }

  private second(second: number): void {
    const rate = (this.perDay / DAY_S) * loadAt(second);
    this.#carry += rate;
    const arriving = Math.floor(this.#carry);
    this.#carry -= arriving;
    this.#day.accepted += arriving;
    if (arriving > 0) this.put({ count: arriving, at: second, failures: 0 });
    for (const cohort of this.#due.get(second) ?? []) this.put(cohort);
    this.#due.delete(second);
    const ended = this.#endsAt.get(second) ?? 0;
    this.#endsAt.delete(second);
    this.#inWork -= ended;
    this.#day.spoken += ended;

    this.#scaler.tick(second, (queue) => (queue === 'speech-synthesis' ? this.#waiting + this.#inWork : 0));
    const { replicas } = this.#scaler;
    this.#day.maxReplicas = Math.max(this.#day.maxReplicas, replicas);
    const slots = this.replicasAt(second, replicas) * speech.poolSize;
    const started = this.start(second, slots - this.#inWork);
    this.measure(second, rate, { arriving, ended, started, replicas, slots });
  }

  private put(cohort: Cohort): void {
    this.#ready.push(cohort);
    this.#waiting += cohort.count;
  }

  /** What was wanted some seconds ago: a replica takes its time to start. */
  private replicasAt(second: number, replicas: number): number {
    this.#working.push({ from: second + START_SECONDS, replicas });
    while ((this.#working[1]?.from ?? second + 1) <= second) this.#working.shift();
    const [oldest] = this.#working;
    return oldest !== undefined && oldest.from <= second ? Math.min(oldest.replicas, replicas) : 0;
  }

  /** As many as there are slots; those that Speech refuses come back as the retry policy says. @returns what was asked of Speech */
  private start(second: number, free: number): number {
    let asked = 0;
    const limit = this.lifted.has('speech-synthesis') ? Infinity : CAPACITY['speech-synthesis'];
    for (let left = free; left > 0 && this.#waiting > 0;) {
      const [cohort] = this.#ready;
      if (!cohort) break;
      const taken = Math.min(cohort.count, left);
      cohort.count -= taken;
      if (cohort.count === 0) this.#ready.shift();
      this.#waiting -= taken;
      left -= taken;
      this.#day.maxQueueAgeS = Math.max(this.#day.maxQueueAgeS, second - cohort.at);
      const accepted = Math.max(0, Math.min(taken, limit - asked));
      asked += taken;
      if (accepted > 0) this.work(second, accepted);
      if (taken > accepted) this.retry(second, { ...cohort, count: taken - accepted });
    }
    this.#day.speechRequests += asked;
    this.#day.peakSpeechRequests = Math.max(this.#day.peakSpeechRequests, asked);
    return asked;
  }

  private work(second: number, count: number): void {
    this.#inWork += count;
    for (let part = 0; part < DURATIONS; part++) {
      const share = Math.floor(((part + 1) * count) / DURATIONS) - Math.floor((part * count) / DURATIONS);
      const factor = 0.5 + ((part + this.#started++) % DURATIONS) / (DURATIONS - 1);
      const end = second + Math.max(1, Math.round(DEFAULT_LOAD.secondsPerJob * factor));
      this.#endsAt.set(end, (this.#endsAt.get(end) ?? 0) + share);
    }
  }

  private retry(second: number, { count, at, failures }: Cohort): void {
    this.#day.throttled += count;
    const error = new ProviderError('provider-throttled', 'HTTP 429');
    // A few delays stand for all.
    const parts = Math.min(count, 16);
    for (let part = 0; part < parts; part++) {
      const share = Math.floor(((part + 1) * count) / parts) - Math.floor((part * count) / parts);
      const decision = decideRetry(error, failures, MESSAGES['synthesis.run'].maxFailures, this.#random.next);
      if (!decision.retry) {
        this.#day.failed += share;
        continue;
      }
      const dueAt = second + Math.max(1, Math.round(decision.delayMs / 1_000));
      this.comeBack(dueAt, { count: share, at, failures: failures + 1 });
    }
  }

  /** With those that failed as often: how old they are is told by the oldest. */
  private comeBack(second: number, { count, at, failures }: Cohort): void {
    const others = this.#due.get(second) ?? [];
    const same = others.find((other) => other.failures === failures);
    this.#due.set(second, [
      ...others.filter((other) => other !== same),
      { count: count + (same?.count ?? 0), at: Math.min(at, same?.at ?? at), failures },
    ]);
  }

  private measure(
    second: number,
    rate: number,
    now: { arriving: number; ended: number; started: number; replicas: number; slots: number },
  ): void {
    const { operationsPerJob, requestUnitsPerJob, requestsPerJob } = DEFAULT_LOAD;
    const { queues, pollingSeconds } = SINGLE_WORKER_APP;
    // A third of what a job takes comes with its request, the rest with its end.
    const jobs = now.arriving / 3 + (now.ended * 2) / 3;
    const credits = jobs * operationsPerJob + (queues.length * CREDITS_OF_READ) / pollingSeconds;
    const units = jobs * requestUnitsPerJob;
    this.#day.peakCredits = Math.max(this.#day.peakCredits, credits);
    this.#day.peakRequestUnits = Math.max(this.#day.peakRequestUnits, units);
    this.#day.requestUnits += units;
    const most = SINGLE_WORKER_APP.maxReplicas * speech.poolSize;
    const demands: Readonly<Record<Component, number>> = {
      'api-processors': (rate * requestsPerJob) / CAPACITY['api-processors'],
      'worker-slots': now.replicas >= SINGLE_WORKER_APP.maxReplicas ? (this.#waiting + this.#inWork) / most : 0,
      'environment-cores': (now.replicas * WORKER_VCPU + API.maxReplicas * API.vcpu) / CAPACITY['environment-cores'],
      'service-bus-credits': credits / CAPACITY['service-bus-credits'],
      'cosmos-partition': units / CAPACITY['cosmos-partition'],
      'speech-synthesis': now.started / CAPACITY['speech-synthesis'],
    };
    for (const component of Object.keys(demands) as Component[]) {
      const before = this.#mean.get(component) ?? 0;
      const mean = before + (demands[component] - before) / MEAN_OF_S;
      this.#mean.set(component, mean);
      if (mean > 1 && !this.lifted.has(component)) this.#broken ??= { component, at: second, rate };
    }
  }
}

/** The load of a second, of the mean of the day. */
export function loadAt(second: number): number {
  const distance = Math.abs(second - NOON_S - HOUR_S / 2) - HOUR_S / 2;
  const noon = 1 + (NOON_FACTOR - 1) * Math.min(1, Math.max(0, 1 - distance / HOUR_S));
  // The rise takes half an hour's load, noon adds three times two hours'.
  const mean = (DAY_S - RISE_S / 2 + (NOON_FACTOR - 1) * 2 * HOUR_S) / DAY_S;
  return (Math.min(1, second / RISE_S) * noon) / mean;
}

/** A day of syntheses. @param lifted limits that are not there */
export function simulateDay(perDay: number, lifted: ReadonlySet<Component> = new Set()): Day {
  return new DayRun(perDay, lifted).run();
}

/** What breaks, one after another: each limit is lifted when it has been reached. @returns with the day when all of them are lifted */
export function breakages(perDay: number): { readonly broken: readonly Broken[]; readonly day: Day } {
  const lifted = new Set<Component>();
  const broken: Broken[] = [];
  for (;;) {
    const day = simulateDay(perDay, lifted);
    if (!day.broken) return { broken, day };
    broken.push(day.broken);
    lifted.add(day.broken.component);
  }
}
