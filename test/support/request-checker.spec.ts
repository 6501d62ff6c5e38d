import { describe, expect, it } from 'vitest';
import type { CheckedDocument } from './remains.ts';
import { checkRequests, type SentRequest, type StoredReply } from './request-checker.ts';

const WINDOW_MS = 1_800_000;
const REQUEST: SentRequest = { id: 'r1', type: 'synthesis.request', sends: 2 };
const OPERATION = { id: 'op_1', href: '/v1/operations/op_1' };
const SUBJECT = { type: 'synthesis', id: 'syn_1', href: '/v1/syntheses/syn_1' };
const BODY = { request: 'synthesis.request', requestId: 'r1', operation: OPERATION, subject: SUBJECT };
const ACCEPTED: StoredReply = { sequenceNumber: '1', type: 'request.accepted', storedAt: 1_000, body: BODY };
const FINISHED: StoredReply = {
  sequenceNumber: '2',
  type: 'request.finished',
  storedAt: 2_000,
  body: { ...BODY, status: 'succeeded' },
};
const REJECTED: StoredReply = {
  sequenceNumber: '3',
  type: 'request.rejected',
  storedAt: 1_000,
  body: { request: 'synthesis.request', requestId: 'r1', problem: { code: 'invalid-request', status: 400 } },
};
const documentOf = (id: string, kind: string, more: object = {}): CheckedDocument => ({
  id,
  kind,
  status: 'succeeded',
  tenantId: 'tenant',
  outbox: [],
  ...more,
});
const MADE = documentOf('syn_1', 'synthesis', { orders: [{ requestId: 'r1' }] });
const DOCUMENTS = [MADE, documentOf('op_1', 'operation')];

interface Case {
  readonly request?: Partial<SentRequest>;
  readonly replies?: readonly StoredReply[];
  readonly documents?: readonly CheckedDocument[];
}

function found({ request = {}, replies = [ACCEPTED, FINISHED], documents = DOCUMENTS }: Case = {}) {
  const { violations, counts } = checkRequests([{ ...REQUEST, ...request }], replies, documents, WINDOW_MS);
  return { kinds: violations.map(({ kind }) => kind), counts };
}

describe('the check of requests of a producer', () => {
  it('finds nothing where each is answered and ends once', () => {
    expect(found()).toEqual({
      kinds: [],
      counts: {
        requests: 1,
        sends: 2,
        accepted: 1,
        rejected: 0,
        finished: 1,
        lost: 0,
        doubled: 0,
        answeredLater: 0,
      },
    });
    expect(found({ replies: [REJECTED], documents: [] })).toMatchObject({ kinds: [], counts: { rejected: 1 } });
  });

  it.each<[string, Case]>([
    ['has no answer', { replies: [] }],
    ['has an end and no answer', { replies: [FINISHED] }],
    ['was accepted and has no end', { replies: [ACCEPTED] }],
    ['made what is gone', { documents: DOCUMENTS.slice(1) }],
    [
      'ended otherwise than its operation',
      { documents: [MADE, documentOf('op_1', 'operation', { status: 'failed' })] },
    ],
  ])('calls a request lost that %s', (_, what) => {
    expect(found(what)).toMatchObject({ kinds: ['lost'], counts: { lost: 1, doubled: 0 } });
  });

  it.each<[string, Case]>([
    ['is accepted twice', { replies: [ACCEPTED, { ...ACCEPTED, sequenceNumber: '9' }, FINISHED] }],
    ['is accepted and rejected', { replies: [ACCEPTED, { ...REJECTED, storedAt: 3 * WINDOW_MS }, FINISHED] }],
    ['ends twice', { replies: [ACCEPTED, FINISHED, { ...FINISHED, sequenceNumber: '9', storedAt: WINDOW_MS }] }],
    ['made two things', { documents: [...DOCUMENTS, documentOf('syn_2', 'synthesis', { orders: MADE['orders'] })] }],
    [
      'names two operations',
      { replies: [ACCEPTED, { ...FINISHED, body: { ...FINISHED.body, operation: { ...OPERATION, id: 'op_2' } } }] },
    ],
  ])('calls a request doubled that %s', (_, what) => {
    const documents = what.documents ?? [...DOCUMENTS, documentOf('op_2', 'operation')];
    expect(found({ ...what, documents })).toMatchObject({ kinds: ['doubled'], counts: { lost: 0, doubled: 1 } });
  });

  it('counts what comes again after the duplicate window, and accepts it', () => {
    const again = { ...ACCEPTED, sequenceNumber: '9', storedAt: ACCEPTED.storedAt + WINDOW_MS + 1 };
    expect(found({ replies: [ACCEPTED, FINISHED, again] })).toMatchObject({ kinds: [], counts: { answeredLater: 1 } });
  });

  it('reports replies to what was not sent, and work of what was rejected', () => {
    const other = { ...REJECTED, body: { ...REJECTED.body, requestId: 'r2' } };
    expect(found({ replies: [ACCEPTED, FINISHED, other] }).kinds).toEqual(['orphan']);
    expect(found({ replies: [REJECTED] }).kinds).toEqual(['orphan']);
  });

  it('knows that a cancellation ends with its answer', () => {
    const request = { type: 'speech.cancel' };
    expect(found({ request, replies: [ACCEPTED] }).kinds).toEqual([]);
    expect(found({ request }).kinds).toEqual(['doubled']);
  });
});
