import { Injectable } from '@nestjs/common';
import type { HealthDetail } from '#observability';
import { FairSemaphore, SpeechSynthesizerPool } from '#speech';

/** Connections for live speech, and who waits for one. */
@Injectable()
export class SpeechConnectionsDetail implements HealthDetail {
  readonly name = 'speech-connections';

  constructor(
    private readonly pool: SpeechSynthesizerPool,
    private readonly slots: FairSemaphore,
  ) {}

  read(): object {
    const { connections, idle } = this.pool.stats();
    const { running, waiting } = this.slots.stats();
    return { connections, idle, slots: this.slots.limit, slotsInUse: running, waiting };
  }
}
