/**
 * Entry of the child process. It is started with an empty environment and one IPC channel, and takes one job at a time. Every
 * file below it must stay erasable TypeScript with `.ts` imports: under test, Node runs it from source.
 */
import type { JobMessage, WorkerMessage } from './messages.ts';
import { processJob } from './process-job.ts';
import { warmUp } from './warm-up.ts';

// Ctrl-C and SIGTERM reach the whole process group: the parent decides when a child stops.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (job: JobMessage) => {
  send(run(job));
});

function run(job: JobMessage): WorkerMessage {
  try {
    return { type: 'done', id: job.id, report: processJob(job) };
  } catch (error) {
    return {
      type: 'failed',
      id: job.id,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}

warmUp();
send({ type: 'ready' });
