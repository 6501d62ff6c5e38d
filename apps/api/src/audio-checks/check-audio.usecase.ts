import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type AudioProfileName, AudioProcessor, type AudioReport } from '#audio';
import { CONFIG, type Config } from '#config';
import { atMost } from '../uploads/at-most.ts';
import { inTime } from '../uploads/in-time.ts';

/** Examines a recording and keeps nothing of it. */
@Injectable()
export class CheckAudio implements BeforeApplicationShutdown {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(AudioProcessor) private readonly audio: AudioProcessor,
  ) {}

  /** @throws ServiceError `payload-too-large`, `upload-too-slow` */
  async execute(content: Readable, profile: AudioProfileName, signal: AbortSignal): Promise<AudioReport> {
    const directory = await mkdtemp(join(tmpdir(), 'audio-check-'));
    try {
      const inputPath = join(directory, 'recording');
      const file = createWriteStream(inputPath, { flags: 'wx', mode: 0o600 });
      const { maxBytes, direct } = this.config.uploads;
      await pipeline(inTime(content, direct), atMost(maxBytes), file, { signal });
      return await this.audio.process({ inputPath, profile, signal });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.audio.close();
  }
}
