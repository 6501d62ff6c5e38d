import { Inject, Injectable } from '@nestjs/common';
import type { ServiceError } from '#domain';
import type { HandlerContext, HandlerOutcome, Message, MessageHandler } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AnnounceEvent } from './announce-event.usecase.ts';
import { DeliverWebhook } from './deliver-webhook.usecase.ts';

@Injectable()
export class WebhookAnnounceHandler implements MessageHandler<'webhook.announce'> {
  readonly type = 'webhook.announce';

  constructor(
    private readonly announceEvent: AnnounceEvent,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  handle(message: Message<'webhook.announce'>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    return this.announceEvent.execute(message, signal);
  }

  /** The message is dead-lettered, from where it can be sent again. */
  giveUp(_: Message<'webhook.announce'>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'an event could not be published');
    return Promise.resolve();
  }
}

@Injectable()
export class WebhookDeliverHandler implements MessageHandler<'webhook.deliver'> {
  readonly type = 'webhook.deliver';

  constructor(private readonly deliverWebhook: DeliverWebhook) {}

  handle(
    { tenantId, subjectId, data }: Message<'webhook.deliver'>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    return this.deliverWebhook.execute(tenantId, subjectId, data.attempt, signal);
  }

  giveUp({ tenantId, subjectId, data }: Message<'webhook.deliver'>, error: ServiceError): Promise<void> {
    return this.deliverWebhook.giveUp(tenantId, subjectId, data.attempt, error);
  }
}
