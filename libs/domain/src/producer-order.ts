import type { ProducerRequestType } from './producer-request.ts';

/** A producer's request that was accepted, as the document keeps it that the work is about: whom to answer when the work has ended. */
export interface ProducerOrder {
  /** Name of the producer. */
  readonly producer: string;
  readonly type: ProducerRequestType;
  /** `MessageId` of the request. */
  readonly requestId: string;
  /** `CorrelationId` of each reply: that of the request, or its `MessageId` where it had none. */
  readonly correlationId: string;
  /** The operation that the request has begun; absent where it has begun none. */
  readonly operationId?: string | undefined;
  /** Whether the end of that operation was answered. */
  readonly isFinished?: boolean | undefined;
}
