import { Injectable } from '@nestjs/common';
import type { HealthDetail } from '#observability';
import { FairSemaphore } from '../synthesis/fair-semaphore.ts';
import { SpeechSynthesizerPool } from '../synthesis/speech-synthesizer-pool.ts';

/** Connections for speech, and how many texts wait for one. */
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
