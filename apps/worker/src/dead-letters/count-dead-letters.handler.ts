import { Inject, Injectable } from '@nestjs/common';
import { DeadLetters, DONE, type HandlerOutcome, Handles, QUEUE_NAMES } from '#messaging';
import { type Logger, LOGGER, recordMetric } from '#observability';

/** Measures how many dead letters each queue has. Only the API of the release before asks for it, while this one is rolled out (ADR 162). */
@Handles('dead-letters.count')
@Injectable()
export class CountDeadLettersHandler {
  constructor(
    private readonly deadLetters: DeadLetters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle(): Promise<HandlerOutcome> {
    let total = 0;
    for (const { queue, count } of await this.deadLetters.count(QUEUE_NAMES)) {
      recordMetric('voice.dead_letters', count, { 'messaging.destination.name': queue });
      this.logger.info({ queue, count }, 'dead letters counted');
      total += count;
    }
    // Seen at any log level that shows what is wrong.
    if (total > 0) this.logger.warn({ total }, 'dead letters are waiting for an operator');
    return DONE;
  }
}
