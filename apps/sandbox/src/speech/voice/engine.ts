import { Worker } from 'node:worker_threads';
import type { OutputFormat } from '../output-format.ts';
import type { EngineReply, EngineRequest, Heard, SpeechUnit, SpokenChunk, SpokenTotal } from './messages.ts';

/** The recording cannot be read as audio. */
export class UnreadableRecordingError extends Error {
  override readonly name = 'UnreadableRecordingError';
}

/** Live speech goes before batch work. */
export type Priority = 'live' | 'batch';

export interface SpeakOptions {
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
  /** Nothing more is begun after this much audio, ms. */
  readonly longestMs?: number;
}

interface Job {
  readonly request: EngineRequest;
  readonly priority: Priority;
  readonly onChunk: (chunk: SpokenChunk) => void;
  readonly resolve: (value: SpokenTotal | Heard) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  ready: boolean;
  job: Job | undefined;
}

type NewRequest = EngineRequest extends infer R ? (R extends EngineRequest ? Omit<R, 'id'> : never) : never;

/** A thread that has nothing to do after this many started threads is enough: the sandbox shares a laptop with everything else. */
const DEFAULT_THREADS = 2;

/** The sandbox's voice and ear, in worker threads. */
export class SpeechEngine {
  private readonly threads: Thread[] = [];
  private readonly waiting: Job[] = [];
  private nextId = 1;
  private closed = false;

  constructor(private readonly maxThreads = DEFAULT_THREADS) {}

  /** Starts the first thread, so that the first request does not wait for it. */
  warmUp(): void {
    if (this.threads.length === 0) this.startThread();
  }

  /**
   * Speaks the units one after the other. Chunks arrive in order while later ones are still being made. Resolves when all is said, or
   * early, with what was said so far, once `signal` aborts.
   */
  async speak(
    units: readonly SpeechUnit[],
    format: OutputFormat,
    onChunk: (chunk: SpokenChunk) => void,
    options: SpeakOptions = {},
  ): Promise<SpokenTotal> {
    const canceled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const cancel = (): void => {
      Atomics.store(new Int32Array(canceled), 0, 1);
    };
    if (options.signal?.aborted === true) cancel();
    options.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const { longestMs = Infinity, priority = 'live' } = options;
      return await this.run({ kind: 'speak', units, format, longestMs, canceled }, priority, onChunk);
    } finally {
      options.signal?.removeEventListener('abort', cancel);
    }
  }

  /**
   * Decodes and measures a recording.
   *
   * @throws UnreadableRecordingError when it is not audio.
   */
  async listen(recording: Uint8Array): Promise<Heard> {
    return (await this.run({ kind: 'listen', recording }, 'live', () => {})) as Heard;
  }

  async close(): Promise<void> {
    this.closed = true;
    const jobs = [...this.waiting.splice(0), ...this.threads.map((thread) => thread.job)];
    for (const job of jobs) job?.reject(new Error('the speech engine is closed'));
    await Promise.all(this.threads.splice(0).map((thread) => thread.worker.terminate()));
  }

  private run(
    request: NewRequest,
    priority: Priority,
    onChunk: (chunk: SpokenChunk) => void,
  ): Promise<SpokenTotal | Heard> {
    if (this.closed) return Promise.reject(new Error('the speech engine is closed'));
    return new Promise((resolve, reject) => {
      const job: Job = { request: { ...request, id: this.nextId++ }, priority, onChunk, resolve, reject };
      const before = priority === 'live' ? this.waiting.findIndex((other) => other.priority === 'batch') : -1;
      if (before < 0) this.waiting.push(job);
      else this.waiting.splice(before, 0, job);
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const free = this.threads.find((thread) => thread.ready && thread.job === undefined);
      if (free === undefined) {
        const starting = this.threads.filter((thread) => !thread.ready).length;
        if (this.threads.length < this.maxThreads && starting < this.waiting.length) this.startThread();
        return;
      }
      free.job = this.waiting.shift();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
      free.worker.postMessage(free.job?.request);
    }
  }

  private startThread(): void {
    const file = import.meta.url.endsWith('.ts') ? './engine-thread.ts' : './engine-thread.js';
    const thread: Thread = { worker: new Worker(new URL(file, import.meta.url)), ready: false, job: undefined };
    this.threads.push(thread);
    thread.worker.on('message', (message: EngineReply) => this.receive(thread, message));
    thread.worker.on('error', (error) => this.lose(thread, error instanceof Error ? error : new Error(String(error))));
    thread.worker.on('exit', () => this.lose(thread, new Error('a thread of the speech engine ended')));
  }

  private receive(thread: Thread, message: EngineReply): void {
    if (message.kind === 'ready') {
      thread.ready = true;
      this.dispatch();
      return;
    }
    const job = thread.job;
    if (job === undefined || job.request.id !== message.id) return;
    if (message.kind === 'chunk') {
      job.onChunk(message.chunk);
      return;
    }
    thread.job = undefined;
    if (message.kind === 'spoken') job.resolve(message.total);
    else if (message.kind === 'heard') job.resolve(message.heard);
    else
      job.reject(
        message.reason === 'undecodable' ? new UnreadableRecordingError(message.message) : new Error(message.message),
      );
    this.dispatch();
  }

  private lose(thread: Thread, error: Error): void {
    const index = this.threads.indexOf(thread);
    if (index < 0) return;
    this.threads.splice(index, 1);
    thread.job?.reject(error);
    // A thread that cannot even start would be restarted forever: its waiting work fails instead.
    if (!thread.ready) for (const job of this.waiting.splice(0)) job.reject(error);
    this.dispatch();
  }
}
