import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Aggregate,
  type DocumentKind,
  hrefOf,
  isTerminal,
  OPERATION_TRANSITIONS,
  operationStateOf,
  type OperationState,
  type OperationSubject,
  type ProducerOrder,
  ruleOfRequest,
} from '#domain';
import { type ReplyContent, replyTo } from '#messaging';
import { isSubject } from '../operations/operation-view.ts';

type Ordered = Pick<Aggregate, 'id' | 'kind' | 'tenantId' | 'orders' | 'outbox'> & {
  readonly status?: string | undefined;
  readonly operationId?: string | undefined;
};

/** A request that is being accepted. */
export type AcceptedOrder = Pick<ProducerOrder, 'producer' | 'type' | 'requestId' | 'correlationId'>;

const current = new AsyncLocalStorage<AcceptedOrder>();

/** Runs `work`, which accepts a producer's request: the document that it writes keeps the request, and has the reply in its outbox. */
export function runForProducer<T>(order: AcceptedOrder, work: () => Promise<T>): Promise<T> {
  return current.run(order, work);
}

/** Whether the document was written for the request that is being accepted: by an earlier run of it. */
export function isOrderedNow({ orders = [] }: Pick<Aggregate, 'orders'>): boolean {
  const now = current.getStore();
  return now !== undefined && orders.some((order) => isSameRequest(order, now));
}

/** Producers choose ids by themselves: two of them may choose the same. */
export function isSameRequest(one: AcceptedOrder, other: AcceptedOrder): boolean {
  return one.producer === other.producer && one.type === other.type && one.requestId === other.requestId;
}

/**
 * The document with the request that is being accepted, and `request.accepted` in its outbox: one write accepts the work and answers. The same
 * document where no producer asks, or where it has the request already.
 */
export function withOrder<D extends Ordered>(document: D): D {
  const order = current.getStore();
  if (order === undefined || isOrderedNow(document) || !isSubjectOf(order, document.kind)) return document;
  const { operationId, orders = [], outbox } = document;
  const kept: ProducerOrder = {
    ...order,
    ...(operationId !== undefined && { operationId }),
    // Its work is done when it is accepted; the canceled work is answered to its own requester.
    ...(order.type === 'speech.cancel' && { isFinished: true }),
  };
  const accepted = replyTo(
    order,
    'request.accepted',
    { tenantId: document.tenantId, subjectId: document.id },
    acceptedContent(document, operationId),
  );
  return { ...document, orders: [...orders, kept], outbox: [...outbox, accepted] };
}

/** What `request.accepted` says of a document. */
export function acceptedContent(
  { kind, id }: { readonly kind: DocumentKind; readonly id: string },
  operationId: string | undefined,
): ReplyContent {
  return {
    ...(operationId !== undefined && { operation: { id: operationId, href: hrefOf('operation', operationId) } }),
    subject: { type: kind, id, href: hrefOf(kind, id) },
  };
}

/** The document with `request.finished` in its outbox for each request whose operation has ended, once. What was erased keeps no request. */
export function withFinished<D extends Ordered>(document: D): D {
  const { orders = [], tenantId, id: subjectId } = document;
  if (!isSubject(document) || orders.length === 0) return document;
  const isErased = document.status === 'deleted';
  const ended = orders.map((order) => ({ order, state: endOf(order, document) }));
  if (!isErased && ended.every(({ state }) => state === undefined)) return document;
  const replies = ended.flatMap(({ order, state }) =>
    state ? [replyTo(order, 'request.finished', { tenantId, subjectId }, finishedContent(document, order, state))] : [],
  );
  return {
    ...document,
    // What stays of an erased voice or consent names no request: a request id may be a telephone number.
    orders: isErased ? [] : ended.map(({ order, state }) => noted(order, state)),
    outbox: [...document.outbox, ...replies],
  };
}

function noted(order: ProducerOrder, state: OperationState | undefined): ProducerOrder {
  return state ? { ...order, isFinished: true } : order;
}

/** How the operation of a request has ended; undefined when it has not, or that was answered. */
function endOf({ operationId, isFinished }: ProducerOrder, subject: OperationSubject): OperationState | undefined {
  if (isFinished || operationId === undefined) return undefined;
  const state = operationStateOf(subject);
  // Other work on the same document has taken the place of it.
  if (operationId !== subject.operationId) return { status: 'canceled', stage: 'done', progress: 1 };
  return isTerminal(OPERATION_TRANSITIONS, state.status) ? state : undefined;
}

function finishedContent(
  subject: OperationSubject,
  { operationId }: ProducerOrder,
  state: OperationState,
): ReplyContent {
  const { status, error } = state;
  const result = status === 'succeeded' ? resultOf(subject) : undefined;
  return {
    status,
    ...acceptedContent(subject, operationId),
    ...(result !== undefined && { result: { href: result } }),
    ...(error && { error: { code: error.code, detail: error.detail } }),
  };
}

/** The path of what the work has made. */
function resultOf({ kind, id, status }: OperationSubject): string | undefined {
  if (kind === 'synthesis') return `${hrefOf(kind, id)}/audio`;
  if (kind === 'batch') return `${hrefOf(kind, id)}/archive`;
  return status === 'deleted' ? undefined : hrefOf(kind, id);
}

/** A voice with a consent of its own makes two documents: the request is about the voice. */
function isSubjectOf({ type }: AcceptedOrder, kind: DocumentKind): boolean {
  const { subject } = ruleOfRequest(type);
  return subject === undefined || subject === kind;
}
