import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  erasedConsent,
  erasedVoice,
  type OutboxMessage,
  type ProducerOrder,
  ServiceError,
  type Synthesis,
} from '#domain';
import { aConsent, anId, aReceipt, aSynthesis, aVoice, TENANT } from '#domain/testing';
import { type Reply, REPLY_KEPT_MS } from '#messaging';
import { TestDocuments } from '../../testing/index.ts';
import { type AcceptedOrder, runForProducer } from './orders.ts';

const ORDER: AcceptedOrder = {
  producer: 'ivr',
  type: 'synthesis.request',
  requestId: 'order-1',
  correlationId: 'call-7',
};
const SYNTHESIS = anId('synthesis');

let isReplyQueueGone: boolean;
let documents: TestDocuments;

beforeEach(() => {
  isReplyQueueGone = false;
  documents = new TestDocuments((message) =>
    isReplyQueueGone && message.type.startsWith('request.')
      ? Promise.reject(new ServiceError('dependency-unavailable', 'gone'))
      : Promise.resolve(),
  );
});

afterEach(() => void vi.useRealTimers());

const bodies = () => documents.published.filter(isReply).map(({ type, data }) => ({ type, ...data }));
const read = () => documents.store.get('synthesis', TENANT, SYNTHESIS);
const newSynthesis = (): Synthesis =>
  aSynthesis({ id: SYNTHESIS, status: 'queued', operationId: anId('operation'), outbox: [] });
const accept = (order = ORDER) => runForProducer(order, () => documents.commit.create(newSynthesis()));
const end = (change: Partial<Synthesis>) =>
  documents.commit.update('synthesis', TENANT, SYNTHESIS, (found) => ({ ...found, ...change }));

function isReply(message: OutboxMessage): message is Reply {
  return message.type.startsWith('request.');
}

describe('work that a producer has ordered', () => {
  it('is answered when it is accepted, in the write that accepts it, and when it has ended', async () => {
    await accept();
    await documents.outbox.drain();
    const subject = { type: 'synthesis', id: SYNTHESIS, href: `/v1/syntheses/${SYNTHESIS}` };
    const operation = { id: anId('operation'), href: `/v1/operations/${anId('operation')}` };
    const answers = { request: 'synthesis.request', requestId: 'order-1', operation, subject };
    const accepted = { producer: 'ivr', correlationId: 'call-7', type: 'request.accepted', body: answers };
    expect(bodies()).toEqual([accepted]);
    await end({ status: 'running' });
    expect(bodies()).toEqual([accepted]);
    await end({ status: 'succeeded' });
    const result = { href: `/v1/syntheses/${SYNTHESIS}/audio` };
    expect(bodies().at(-1)).toMatchObject({
      type: 'request.finished',
      body: { ...answers, status: 'succeeded', result },
    });
    await end({ status: 'succeeded' });
    expect(bodies()).toHaveLength(2);
  });

  it('is answered with the error of work that has failed', async () => {
    await accept();
    await documents.outbox.drain();
    await end({ status: 'failed', failure: { code: 'provider-rejected', detail: 'Azure refused it.' } });
    expect(bodies().at(-1)).toMatchObject({
      type: 'request.finished',
      body: { status: 'failed', error: { code: 'provider-rejected', detail: 'Azure refused it.' } },
    });
  });

  it('is answered once for each request, under an id that follows from it', async () => {
    await accept();
    await documents.outbox.drain();
    await accept();
    await documents.outbox.drain();
    const ids = documents.published.filter(isReply).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    expect((await read()).orders).toHaveLength(1);
  });

  it('is told from a request of another producer, or of another type, under the same id', async () => {
    const others = [ORDER, { ...ORDER, producer: 'lms' }, { ...ORDER, type: 'speech.cancel' }] as const;
    await documents.store.create(newSynthesis());
    for (const order of [...others, ...others]) {
      await runForProducer(order, () => documents.commit.accept('synthesis', TENANT, SYNTHESIS, (found) => found));
    }
    expect((await read()).orders?.map(({ producer, type }) => [producer, type])).toEqual([
      ['ivr', 'synthesis.request'],
      ['lms', 'synthesis.request'],
      ['ivr', 'speech.cancel'],
    ]);
  });

  it('has no order of a request about another kind of document, nor without a producer', async () => {
    await documents.store.create(aVoice());
    await runForProducer(ORDER, () =>
      documents.commit.accept('voice', TENANT, anId('voice'), (voice) => ({ ...voice })),
    );
    expect((await documents.store.get('voice', TENANT, anId('voice'))).orders).toBeUndefined();
    await documents.commit.create(newSynthesis());
    expect((await read()).orders).toBeUndefined();
  });

  it('answers a cancellation when it is accepted, and the work that was canceled as such', async () => {
    await accept();
    await documents.outbox.drain();
    const cancel = { ...ORDER, type: 'speech.cancel', requestId: 'cancel-1' } as const;
    await runForProducer(cancel, () =>
      documents.commit.accept('synthesis', TENANT, SYNTHESIS, (found) => ({ ...found, status: 'canceled' })),
    );
    await expect
      .poll(() => bodies().map(({ type, body }) => [type, body.requestId, body['status']]))
      .toEqual([
        ['request.accepted', 'order-1', undefined],
        ['request.accepted', 'cancel-1', undefined],
        ['request.finished', 'order-1', 'canceled'],
      ]);
  });

  it('is forgotten when its document is erased, and an erasure that was ordered is answered all the same', async () => {
    const done: ProducerOrder = { ...ORDER, type: 'voice.request', operationId: anId('upload'), isFinished: true };
    const erase: ProducerOrder = { ...ORDER, type: 'voice.erase.request', requestId: 'erase-1' };
    const voice = aVoice({ status: 'deleting', operationId: anId('operation') });
    const consent = aConsent({ status: 'deleting', orders: [{ ...ORDER, type: 'consent.request' }] });
    for (const orders of [[done], [done, { ...erase, operationId: anId('operation') }]]) {
      const stored = await documents.store.create({ ...voice, id: anId('voice', orders.length), orders });
      expect((await documents.commit.save(erasedVoice(stored, aReceipt()))).orders).toEqual([]);
    }
    const stored = await documents.store.create(consent);
    expect((await documents.commit.save(erasedConsent(stored, aReceipt()))).orders).toEqual([]);
    expect(bodies()).toMatchObject([{ type: 'request.finished', body: { requestId: 'erase-1', status: 'succeeded' } }]);
  });

  it('goes on without its reply queue, which gets the replies when it is there again', async () => {
    isReplyQueueGone = true;
    await accept();
    await documents.outbox.drain();
    await end({ status: 'succeeded' });
    expect(bodies()).toEqual([]);
    const kept = await read();
    expect(kept.outbox.map(({ type }) => type)).toEqual(['request.accepted', 'request.finished']);
    isReplyQueueGone = false;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    expect((await documents.outbox.relay(kept)).outbox).toEqual([]);
    expect(bodies().map(({ type }) => type)).toEqual(['request.accepted', 'request.finished']);
  });

  it('drops a reply that no queue took for a week', async () => {
    await accept();
    await documents.outbox.drain();
    isReplyQueueGone = true;
    const [reply] = documents.published.filter(isReply);
    const occurredAt = new Date(Date.now() - REPLY_KEPT_MS).toISOString();
    const found = await documents.store.replace({ ...(await read()), outbox: [{ ...reply!, occurredAt }] });
    expect((await documents.outbox.relay(found)).outbox).toEqual([]);
  });
});
