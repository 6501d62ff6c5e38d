import { Injectable } from '@nestjs/common';
import { ProducerLimits } from '#documents';
import {
  errorCodeOf,
  type ErrorCode,
  isProducerRequestType,
  type ProducerRequestType,
  type RequestTier,
  ruleOfRequest,
  ServiceError,
} from '#domain';
import { AcceptProducerRequest, problemOf, PROBLEM_STATUS, type ReceivedRequest } from '#intake';
import {
  type Answered,
  type ProducerMessage,
  type Rejection,
  type Reply,
  type ReplyContent,
  type ReplyType,
  replyTo,
  type RequestHandler,
  requestQueueOf,
} from '#messaging';

/** Beside all internal failures (5xx): what another time answers otherwise. */
const LATER: ReadonlySet<string> = new Set<ErrorCode>([
  'rate-limited',
  'concurrency-limited',
  'idempotency-in-progress',
  'etag-mismatch',
]);

/** What no correct producer sends: an operator should see it. */
const MISTAKES: ReadonlySet<string> = new Set<ErrorCode>([
  'invalid-request',
  'idempotency-key-required',
  'forbidden',
  'payload-too-large',
]);

/** Answers the requests of producers. */
@Injectable()
export class HandleRequests implements RequestHandler {
  constructor(
    private readonly acceptRequest: AcceptProducerRequest,
    private readonly limits: ProducerLimits,
  ) {}

  async accept(message: ProducerMessage, signal: AbortSignal): Promise<Reply | undefined> {
    await this.enterLimit(message, signal);
    const { content, isRepeated } = await this.acceptRequest.execute(requestOf(message));
    return isRepeated ? replyOf(message, 'request.accepted', content) : undefined;
  }

  async acceptedBefore(message: ProducerMessage, signal: AbortSignal): Promise<Reply | undefined> {
    // A sender may have set how often the request was delivered: without its limit, a flood of such requests would get replies.
    await this.enterLimit(message, signal);
    const content = await this.acceptRequest.earlier(requestOf(message));
    return content && replyOf(message, 'request.accepted', content);
  }

  rejectionOf(error: unknown): Rejection {
    const code = errorCodeOf(error);
    if (!(error instanceof ServiceError) || LATER.has(code) || PROBLEM_STATUS[error.code] >= 500) return 'later';
    return MISTAKES.has(code) ? 'dead-lettered' : 'rejected';
  }

  reject(message: ProducerMessage, error: unknown): Reply | undefined {
    const { producer, requestId = '' } = message;
    const failure = error instanceof ServiceError ? error : unexpected(error);
    const problem = problemOf(failure, { path: requestQueueOf(producer), requestId });
    return replyOf(message, 'request.rejected', { problem });
  }

  /**
   * Before anything is looked at: what will be refused counts as well, as over HTTP. Each refusal costs a reply.
   * @throws ServiceError `rate-limited`
   */
  private async enterLimit(message: ProducerMessage, signal: AbortSignal): Promise<void> {
    await this.limits.enter(message.producer, tierOf(message), signal);
  }
}

function tierOf({ type }: ProducerMessage): RequestTier {
  return isProducerRequestType(type) ? ruleOfRequest(type).tier : 'default';
}

/** @throws ServiceError `idempotency-key-required`, `invalid-request` */
function requestOf(message: ProducerMessage): ReceivedRequest {
  const { producer, type, requestId, correlationId = requestId } = message;
  if (requestId === undefined || correlationId === undefined) throw keyRequired();
  return { producer, type, requestId, correlationId, body: message.body() };
}

function replyOf(
  { producer, type, requestId, correlationId }: ProducerMessage,
  reply: ReplyType,
  content: ReplyContent,
): Reply | undefined {
  const id = requestId ?? correlationId;
  if (id === undefined) return undefined;
  const answered: Answered = {
    producer: producer.name,
    type: requestTypeOf(type),
    requestId: id,
    correlationId: correlationId ?? id,
  };
  return replyTo(answered, reply, { tenantId: producer.tenantId, subjectId: id }, content);
}

function requestTypeOf(type: string | undefined): ProducerRequestType | 'unknown' {
  return isProducerRequestType(type) ? type : 'unknown';
}

function keyRequired(): ServiceError {
  return new ServiceError(
    'idempotency-key-required',
    'Send each request with a MessageId: a new UUID for example, and the same one again if you repeat the request.',
    { fields: [{ pointer: 'message/messageId', code: 'required', detail: 'is missing' }] },
  );
}

function unexpected(cause: unknown): ServiceError {
  return new ServiceError('internal', 'An unexpected error occurred. Quote the request id when you report it.', {
    cause,
  });
}
