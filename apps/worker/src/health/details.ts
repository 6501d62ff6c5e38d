import { Injectable } from '@nestjs/common';
import { AudioProcessor } from '#audio';
import { Consumers } from '#messaging';
import type { HealthDetail } from '#observability';

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
