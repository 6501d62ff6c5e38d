import { setTimeout as delay } from 'node:timers/promises';
import { producerVariable } from '../../apps/sandbox/src/cli/producer-files.ts';
import type { CallCount } from '../../apps/sandbox/src/faults/call-counters.ts';
import type { ProcessUsage } from '../../apps/sandbox/src/system/own-usage.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { connectClients } from '../chaos/clients.ts';
import { Control } from '../chaos/control.ts';
import { runJob } from '../chaos/jobs.ts';

const MAX_WAIT_MS = 120_000;
const LOOK_MS = 500;
/** `periodSeconds` of the probes in `infra/modules/api-app.bicep` and `worker-apps.bicep`. */
const API_READINESS_MS = 5_000;
const WORKER_READINESS_MS = 10_000;
const LIVENESS_MS = 10_000;
/** Probes ask again what a request or message came after: the next ones are as they will be from now on. */
export const SETTLE_MS = 15_000;
export const HOUR_MS = 3_600_000;

/** What happened while nobody had anything to do. */
export interface IdleCounts {
  readonly counters: readonly CallCount[];
  readonly messagesSent: number;
  readonly amqpConnections: number;
  readonly amqpLinks: number;
  readonly cosmosCalls: number;
}

export interface IdleSystem {
  readonly apis: number;
  readonly workers: number;
  /** Names of systems that may order work by messages, and do not. */
  readonly producers?: readonly string[];
}

/** Starts a system with the settings of a deployment, and has it speak once. The last thing that anybody asks of it has ended then. */
export async function startAndSpeak({ producers = [], ...places }: IdleSystem): Promise<VoiceSystem> {
  const system = await VoiceSystem.start({
    ...places,
    sandboxEnvironment: {
      SANDBOX_SPEECH_JOB_MS: '500',
      SANDBOX_BLOBS_IN_MEMORY: 'true',
      ...producerVariable(producers),
    },
    environment: { LOG_LEVEL: 'info', SPEECH_POLL_MS: '300' },
  });
  try {
    const { context } = await connectClients(system, 'idle');
    const job = { name: 'last', kind: 'synthesis', text: 'This is the last thing.', atMs: 0, twice: false } as const;
    const { gaveUp, refused } = await runJob(job, context);
    if (gaveUp !== undefined || refused !== undefined) throw new Error(`the last job failed: ${gaveUp ?? refused}`);
    await untilNothingIsQueued(new Control(system.endpoint('control')));
    return system;
  } catch (error) {
    await system.stop({ keepLogs: true });
    throw error;
  }
}

/**
 * Probes the processes as Container Apps does by the template, until what is returned is disposed of. Liveness asks no dependency; readiness may.
 */
export function probe(system: VoiceSystem): Disposable {
  const timers = [
    ...system.apiUrls.map((url) => setInterval(() => void fetch(`${url}/health/ready`), API_READINESS_MS)),
    ...system.workerUrls.map((url) => setInterval(() => void fetch(`${url}/health/ready`), WORKER_READINESS_MS)),
    ...[...system.apiUrls, ...system.workerUrls].map((url) =>
      setInterval(() => void fetch(`${url}/health/live`), LIVENESS_MS),
    ),
  ];
  return { [Symbol.dispose]: () => timers.forEach((timer) => clearInterval(timer)) };
}

/** Scheduled messages are not waited for: they come when they are due. */
async function untilNothingIsQueued(control: Control): Promise<void> {
  for (const since = performance.now(); performance.now() - since < MAX_WAIT_MS; await delay(LOOK_MS)) {
    const queues = await control.queues();
    if (queues.every(({ active, locked }) => active + locked === 0)) return;
  }
  throw new Error('the queues did not become empty');
}

const STEP_MS = 5 * 60_000;
const STEP_PAUSE_MS = 10_000;

/** Lets an hour of the sandbox's clock pass, in steps that leave the timers of the processes their time. */
export async function passHour(system: VoiceSystem): Promise<void> {
  for (let passedMs = 0; passedMs < HOUR_MS; passedMs += STEP_MS) {
    await system.passTime(STEP_MS);
    await delay(STEP_PAUSE_MS);
  }
}

export function idleCounts(counters: readonly CallCount[]): IdleCounts {
  const callsOf = (service: string, operation?: string) =>
    counters
      .filter((count) => count.service === service && (operation === undefined || count.operation === operation))
      .reduce((sum, { calls }) => sum + calls, 0);
  return {
    counters,
    messagesSent: callsOf('service-bus', 'send'),
    amqpConnections: callsOf('service-bus', 'connect'),
    amqpLinks: callsOf('service-bus', 'attach'),
    cosmosCalls: callsOf('cosmos'),
  };
}

/** Share of a processor and bytes received a second, between two answers of one process. */
export function rates(before: ProcessUsage, after: ProcessUsage, elapsedMs: number) {
  return {
    processors: (after.processorMs - before.processorMs) / elapsedMs,
    receivedBytesPerSecond: ((after.receivedBytes - before.receivedBytes) / elapsedMs) * 1_000,
  };
}
