import type { ServiceError } from '#domain';
import type { HandlerContext, HandlerOutcome, Message, MessageHandler } from '#messaging';
import type { WaitingHeartbeat } from '../platform/waiting-heartbeat.ts';

/** One attempt at one chunk of a batch. */
export interface ChunkAttempt {
  readonly tenantId: string;
  readonly batchId: string;
  readonly index: number;
  readonly attempt: number;
}

/** A step of the work on a chunk. */
export interface ChunkStep {
  execute(target: ChunkAttempt, signal: AbortSignal): Promise<HandlerOutcome>;
  giveUp(target: ChunkAttempt, error: ServiceError): Promise<void>;
}

type ChunkMessageType = 'batch.submit' | 'batch.poll' | 'batch.collect';

/** Hands a message about a chunk to its use case. */
export class ChunkHandler<T extends ChunkMessageType> implements MessageHandler<T> {
  constructor(
    readonly type: T,
    private readonly step: ChunkStep,
    private readonly heartbeat: Pick<WaitingHeartbeat, 'beat'>,
  ) {}

  async handle(message: Message<T>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const outcome = await this.step.execute(targetOf(message), signal);
    if ('againAfterMs' in outcome) await this.heartbeat.beat(this.type, message.tenantId, message.subjectId);
    return outcome;
  }

  giveUp(message: Message<T>, error: ServiceError): Promise<void> {
    return this.step.giveUp(targetOf(message), error);
  }
}

function targetOf({ tenantId, subjectId, data }: Message<ChunkMessageType>): ChunkAttempt {
  return { tenantId, batchId: subjectId, index: data.chunk, attempt: data.attempt };
}
