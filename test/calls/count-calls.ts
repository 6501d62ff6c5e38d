import { setTimeout as delay } from 'node:timers/promises';
import type { CallCount } from '../../apps/sandbox/src/faults/call-counters.ts';
import type { Decision } from '../../apps/sandbox/src/rights/access-control.ts';

/** What one job asked of Azure. */
export interface JobCalls {
  /** How it ended. */
  readonly status: string;
  /** Round trips to Cosmos DB by the API: from the request to the last call that it causes, also after the answer. */
  readonly accepted: number;
  /** Those by the worker, until nothing about the job is left to do. */
  readonly finished: number;
  /** Of all these, as the sandbox charges them. */
  readonly requestUnits: number;
  /** Sent on Service Bus; each is received as well. */
  readonly messages: number;
  readonly blobCalls: number;
}

/** A sandbox's control endpoint. */
type Ask = <T>(method: string, path: string) => Promise<T>;

const ITEMS = /\/containers\/(items\/|executeQuery$)/;
/** Nothing was called for so long: nothing is left to do. Longer than the poll of a job at Azure in the systems of tests. */
const QUIET_MS = 450;
const LOOK_EVERY_MS = 50;

/**
 * Counts what a job costs, by the sandbox's counters. Nothing else may run meanwhile.
 * @param job asks for it, and says what document of the database it is about
 */
export async function countCalls(ask: Ask, job: () => Promise<{ readonly id: string }>): Promise<JobCalls> {
  await quiet(ask);
  const before = await countsOf(ask);
  const { id } = await job();
  const status = await ended(ask, id);
  await quiet(ask);
  const after = await countsOf(ask);
  return {
    status,
    accepted: after.api - before.api,
    finished: after.worker - before.worker,
    requestUnits: Math.round(after.requestUnits - before.requestUnits),
    messages: after.messages - before.messages,
    blobCalls: after.blobCalls - before.blobCalls,
  };
}

/** The cheapest of several: what is polled meanwhile depends on how long it takes. */
export function cheapest(counted: readonly JobCalls[]): JobCalls {
  const [first, ...others] = counted;
  if (!first) throw new RangeError('nothing was counted');
  const total = ({ accepted, finished }: JobCalls): number => accepted + finished;
  return others.reduce((best, each) => (total(each) < total(best) ? each : best), first);
}

/** Looks into the store itself, which is not counted. */
async function ended(ask: Ask, id: string): Promise<string> {
  for (;;) {
    const { documents } = await ask<{ documents: { readonly id: string; readonly status?: string }[] }>(
      'GET',
      '/cosmos/documents?container=documents',
    );
    // An erasure ends with its document.
    const status = documents.find((each) => each.id === id)?.status ?? 'deleted';
    if (ENDS.has(status)) return status;
    await delay(LOOK_EVERY_MS);
  }
}

const ENDS: ReadonlySet<string> = new Set(
  'accepted rejected active ready succeeded failed canceled deleted revoked'.split(' '),
);

async function quiet(ask: Ask): Promise<void> {
  let [seen, since] = ['', performance.now()];
  while (performance.now() - since < QUIET_MS) {
    const now = JSON.stringify((await countersOf(ask)).filter(isWork));
    if (now !== seen) [seen, since] = [now, performance.now()];
    await delay(LOOK_EVERY_MS);
  }
}

async function countsOf(ask: Ask) {
  const [counters, { decisions }] = await Promise.all([
    countersOf(ask),
    ask<{ decisions: Decision[] }>('GET', '/rights'),
  ]);
  const roundTrips = (identity: string): number =>
    sum(decisions.filter((each) => each.identity === identity && ITEMS.test(each.right)).map(({ count }) => count));
  const calls = (wanted: (count: CallCount) => boolean): number =>
    sum(counters.filter(wanted).map((count) => count.calls));
  return {
    api: roundTrips('api'),
    worker: roundTrips('worker'),
    requestUnits: sum(counters.map((count) => count.requestUnits)),
    messages: calls(({ service, operation }) => service === 'service-bus' && operation === 'send'),
    blobCalls: calls(({ service }) => service === 'storage'),
  };
}

async function countersOf(ask: Ask): Promise<readonly CallCount[]> {
  return (await ask<{ counters: CallCount[] }>('GET', '/counters')).counters;
}

/** Renewed tokens and locks, and the looks of the product at its own connections, go on all the time. */
function isWork({ service, operation }: CallCount): boolean {
  if (service === 'cosmos') return operation !== 'metadata';
  return service === 'storage' || (service === 'service-bus' && ['send', 'receive', 'settle'].includes(operation));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
