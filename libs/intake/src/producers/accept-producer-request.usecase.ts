import { Injectable } from '@nestjs/common';
import { hasRole, type Principal } from '#auth';
import type { Config } from '#config';
import { type AcceptedOrder, acceptedContent, type IdempotencyScope, runForProducer } from '#documents';
import { errorCodeOf, isProducerRequestType, type ProducerRequestType, ruleOfRequest, ServiceError } from '#domain';
import { inTurns } from '#loop';
import { type ReplyContent, requestQueueOf } from '#messaging';
import { REFUSALS, RefusedRequests } from '../audit/refused-requests.ts';
import { fingerprintInSteps } from '../idempotency/fingerprint.ts';
import { IdempotentRequests } from '../idempotency/idempotent-requests.ts';
import { assertBodyShape } from '../validation/body-shape.ts';
import { invalidRequest } from '../validation/field-errors.ts';
import { AcceptedBefore } from './accepted-before.ts';
import { ProducerRequests } from './producer-requests.ts';

/** A producer's request as it was received. */
export interface ReceivedRequest {
  readonly producer: Config['producers'][number];
  /** What the message calls itself, by its property `subject`. */
  readonly type: unknown;
  /** `MessageId`: the idempotency key. */
  readonly requestId: string;
  readonly correlationId: string;
  /** JSON. */
  readonly body: unknown;
}

export interface AcceptedRequest {
  /** What `request.accepted` says. */
  readonly content: ReplyContent;
  /** Whether it was accepted before: the reply is not in the outbox of what it has made. */
  readonly isRepeated: boolean;
}

/** Members of a body by which a request would say on whose behalf it comes: the queue says that, and nothing else. */
const CLAIMS = { tenantId: 'tenantId', ownerId: 'objectId' } as const;

/**
 * Accepts what a producer asks for, by the rules of the API: roles, idempotency, and then the use case of the route. Its door counts the request.
 * See ADR 180.
 */
@Injectable()
export class AcceptProducerRequest {
  constructor(
    private readonly requests: ProducerRequests,
    private readonly idempotent: IdempotentRequests,
    private readonly refused: RefusedRequests,
    private readonly before: AcceptedBefore,
  ) {}

  /**
   * @throws ServiceError `invalid-request`, `forbidden`, `idempotency-…`, and what the use case throws
   */
  async execute(request: ReceivedRequest): Promise<AcceptedRequest> {
    const principal = principalOf(request.producer);
    const type = knownType(request.type);
    try {
      assertAllowed(request, principal, type);
      return await this.once(request, principal, type);
    } catch (error) {
      if (REFUSALS.has(errorCodeOf(error))) await this.refused.record(principal, ruleOfRequest(type).route);
      throw error;
    }
  }

  /**
   * What `request.accepted` says, where an earlier run has accepted the request. Nothing is run, and nothing is written.
   * @throws ServiceError `invalid-request` of a type or a body that does not exist; `dependency-unavailable`
   */
  async earlier(request: ReceivedRequest): Promise<ReplyContent | undefined> {
    const type = knownType(request.type);
    const { scope, fingerprint } = await keyOf(request, type);
    return this.before.find(scope, fingerprint, orderOf(request, type), request.body);
  }

  private async once(
    request: ReceivedRequest,
    principal: Principal,
    type: ProducerRequestType,
  ): Promise<AcceptedRequest> {
    const { body } = request;
    const order = orderOf(request, type);
    const { scope, fingerprint } = await keyOf(request, type);
    return this.idempotent.run<AcceptedRequest>(scope, fingerprint, {
      handle: async (ids) => {
        const work = await runForProducer(order, () => this.requests.execute(type, principal, body, ids));
        return { content: acceptedContent(work, work.operationId), isRepeated: false };
      },
      keep: ({ content }) => ({ answer: { status: 202, headers: {}, body: content } }),
      repeat: ({ body: content }) => ({ content: content as ReplyContent, isRepeated: true }),
    });
  }
}

function orderOf({ producer, requestId, correlationId }: ReceivedRequest, type: ProducerRequestType): AcceptedOrder {
  return { producer: producer.name, type, requestId, correlationId };
}

/** What makes two requests the same one. */
async function keyOf(
  { producer, requestId: key, body }: ReceivedRequest,
  type: ProducerRequestType,
): Promise<{ readonly scope: IdempotencyScope; readonly fingerprint: string }> {
  await inTurns(assertBodyShape(body));
  // Without the type, which is in the fingerprint: another type under the same id is another request.
  const route = requestQueueOf(producer);
  const scope = { tenantId: producer.tenantId, principalId: producer.ownerId, route, key };
  return { scope, fingerprint: await inTurns(fingerprintInSteps(type, route, body)) };
}

/** On whose behalf a producer acts: configuration says it, and its queue proves who it is. */
export function principalOf({ name, tenantId, ownerId, roles }: ReceivedRequest['producer']): Principal {
  return { tenantId, objectId: ownerId, kind: 'application', roles, clientId: name, producer: name };
}

function knownType(type: unknown): ProducerRequestType {
  if (isProducerRequestType(type)) return type;
  const detail = 'must be a type of request, such as synthesis.request. docs/producers.md lists them';
  throw invalidRequest([{ pointer: 'message/subject', code: type === undefined ? 'required' : 'invalid', detail }]);
}

/** @throws ServiceError `forbidden` */
function assertAllowed({ producer, body }: ReceivedRequest, principal: Principal, type: ProducerRequestType): void {
  if (!producer.requests.some((allowed) => allowed === type)) {
    const detail = `is ${type}, which PRODUCERS does not allow the producer ${producer.name} to send`;
    throw new ServiceError('forbidden', `The subject of the message ${detail}.`, {
      fields: [{ pointer: 'message/subject', code: 'forbidden', detail }],
    });
  }
  const { roles } = ruleOfRequest(type);
  if (!hasRole(principal, ...roles)) {
    throw new ServiceError('forbidden', `This request needs the role ${roles.join(' or ')}.`);
  }
  for (const [member, of] of Object.entries(CLAIMS)) {
    const claimed: unknown = claimOf(body, member);
    if (claimed === undefined || claimed === principal[of]) continue;
    const detail = 'names somebody else. On whose behalf a request comes is said by its queue: leave it out';
    throw new ServiceError('forbidden', `\`${member}\` ${detail}.`, {
      fields: [{ pointer: `/${member}`, code: 'forbidden', detail }],
    });
  }
}

function claimOf(body: unknown, member: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, member)
    ? Reflect.get(body, member)
    : undefined;
}
