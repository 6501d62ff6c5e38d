import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { AudioProcessingError } from '../pool/audio-pool-options.ts';
import { forkChild, lowerPriority } from '../pool/fork-child.ts';
import type { EncodeAnswer, EncodeJob } from './encode-job.ts';

/** Far above what hours of speech take. */
const MAX_MS = 600_000;
const HEAP_MB = 128;

/** Encodes speech in child processes, one for each file, `workers` of them at a time. Nothing runs between two jobs. */
export class SpeechEncoder {
  private readonly running = new Set<Promise<unknown>>();
  private readonly children = new Set<ChildProcess>();
  private readonly waiting: (() => void)[] = [];
  private closed = false;

  constructor(private readonly options: { readonly workers: number }) {}

  /**
   * Encodes a file; returns how many samples it holds.
   * @throws AudioProcessingError aborted, pool-closed, worker-failed; the output is gone then
   */
  async encode(job: EncodeJob, signal?: AbortSignal): Promise<number> {
    while (this.running.size >= this.options.workers && !this.closed) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.closed) throw new AudioProcessingError('pool-closed', 'the speech encoder is closed');
    const run = this.run(job, signal);
    this.running.add(run);
    try {
      return await run;
    } catch (error) {
      await rm(job.outputPath, { force: true });
      throw error;
    } finally {
      this.running.delete(run);
      this.waiting.shift()?.();
    }
  }

  /** Kills running jobs, refuses new ones, and resolves when every child is gone. */
  async close(): Promise<void> {
    this.closed = true;
    for (const resume of this.waiting.splice(0)) resume();
    for (const child of this.children) child.kill('SIGKILL');
    await Promise.allSettled(this.running);
  }

  private async run(job: EncodeJob, signal: AbortSignal | undefined): Promise<number> {
    throwIfAborted(signal);
    const child = forkChild('encode/encode-worker', HEAP_MB);
    this.children.add(child);
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(kill, MAX_MS);
    signal?.addEventListener('abort', kill, { once: true });
    try {
      const answer = await this.answerOf(child, job);
      if (answer?.type === 'done') return answer.samples;
      throwIfAborted(signal);
      throw new AudioProcessingError('worker-failed', answer?.reason ?? 'the encoder ended without an answer');
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      this.children.delete(child);
    }
  }

  /** What the child said before it was gone. */
  private async answerOf(child: ChildProcess, job: EncodeJob): Promise<EncodeAnswer | undefined> {
    let answer: EncodeAnswer | undefined;
    await new Promise<void>((resolve, reject) => {
      child.on('message', (message: EncodeAnswer) => (answer = message));
      child.on('error', (error) => reject(new AudioProcessingError('worker-failed', error.message)));
      child.on('exit', () => resolve());
      child.once('spawn', () => {
        lowerPriority(child);
        child.send(job, (error) => {
          if (error !== null) child.kill('SIGKILL');
        });
      });
    });
    return answer;
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AudioProcessingError('aborted', 'the encoding was aborted');
}
