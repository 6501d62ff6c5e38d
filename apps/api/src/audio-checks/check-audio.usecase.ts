import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type AudioProfileName, AudioProcessor, type AudioReport } from '#audio';
import { CONFIG, type Config } from '#config';
import { atMost } from '../platform/forms/at-most.ts';
import { inTime } from '../platform/forms/in-time.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';

/** Callers may have one check each: among them it is first come, first served. */
const EVERYBODY = 'everybody';

/**
 * Examines a recording and keeps nothing of it. Meanwhile it lies in the temporary directory, for which it waits for a slot: no more recordings
 * are taken at a time than are examined at a time.
 * See ADR 122.
 */
@Injectable()
export class CheckAudio implements BeforeApplicationShutdown {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly audio: AudioProcessor,
    private readonly slots: TemporarySlots,
  ) {}

  /** @throws ServiceError `payload-too-large`, `upload-too-slow` */
  async execute(content: Readable, profile: AudioProfileName, signal: AbortSignal): Promise<AudioReport> {
    // The time runs while it waits for a slot, during which nothing of it is read.
    const arriving = inTime(content, this.config.uploads.direct);
    const release = await this.slots.take(arriving, EVERYBODY, signal);
    try {
      return await this.examine(arriving, profile, signal);
    } finally {
      release();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.audio.close();
  }

  private async examine(content: Readable, profile: AudioProfileName, signal: AbortSignal): Promise<AudioReport> {
    const directory = await mkdtemp(join(tmpdir(), 'audio-check-'));
    try {
      const inputPath = join(directory, 'recording');
      const file = createWriteStream(inputPath, { flags: 'wx', mode: 0o600 });
      await pipeline(content, atMost(this.config.uploads.temporaryMaxBytes), file, { signal });
      return await this.audio.process({ inputPath, profile, signal });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}
