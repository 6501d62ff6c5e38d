import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type OutboxMessage, ServiceError } from '#domain';
import { anId, anOutboxMessage, aSynthesis } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { SweepOutboxesHandler } from './sweep-outboxes.handler.ts';

const signal = new AbortController().signal;
const LONG_AGO = '2020-01-01T00:00:00.000Z';

let publish: (message: OutboxMessage) => Promise<void>;
let documents: TestDocuments;
let logger: MemoryLogger;
let sweep: SweepOutboxesHandler;

beforeEach(() => {
  publish = () => Promise.resolve();
  documents = new TestDocuments((message) => publish(message));
  logger = new MemoryLogger();
  sweep = new SweepOutboxesHandler(documents.store, documents.outbox, logger.asLogger);
});

const left = (number: number, updatedAt = LONG_AGO) => {
  const id = anId('synthesis', number);
  return documents.store.create(aSynthesis({ id, updatedAt, outbox: [anOutboxMessage({ subjectId: id })] }));
};
const handle = (data = {}) => sweep.handle(aMessage('outbox.sweep', 'outbox.sweep', data), { signal });
const subjects = () => documents.published.map(({ subjectId }) => subjectId);

describe(SweepOutboxesHandler.name, () => {
  it('publishes what stayed in outboxes and empties them, but leaves what was written a moment ago', async () => {
    await left(1);
    await left(2, new Date().toISOString());
    expect(await handle()).toBe(DONE);
    expect(subjects()).toEqual([anId('synthesis', 1)]);
    expect(await handle()).toBe(DONE);
    expect(subjects()).toEqual([anId('synthesis', 1)]);
  });

  it('goes on after a document whose message cannot be published', async () => {
    await left(1);
    await left(2);
    publish = ({ subjectId }) =>
      subjectId === anId('synthesis', 1) ? Promise.reject(new Error('broken')) : Promise.resolve();
    expect(await handle()).toBe(DONE);
    expect(subjects()).toEqual([anId('synthesis', 2)]);
    expect(logger.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('ends when the broker is down, to be retried', async () => {
    await left(1);
    publish = () => Promise.reject(new ServiceError('dependency-unavailable', 'no broker'));
    expect(await handle().catch(errorCodeOf)).toBe('dependency-unavailable');
  });

  it('takes a page at a time', async () => {
    for (let number = 0; number < 201; number++) await left(number);
    const first = await handle();
    expect(first).toEqual({ retryAfterMs: 0, data: { after: anId('synthesis', 199) } });
    expect(await handle({ after: anId('synthesis', 199) })).toBe(DONE);
    expect(new Set(subjects()).size).toBe(201);
  });
});
