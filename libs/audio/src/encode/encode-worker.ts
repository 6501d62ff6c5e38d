/**
 * Entry of the child process that encodes one file and ends. Every file below it must stay erasable TypeScript with `.ts` imports:
 * under test, Node runs it from source.
 */
import type { EncodeAnswer, EncodeJob } from './encode-job.ts';
import { encodeSamples } from './encode-samples.ts';

// Ctrl-C and SIGTERM reach the whole process group: the parent decides when a child stops.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (job: EncodeJob) => {
  process.send?.(answerTo(job), () => process.exit(0));
});

function answerTo(job: EncodeJob): EncodeAnswer {
  try {
    return { type: 'done', samples: encodeSamples(job) };
  } catch (error) {
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
