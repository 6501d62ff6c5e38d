import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { BatchAnswer } from '../support/batches.ts';
import { check, type Verdict } from './checker.ts';
import { connectClients } from './clients.ts';
import { Control } from './control.ts';
import { requestJob, type JobContext } from './jobs.ts';
import type { ClientCounts } from './patient-client.ts';
import { takeSnapshot } from './snapshot.ts';

export interface KeptBatchOptions {
  readonly lines: number;
  readonly kills: number;
  readonly log: (line: string) => void;
}

export interface KeptBatchResult {
  readonly batch: BatchAnswer;
  readonly verdict: Verdict;
  readonly clients: ClientCounts;
  /** Jobs that were created at Azure for the batch. */
  readonly batchJobs: number;
}

const CHUNK_LINES = 25;
/** How long the last of what goes on may take once the batch has ended: what Azure holds is deleted, webhooks and counts are written. */
const SETTLE_LIMIT_MS = 120_000;

/**
 * Speaks a long batch while the sandbox, which keeps its data, is killed with -9 and started again on them; the API and the worker run on. The
 * kills lie spread over the batch, at random moments of the work on a chunk.
 */
export async function runKeptBatch({ lines, kills, log }: KeptBatchOptions): Promise<KeptBatchResult> {
  const data = join(packageRoot(), '.sandbox', `kept-${process.pid}-${Date.now().toString(36)}`);
  const system = await VoiceSystem.start({
    sandboxEnvironment: { SANDBOX_DATA_DIR: data, SANDBOX_KEEP_DATA: 'true', SANDBOX_SPEECH_JOB_MS: '500' },
    environment: {
      LOG_LEVEL: 'info',
      SPEECH_POLL_MS: '300',
      BATCH_POLL_MS: '300',
      BATCH_CHUNK_ITEMS: String(CHUNK_LINES),
      RATE_LIMITING_ENABLED: 'false',
    },
  });
  let isClean = false;
  try {
    const control = new Control(system.endpoint('control'));
    const { context, counts } = await connectClients(system, 'kept-batch');
    const text = 'Order of the long day.';
    const job = await requestJob({ name: 'long', kind: 'batch', items: lines, text, atMs: 0, twice: false }, context);
    const id = job.subjectId ?? '';
    log(`a batch of ${lines} lines is accepted as ${id}`);
    for (let kill = 0; kill < kills; kill += 1) {
      const reached = Math.floor((lines * kill) / kills);
      const before = await batchUntil(context, id, ({ items }) => items.succeeded + items.failed >= reached);
      await delay(Math.random() * 3_000);
      system.sandbox.signal('SIGKILL');
      await system.sandbox.exited;
      const killedAt = performance.now();
      await system.startSandbox();
      const downMs = Math.round(performance.now() - killedAt);
      log(`killed with at least ${before.items.succeeded} lines done; back after ${downMs} ms`);
    }
    const batch = await batchUntil(context, id, ({ status }) => ['succeeded', 'failed', 'canceled'].includes(status));
    log(`the batch is ${batch.status}: ${JSON.stringify(batch.items)}`);
    const endedAt = performance.now();
    for (;;) {
      const snapshot = await takeSnapshot(control, system);
      const verdict = check([job], snapshot);
      isClean = verdict.violations.length === 0 && batch.items.succeeded === lines;
      if (verdict.violations.length === 0 || performance.now() > endedAt + SETTLE_LIMIT_MS) {
        return { batch, verdict, clients: counts, batchJobs: snapshot.provider.batchJobs.length };
      }
      await delay(2_000);
    }
  } finally {
    await system.stop({ keepLogs: !isClean });
    await rm(data, { recursive: true, force: true });
  }
}

async function batchUntil(
  { client }: JobContext,
  id: string,
  holds: (batch: BatchAnswer) => boolean,
): Promise<BatchAnswer> {
  for (;;) {
    const { status, body } = await client.request('GET', `/v1/batches/${id}`);
    if (status !== 200) throw new Error(`The batch was answered ${status}`);
    if (holds(body as BatchAnswer)) return body as BatchAnswer;
    await delay(200);
  }
}
