import { setTimeout as delay } from 'node:timers/promises';
import { check, type Verdict } from './checker.ts';
import { connectClients } from './clients.ts';
import { Control } from './control.ts';
import { type JobRecord, requestJob } from './jobs.ts';
import type { ClientCounts } from './patient-client.ts';
import { type CheckedDocument, takeSnapshot } from './snapshot.ts';
import { startSystem } from './system.ts';
import { isChecked } from '../support/remains.ts';

export interface BrokerOutageOptions {
  readonly jobs: number;
  readonly outageMs: number;
  /** How long the backlog may take afterwards. */
  readonly drainLimitMs: number;
  readonly log?: (line: string) => void;
}

export interface BrokerOutageResult {
  readonly verdict: Verdict;
  readonly jobs: readonly JobRecord[];
  readonly clients: ClientCounts;
  readonly acceptedDuringOutage: number;
  readonly drainMs: number;
  /** Turns that Speech was asked for, whether or not they came to an end. */
  readonly providerCalls: number;
}

/** Takes the broker away while clients ask for jobs, and gives it back. No time is passed by hand: what drains does so by itself. */
export async function runBrokerOutage(options: BrokerOutageOptions): Promise<BrokerOutageResult> {
  const system = await startSystem();
  let isClean = false;
  try {
    const control = new Control(system.endpoint('control'));
    const { context, counts } = await connectClients(system, 'outage');
    const spokenBefore = (await control.spoken()).length;
    await control.stopBroker();
    options.log?.('the broker is down');
    const stoppedAt = performance.now();
    const jobs = await Promise.all(
      Array.from({ length: options.jobs }, async (_, index) => {
        const atMs = (options.outageMs * 0.95 * index) / options.jobs;
        await delay(atMs);
        const text = `Order ${index + 1} of the quiet hour.`;
        return requestJob({ name: `job-${index + 1}`, kind: 'synthesis', text, atMs, twice: false }, context);
      }),
    );
    const acceptedDuringOutage = jobs.filter(({ operationIds }) => operationIds.size > 0).length;
    await delay(Math.max(0, stoppedAt + options.outageMs - performance.now()));
    await control.startBroker();
    options.log?.(`the broker is back after ${Math.round((performance.now() - stoppedAt) / 1000)} s`);
    const startedAt = performance.now();
    while (performance.now() < startedAt + options.drainLimitMs && (await unfinished(control)) > 0) await delay(1_000);
    const drainMs = Math.round(performance.now() - startedAt);
    const snapshot = await takeSnapshot(control, system);
    const verdict = check(jobs, snapshot);
    isClean = verdict.violations.length === 0;
    const providerCalls = snapshot.provider.spoken.length - spokenBefore;
    return { verdict, jobs, clients: counts, acceptedDuringOutage, drainMs, providerCalls };
  } finally {
    await system.stop({ keepLogs: !isClean });
  }
}

async function unfinished(control: Control): Promise<number> {
  const documents = (await control.documents('documents')).filter(isChecked) as unknown as CheckedDocument[];
  const queues = await control.queues();
  const waiting = queues.reduce((sum, { name, active, locked, scheduled }) => {
    return sum + active + locked + (name === 'audio-uploads' ? 0 : scheduled);
  }, 0);
  const running = documents.filter(
    ({ kind, status, outbox }) =>
      outbox.length > 0 || (kind === 'synthesis' && (status === 'queued' || status === 'running')),
  );
  return waiting + running.length;
}
