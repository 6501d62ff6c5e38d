import { setTimeout as delay } from 'node:timers/promises';
import type { SystemImages } from '../../apps/sandbox/src/system/system-containers.ts';
import type { Deployable, VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { check, type Verdict } from './checker.ts';
import { connectClients } from './clients.ts';
import { Control } from './control.ts';
import { waitUntilQuiet } from './heal.ts';
import { type JobRecord, planJobs, runJob } from './jobs.ts';
import type { ClientCounts } from './patient-client.ts';
import { takeSnapshot } from './snapshot.ts';
import { startSystem } from './system.ts';

export interface RollingRestartsOptions {
  readonly restarts: number;
  /** How many clients keep asking for jobs, one after the other. */
  readonly clients: number;
  readonly graceMs: number;
  /** Restarts containers of these images instead of processes. */
  readonly images?: SystemImages;
  readonly log?: (line: string) => void;
}

export interface RollingRestartsResult {
  readonly restarts: number;
  readonly exits: Readonly<Record<Deployable, { longestMs: number; notClean: number }>>;
  /** Message locks that nobody settled or gave back. */
  readonly expiredLocks: number;
  readonly jobs: readonly JobRecord[];
  readonly clients: ClientCounts;
  readonly verdict: Verdict;
}

/** More than a grace time: closing what the work used. */
const CLOSING_MS = 3_000;
/** The lock of a message. */
const LOCK_MS = 61_000;

/** Restarts one process after the other with SIGTERM, while clients ask for jobs all the time. */
export async function runRollingRestarts(options: RollingRestartsOptions): Promise<RollingRestartsResult> {
  const settings = { SHUTDOWN_GRACE_MS: String(options.graceMs) };
  const system = await startSystem(settings, { images: options.images });
  let isClean = false;
  try {
    const result = await restartUnderLoad(system, options);
    isClean = result.verdict.violations.length === 0 && result.expiredLocks === 0;
    return result;
  } finally {
    await system.stop({ keepLogs: !isClean });
  }
}

async function restartUnderLoad(
  system: VoiceSystem,
  { restarts, clients, graceMs, log }: RollingRestartsOptions,
): Promise<RollingRestartsResult> {
  const control = new Control(system.endpoint('control'));
  const { context, counts } = await connectClients(system, 'rolling');
  const jobs: JobRecord[] = [];
  const ended = new AbortController();
  let asked = 0;
  const load = Array.from({ length: clients }, async () => {
    while (!ended.signal.aborted) {
      const [job] = planJobs(asked, 1, 1);
      asked += 1;
      if (!job) return;
      const name = `job-${asked}`;
      jobs.push(await runJob({ ...job, name, text: `${name}: ${job.text}`, twice: false }, context));
    }
  });
  const exits = { api: { longestMs: 0, notClean: 0 }, worker: { longestMs: 0, notClean: 0 } };
  for (let number = 0; number < restarts; number += 1) {
    const what: Deployable = number % 2 === 0 ? 'api' : 'worker';
    const index = Math.floor(number / 2) % 2;
    const process = system.of(what)[index];
    if (!process) throw new Error('The system is not complete');
    const startedAt = performance.now();
    const code = await process.stop(graceMs + CLOSING_MS + 2_000);
    const ms = Math.round(performance.now() - startedAt);
    exits[what].longestMs = Math.max(exits[what].longestMs, ms);
    if (code !== 0 || ms > graceMs + CLOSING_MS) exits[what].notClean += 1;
    if (code !== 0) log?.(`${process.name} ended with ${code} after ${ms} ms`);
    await system.restart(what, index);
    if ((number + 1) % 10 === 0) log?.(`${number + 1} restarts, ${jobs.length} jobs done`);
  }
  ended.abort();
  await Promise.all(load);
  // What was left locked now ends being so, if anything was.
  await delay(500);
  await system.passTime(LOCK_MS);
  await waitUntilQuiet({ system, control, clientsDone: () => true, stallLimitMs: 120_000 });
  const expiredLocks = (await control.queues()).reduce((sum, queue) => sum + queue.expiredLocks, 0);
  const verdict = check(jobs, await takeSnapshot(control, system));
  return { restarts, exits, expiredLocks, jobs, clients: counts, verdict };
}
