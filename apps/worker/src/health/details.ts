import { Injectable } from '@nestjs/common';
import { AudioProcessor } from '#audio';
import { Consumers } from '#messaging';
import type { HealthDetail } from '#observability';
import { FairSemaphore, SpeechSynthesizerPool } from '#speech';

/** Connections for speech, and parts of syntheses that wait for one. */
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

/** Child processes that decode recordings. */
@Injectable()
export class AudioProcessesDetail implements HealthDetail {
  readonly name = 'audio-processes';

  constructor(private readonly audio: AudioProcessor) {}

  read(): Promise<object> {
    return this.audio.stats();
  }
}

/** For each queue of this worker: messages that run here, and how many may. */
@Injectable()
export class MessagesDetail implements HealthDetail {
  readonly name = 'messages';

  constructor(private readonly consumers: Consumers) {}

  read(): object {
    return this.consumers.stats();
  }
}
