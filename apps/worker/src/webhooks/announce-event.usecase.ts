import { Injectable } from '@nestjs/common';
import {
  DONE,
  type HandlerContext,
  type HandlerOutcome,
  Handles,
  type Message,
  type messages,
  type Received,
} from '#messaging';
import { NotifyStalledTraining } from '../notifications/notify-stalled-training.service.ts';
import { MakeDeliveries } from './make-deliveries.service.ts';

/** Tells webhook endpoints what a document's new status means, and subscribers of a training that has stalled. */
@Handles('webhook.announce')
@Injectable()
export class AnnounceEvent {
  constructor(
    private readonly deliveries: MakeDeliveries,
    private readonly stalled: NotifyStalledTraining,
  ) {}

  async handle(
    message: Received<typeof messages.webhookAnnounce>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const { tenantId, subjectId, occurredAt, traceparent, data } = message;
    const news = { tenantId, subjectId, event: data.event, occurredAt, traceparent, meaning: meaningOf(message) };
    await this.deliveries.execute(news, signal);
    if (news.event === 'voice.failed') await this.stalled.execute(news, signal);
    return DONE;
  }
}

/** The message's id without the number of its attempt. */
function meaningOf({ id, attempt }: Message): string {
  const suffix = `:${attempt}`;
  return id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
}
