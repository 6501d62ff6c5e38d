import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type OutboxMessage, ServiceError } from '#domain';
import { anId, anOutboxMessage, aSynthesis } from '#domain/testing';
import { replyTo, REPLY_KEPT_MS } from '#messaging';
import { RecordedMetrics } from '#observability/testing';
import { runForProducer } from '../producers/orders.ts';
import { MIN_OUTBOX_AGE_MS } from '../progress/open-work.ts';
import { keptReply, outboxSinceOf } from './kept-replies.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const MINUTE_MS = 60_000;
const SWEEP_EVERY_MS = 10 * MINUTE_MS;
const ORDER = { producer: 'ivr', type: 'synthesis.request', requestId: 'order-1', correlationId: 'call-7' } as const;
const REPLY = replyTo(ORDER, 'request.finished', { tenantId: 't', subjectId: anId('synthesis') }, {});
/** Of a message that this release does not know. */
const NEWER = 'synthesis.dream';
const at = (ms: number) => new Date(NOW + ms).toISOString();

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }));
afterEach(() => void vi.useRealTimers());

describe(keptReply.name, () => {
  it('doubles the delay with each failure, up to an hour', () => {
    const minutes = Array.from({ length: 9 }, (_, failures) => {
      const { scheduledFor = '' } = keptReply({ ...REPLY, failures }, NOW);
      return (Date.parse(scheduledFor) - NOW) / MINUTE_MS;
    });
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });
});

describe(outboxSinceOf.name, () => {
  it('is the time of the first reply where only replies wait, and that of the write otherwise', () => {
    const [early, late] = [keptReply(REPLY, NOW), keptReply({ ...REPLY, failures: 3 }, NOW)];
    expect(outboxSinceOf([late, early], at(0))).toBe(at(MINUTE_MS));
    expect(outboxSinceOf([late, REPLY], at(0))).toBe(at(0));
    expect(outboxSinceOf([late, anOutboxMessage({ scheduledFor: at(MINUTE_MS) })], at(0))).toBe(at(0));
  });
});

describe('replies that their queue does not take for days', () => {
  let attempts: number;
  let isGone: boolean;
  let documents: TestDocuments;

  beforeEach(async () => {
    attempts = 0;
    isGone = true;
    documents = new TestDocuments((message: OutboxMessage) => {
      if (message.type === NEWER) return Promise.reject(new ServiceError('invalid-message', 'unknown'));
      if (message.type !== 'request.accepted') return Promise.resolve();
      attempts += 1;
      return isGone ? Promise.reject(new ServiceError('dependency-unavailable', 'gone')) : Promise.resolve();
    });
    const synthesis = aSynthesis({ status: 'queued', operationId: anId('operation'), updatedAt: at(0), outbox: [] });
    await runForProducer(ORDER, () => documents.commit.create(synthesis));
    await documents.outbox.drain();
  });

  /** @returns how many documents were read */
  async function sweepsFor(durationMs: number): Promise<number> {
    let read = 0;
    for (let passedMs = 0; passedMs < durationMs; passedMs += SWEEP_EVERY_MS) {
      vi.setSystemTime(Date.now() + SWEEP_EVERY_MS);
      const before = new Date(Date.now() - MIN_OUTBOX_AGE_MS).toISOString();
      for (const document of await documents.store.withPendingOutbox(before, 200)) {
        read += 1;
        // As the handler of sweeps: a message that this release does not know keeps no other document waiting.
        await documents.outbox.relay(document).catch((error: unknown) => {
          if (errorCodeOf(error) !== 'invalid-message') throw error;
        });
      }
    }
    return read;
  }

  it('are tried about once an hour, and counted each time', async () => {
    using recorded = new RecordedMetrics();
    const read = await sweepsFor(24 * 60 * MINUTE_MS);
    // One when it was accepted; then 5 within the first hour, and at most one in each further hour.
    expect(attempts).toBeGreaterThan(20);
    expect(attempts).toBeLessThanOrEqual(1 + 5 + 23);
    expect(read).toBe(attempts - 1);
    const kept = { 'voice.producer.reply': 'request.accepted', 'voice.producer.reply.outcome': 'kept' };
    expect(recorded.of('voice.producer.replies')).toEqual(
      Array.from({ length: read }, () => ({ value: 1, attributes: kept })),
    );
  });

  it('are sent within an hour and ten minutes of when their queue is there again', async () => {
    await sweepsFor(24 * 60 * MINUTE_MS);
    isGone = false;
    await sweepsFor(70 * MINUTE_MS);
    expect(documents.published.map(({ type }) => type)).toContain('request.accepted');
    expect((await documents.store.get('synthesis', aSynthesis().tenantId, aSynthesis().id)).outbox).toEqual([]);
  });

  it('are dropped after a week', async () => {
    await sweepsFor(REPLY_KEPT_MS + 70 * MINUTE_MS);
    attempts = 0;
    expect(await sweepsFor(24 * 60 * MINUTE_MS)).toBe(0);
    expect(attempts).toBe(0);
  });

  describe('beside a message that this release does not know', () => {
    const newer = anOutboxMessage({ type: NEWER, subjectId: anId('synthesis') });
    const stored = () => documents.store.get('synthesis', aSynthesis().tenantId, aSynthesis().id);

    beforeEach(async () => {
      const found = await stored();
      await documents.store.replace({ ...found, outbox: [newer, { ...REPLY, type: 'request.accepted' }] });
      attempts = 0;
    });

    it('keep their delay', async () => {
      await sweepsFor(24 * 60 * MINUTE_MS);
      expect(attempts).toBeGreaterThan(20);
      expect(attempts).toBeLessThanOrEqual(1 + 5 + 23);
      expect((await stored()).outbox).toMatchObject([newer, { type: 'request.accepted', failures: attempts }]);
    });

    it('are sent once', async () => {
      isGone = false;
      await sweepsFor(2 * SWEEP_EVERY_MS);
      expect(attempts).toBe(1);
      expect((await stored()).outbox).toEqual([newer]);
    });
  });

  it('keep nothing that is written meanwhile waiting', async () => {
    const other = anOutboxMessage({ type: 'synthesis.run', subjectId: anId('synthesis') });
    await documents.commit.update('synthesis', aSynthesis().tenantId, aSynthesis().id, (found) => ({
      ...found,
      outbox: [...found.outbox, other],
    }));
    expect(documents.published.map(({ id }) => id)).toContain(other.id);
    expect(attempts).toBe(1);
  });
});
