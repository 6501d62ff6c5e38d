import type { ErasedSubjects } from '#documents';
import { errorCodeOf, type ServiceError } from '#domain';
import {
  DONE,
  type HandlerContext,
  type HandlerOutcome,
  type Message,
  type MessageHandler,
  type MessageType,
} from '#messaging';

/** A handler for which messages about what was erased are no mistake: they were under way, and nothing is left to do. */
export class ErasedSubjectsHandler implements MessageHandler {
  readonly type: MessageType;

  constructor(
    private readonly handler: MessageHandler,
    private readonly erased: Pick<ErasedSubjects, 'has'>,
  ) {
    this.type = handler.type;
  }

  async handle(message: Message, context: HandlerContext): Promise<HandlerOutcome> {
    try {
      return await this.handler.handle(message, context);
    } catch (error) {
      if (errorCodeOf(error) !== 'unknown-subject') throw error;
      if (!(await this.erased.has(message.tenantId, message.subjectId))) throw error;
      return DONE;
    }
  }

  giveUp(message: Message, error: ServiceError): Promise<void> {
    return this.handler.giveUp(message, error);
  }
}
