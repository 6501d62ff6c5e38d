import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { FairSemaphore } from '#speech';

/**
 * The slots for recordings in the temporary directory, which may be small and be memory: AUDIO_WORKERS of them, shared by everything that keeps a
 * recording there while it works on it. A slot has room for TEMPORARY_FILE_MAX_BYTES or PROVENANCE_VERIFY_MAX_BYTES, whichever is more.
 */
@Injectable()
export class TemporarySlots {
  private readonly slots: FairSemaphore;

  constructor(@Inject(CONFIG) config: Config) {
    this.slots = new FairSemaphore({ limit: config.audio.workers });
  }

  /** How many are in use, and how many requests wait for one. */
  stats(): { readonly running: number; readonly waiting: number } {
    return this.slots.stats();
  }

  /** A slot at once; undefined when all are in use, or others wait for one. */
  tryTake(who: string): Promise<() => void> | undefined {
    const { running, waiting } = this.slots.stats();
    return running < this.slots.limit && waiting === 0 ? this.slots.acquire(who) : undefined;
  }

  /**
   * Waits for a slot. The function that is returned releases it, when the recording is deleted.
   * @param arriving the recording, of which nothing is read before; when it fails or is cut off, the wait ends
   * @param who a free slot goes to the tenant that has the fewest
   * @throws the error of `arriving`, such as `upload-too-slow`; the reason of `signal`
   */
  async take(arriving: Readable, who: string, signal?: AbortSignal): Promise<() => void> {
    const broken = new AbortController();
    arriving.once('error', (error) => broken.abort(error));
    // A client that hangs up may close the file of a form without an error: it gets the code that Node gives it where it is read.
    const cutOff = Object.assign(new Error('the recording was cut off'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    arriving.once('close', () => broken.abort(cutOff));
    return this.slots.acquire(who, AbortSignal.any([...(signal === undefined ? [] : [signal]), broken.signal]));
  }
}
