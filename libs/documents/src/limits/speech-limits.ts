import { createHash } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '#config';
import { SharedLimit } from './shared-limit.ts';
import { SliceStore } from './slice-store.ts';

/** The window of the limits of Azure AI Speech ("Speech service quotas and limits"). */
export const SPEECH_WINDOW_MS = 10_000;

/** The limits of the Speech resource that all workers share. They read and write nothing before they are used. See ADR 164;
 * ADR 165 has them once for each resource. */
export class SpeechLimits implements OnApplicationShutdown {
  readonly customVoice: SharedLimit;
  readonly batch: SharedLimit;

  constructor(container: Container, { endpoint, customVoiceLimit, batchLimit }: Config['speech']) {
    const resource = createHash('sha256').update(endpoint).digest('hex').slice(0, 16);
    const limitOf = (name: string, limit: number): SharedLimit =>
      new SharedLimit(new SliceStore(container, `limit:${name}:${resource}`), { limit, windowMs: SPEECH_WINDOW_MS });
    this.customVoice = limitOf('custom-voice', customVoiceLimit);
    this.batch = limitOf('batch', batchLimit);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.customVoice.close(), this.batch.close()]);
  }
}
