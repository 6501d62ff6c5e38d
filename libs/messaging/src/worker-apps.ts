import { QUEUE_NAMES, type QueueName } from './queue-table.ts';

/** A container app that runs the worker for some of the queues (`WORKER_QUEUES`), scaled by KEDA with a rule for each of them. */
export interface WorkerApp {
  /** 2 to 32 lower-case letters, digits and hyphens, as Container Apps demands. */
  readonly name: string;
  readonly queues: readonly QueueName[];
  /** Whether it serves `requests-{name}` of each producer too. Accepting a request is short work: it needs neither processors nor Speech. */
  readonly servesProducers: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** How long all its queues must have been empty before the last replica ends. */
  readonly cooldownSeconds: number;
  /** How often KEDA counts the messages. */
  readonly pollingSeconds: number;
}

/**
 * Every queue is served by exactly one app. Audio keeps processors busy, speech holds connections to Azure, all else waits for answers: what
 * one of them needs must not make the others grow. A replica that waits costs as much as one that works: it stays a minute after its last message.
 * With speech it stays two: who listens asks for the next text, and a start takes longer than many a text.
 */
export const WORKER_APPS: readonly WorkerApp[] = [
  {
    name: 'worker-audio',
    queues: ['audio-uploads'],
    servesProducers: false,
    minReplicas: 0,
    maxReplicas: 10,
    cooldownSeconds: 60,
    pollingSeconds: 15,
  },
  {
    name: 'worker-speech',
    queues: ['speech-synthesis', 'batch-synthesis'],
    servesProducers: false,
    minReplicas: 0,
    maxReplicas: 10,
    cooldownSeconds: 120,
    pollingSeconds: 15,
  },
  {
    name: 'worker-general',
    queues: ['voice-enrollment', 'webhook-events', 'notifications', 'maintenance'],
    servesProducers: true,
    minReplicas: 0,
    maxReplicas: 5,
    cooldownSeconds: 60,
    pollingSeconds: 15,
  },
];

/** One app for every queue, instead of the table: for a deployment with little to do. */
export const SINGLE_WORKER_APP: WorkerApp = {
  name: 'worker',
  queues: QUEUE_NAMES,
  servesProducers: true,
  minReplicas: 0,
  maxReplicas: 10,
  cooldownSeconds: 60,
  pollingSeconds: 15,
};
