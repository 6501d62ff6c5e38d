import type { ServiceError } from '#domain';
import type { WaitingHeartbeat } from './waiting-heartbeat.ts';
import type { HandlerContext, HandlerOutcome, Message, MessageHandler, MessageType } from '#messaging';

/** A step in the life of one document, driven by messages that say nothing but which document. */
export interface SubjectStep {
  execute(tenantId: string, subjectId: string, signal: AbortSignal): Promise<HandlerOutcome>;
  giveUp(tenantId: string, subjectId: string, error: ServiceError): Promise<void>;
}

/** Hands a message about one document to its use case. */
export class SubjectHandler<T extends MessageType> implements MessageHandler<T> {
  constructor(
    readonly type: T,
    private readonly step: SubjectStep,
    private readonly heartbeat?: Pick<WaitingHeartbeat, 'beat'>,
  ) {}

  async handle({ tenantId, subjectId }: Message<T>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const outcome = await this.step.execute(tenantId, subjectId, signal);
    if ('againAfterMs' in outcome) await this.heartbeat?.beat(this.type, tenantId, subjectId);
    return outcome;
  }

  giveUp({ tenantId, subjectId }: Message<T>, error: ServiceError): Promise<void> {
    return this.step.giveUp(tenantId, subjectId, error);
  }
}
