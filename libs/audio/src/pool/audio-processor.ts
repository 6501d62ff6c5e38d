import type { AudioReport } from '../report/audio-report.ts';
import type { AudioJob, AudioPoolOptions, AudioPoolStats } from './audio-pool-options.ts';
import { AudioProcessorPool } from './audio-processor-pool.ts';

/**
 * An `AudioProcessorPool` that starts with its first job: a process that never sees a recording has no child processes, and each of
 * them takes about 100 MB.
 */
export class AudioProcessor {
  #pool: Promise<AudioProcessorPool> | undefined;
  #closed = false;

  readonly #options: AudioPoolOptions;

  constructor(options: AudioPoolOptions) {
    this.#options = options;
  }

  /** @throws AudioProcessingError as `AudioProcessorPool.process` does, and when no child process can be started */
  async process(job: AudioJob): Promise<AudioReport> {
    this.#pool ??= this.start();
    return (await this.#pool).process(job);
  }

  /** Of the pool; nothing runs before the first job. */
  async stats(): Promise<AudioPoolStats> {
    const pool = await this.#pool?.catch(() => undefined);
    return pool?.stats() ?? { processes: 0, idle: 0, waiting: 0 };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.close();
  }

  private async start(): Promise<AudioProcessorPool> {
    const pool = new AudioProcessorPool(this.#options);
    try {
      await pool.start();
    } catch (error) {
      // The next job tries again.
      this.#pool = undefined;
      throw error;
    }
    if (this.#closed) await pool.close();
    return pool;
  }
}
