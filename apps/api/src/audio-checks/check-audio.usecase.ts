import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type AudioProfileName, AudioProcessorPool, type AudioReport } from '#audio';
import { CONFIG, type Config } from '#config';
import { atMost } from '../uploads/at-most.ts';

/** Examines a recording and keeps nothing of it. */
@Injectable()
export class CheckAudio implements BeforeApplicationShutdown {
  #started: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(AudioProcessorPool) private readonly audio: AudioProcessorPool,
  ) {}

  /** @throws ServiceError `payload-too-large` */
  async execute(content: Readable, profile: AudioProfileName, signal: AbortSignal): Promise<AudioReport> {
    const directory = await mkdtemp(join(tmpdir(), 'audio-check-'));
    try {
      const inputPath = join(directory, 'recording');
      const file = createWriteStream(inputPath, { flags: 'wx', mode: 0o600 });
      await pipeline(content, atMost(this.config.uploads.maxBytes), file, { signal });
      await this.start();
      return await this.audio.process({ inputPath, profile, signal });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.#started) await this.audio.close();
  }

  /** Most API processes never check audio: the child processes and their memory come with the first request for it. */
  private async start(): Promise<void> {
    this.#started ??= this.audio.start();
    try {
      await this.#started;
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
  }
}
