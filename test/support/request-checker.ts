import type { ReplyBody } from './producer-program.ts';
import type { CheckedDocument, Violation } from './remains.ts';

/** A request that a producer has sent, once or more often with the same `MessageId`. */
export interface SentRequest {
  /** `MessageId`. */
  readonly id: string;
  readonly type: string;
  /** How often the broker has acknowledged it to the producer. */
  sends: number;
}

/** A reply as the queue has stored it; however often it was delivered. */
export interface StoredReply {
  /** Tells the messages of the queue apart. */
  readonly sequenceNumber: string;
  /** Its `subject`. */
  readonly type: string;
  /** When the queue has taken it, epoch milliseconds of the system's time. */
  readonly storedAt: number;
  readonly body: ReplyBody;
}

/** How the requests ended. All but `sends` count requests. */
export interface RequestCounts {
  readonly requests: number;
  /** Acknowledged sends, those with the same id included. */
  readonly sends: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly finished: number;
  /** Without an answer, without an end, or whose work is not there. */
  readonly lost: number;
  /** With two answers or ends within the duplicate window, or with work that was done twice. */
  readonly doubled: number;
  /** With a second answer or end after the duplicate window, as docs/producers.md allows it. */
  readonly answeredLater: number;
}

export interface RequestVerdict {
  readonly violations: readonly Violation[];
  readonly counts: RequestCounts;
}

const ANSWERS: ReadonlySet<string> = new Set(['request.accepted', 'request.rejected']);
const FINISHED = 'request.finished';

interface CheckedOrder {
  readonly requestId: string;
}

type Report = (kind: Violation['kind'], what: string) => void;

/**
 * Compares the requests of a producer with its replies, and with what is stored:
 * - lost: a request that was not answered, or whose work was accepted and is gone or has no `request.finished`
 * - doubled: a request that was answered twice, or has two ends, within the duplicate window; or one that made two things
 * - orphan: a reply to nothing that was sent, work of a request that was rejected
 * @param windowMs duplicate window of the queues
 */
export function checkRequests(
  requests: readonly SentRequest[],
  replies: readonly StoredReply[],
  documents: readonly CheckedDocument[],
  windowMs: number,
): RequestVerdict {
  const violations: Violation[] = [];
  const failed = { lost: new Set<string>(), doubled: new Set<string>() };
  const repliesTo = Map.groupBy(replies, ({ body }) => body.requestId);
  const known = new Set(requests.map(({ id }) => id));
  const ordered = subjectsByRequest(documents);
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const [id, found] of repliesTo) {
    const types = found.map(({ type }) => type).join(', ');
    if (!known.has(id)) violations.push({ kind: 'orphan', what: `${types} for ${id}, which was not sent` });
  }
  let answeredLater = 0;
  for (const request of requests) {
    const report: Report = (kind, what) => {
      violations.push({ kind, what: `${request.type} ${request.id}: ${what}` });
      if (kind === 'lost' || kind === 'doubled') failed[kind].add(request.id);
    };
    const own = (repliesTo.get(request.id) ?? []).toSorted((one, other) => one.storedAt - other.storedAt);
    checkAnswers(request, own, byId, report);
    checkWork(own, ordered.get(request.id) ?? [], report);
    const areRepeated = [isAnswer, isEnd].map((isOne) => isRepeated(own.filter(isOne), windowMs, report));
    if (areRepeated.includes(true)) answeredLater += 1;
  }
  const having = (type: string) =>
    requests.filter(({ id }) => (repliesTo.get(id) ?? []).some((reply) => reply.type === type)).length;
  return {
    violations,
    counts: {
      requests: requests.length,
      sends: requests.reduce((sum, { sends }) => sum + sends, 0),
      accepted: having('request.accepted'),
      rejected: having('request.rejected'),
      finished: having(FINISHED),
      lost: failed.lost.size,
      doubled: failed.doubled.size,
      answeredLater,
    },
  };
}

/** @returns whether a later one came after the duplicate window only */
function isRepeated(same: readonly StoredReply[], windowMs: number, report: Report): boolean {
  const [first, ...others] = same;
  if (!first || others.length === 0) return false;
  const isLater = others.every(({ type, storedAt }) => type === first.type && storedAt - first.storedAt > windowMs);
  if (!isLater) {
    const what = same.map(({ type, storedAt }) => `${type} after ${Math.round((storedAt - first.storedAt) / 1_000)} s`);
    report('doubled', `it was answered by ${what.join(', ')}`);
  }
  return isLater;
}

function checkAnswers(
  { type }: SentRequest,
  own: readonly StoredReply[],
  byId: ReadonlyMap<string, CheckedDocument>,
  report: Report,
): void {
  const accepted = own.find((reply) => reply.type === 'request.accepted');
  const [ended] = own.filter(isEnd);
  if (!own.some(isAnswer)) report('lost', ended ? `it has ended, and was not answered` : 'it was not answered');
  if (!accepted) return;
  const operations = new Set(own.flatMap(({ body }) => (body.operation ? [body.operation.id] : [])));
  if (operations.size > 1) report('doubled', `its replies name ${[...operations].join(', ')}`);
  // What it cancels is answered to who has requested that.
  if (type === 'speech.cancel') {
    if (ended) report('doubled', 'its answer is its end, and it has another one');
    return;
  }
  if (!ended) return report('lost', 'it was accepted, and has no request.finished');
  const operation = byId.get(ended.body.operation?.id ?? '');
  if (operation?.status !== ended.body.status) {
    report('lost', `it ended as ${ended.body.status}, and its operation is ${operation?.status ?? 'gone'}`);
  }
}

function checkWork(own: readonly StoredReply[], subjects: readonly CheckedDocument[], report: Report): void {
  const ids = subjects.map(({ id }) => id).join(', ');
  if (subjects.length > 1) report('doubled', `it made ${ids}`);
  const accepted = own.find(({ type }) => type === 'request.accepted');
  if (accepted) {
    const id = accepted.body.subject?.id;
    if (!subjects.some((subject) => subject.id === id)) report('lost', `it was accepted for ${id}, which is not there`);
  } else if (subjects.length > 0 && own.some(({ type }) => type === 'request.rejected')) {
    report('orphan', `it was rejected, and made ${ids}`);
  }
}

/** What was made, or canceled, for each request: documents keep the requests that they are about. */
function subjectsByRequest(documents: readonly CheckedDocument[]): ReadonlyMap<string, readonly CheckedDocument[]> {
  const pairs = documents.flatMap((document) => {
    const orders = (document['orders'] ?? []) as readonly CheckedOrder[];
    return [...new Set(orders.map(({ requestId }) => requestId))].map((requestId) => ({ requestId, document }));
  });
  const grouped = Map.groupBy(pairs, ({ requestId }) => requestId);
  return new Map([...grouped].map(([requestId, same]) => [requestId, same.map(({ document }) => document)]));
}

function isAnswer({ type }: StoredReply): boolean {
  return ANSWERS.has(type);
}

function isEnd({ type }: StoredReply): boolean {
  return type === FINISHED;
}
