import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryLogger } from '../../../testing/index.ts';
import { Drops } from './drops.ts';
import { type BatchExporter, ExportQueue, MAX_BATCH, MAX_QUEUED } from './export-queue.ts';

type Done = (result: ExportResult) => void;

function queueTo(answer: (items: number[], done: Done) => unknown, { timeoutMs = 60_000, delayMs = 1 } = {}) {
  const logger = new MemoryLogger();
  const drops = new Drops(logger.asLogger);
  const target: BatchExporter<number> = { export: answer, shutdown: () => Promise.reject(new Error('EPROTO')) };
  const options = { signal: 'spans', exporter: 'otlp', drops, delayMs, timeoutMs } as const;
  return { queue: new ExportQueue(target, options), drops, logger, dropped: () => drops.total('spans', 'otlp') };
}

const soon = () => AbortSignal.timeout(5_000);
const never = (): void => undefined;

describe(ExportQueue.name, () => {
  it('sends what it gets in batches', async () => {
    const sizes: number[] = [];
    const { queue, dropped } = queueTo((items, done) => {
      sizes.push(items.length);
      done({ code: ExportResultCode.SUCCESS });
    });
    for (let item = 0; item < MAX_BATCH + 10; item++) queue.add(item);
    await queue.flush(soon());
    expect([sizes, dropped()]).toEqual([[MAX_BATCH, 10], 0]);
  });

  it('sends no small batch because items come while another one is sent', async () => {
    const sizes: number[] = [];
    const answers: (() => void)[] = [];
    const { queue } = queueTo(
      (items, done) => {
        sizes.push(items.length);
        answers.push(() => done({ code: ExportResultCode.SUCCESS }));
      },
      { delayMs: 60_000 },
    );
    for (let item = 0; item < MAX_BATCH; item++) queue.add(item);
    for (let item = 0; item < MAX_BATCH + 10; item++) queue.add(item);
    for (let answered = 0; answered < 2; answered++) {
      answers[answered]?.();
      await nextTurn();
    }
    expect([sizes, queue.size]).toEqual([[MAX_BATCH, MAX_BATCH], 10]);
    const flushed = queue.flush(soon());
    answers[2]?.();
    await flushed;
    expect(sizes).toEqual([MAX_BATCH, MAX_BATCH, 10]);
  });

  it('sends what came meanwhile when its time has come', async () => {
    const sizes: number[] = [];
    const answers: (() => void)[] = [];
    const { queue } = queueTo((items, done) => {
      sizes.push(items.length);
      answers.push(() => done({ code: ExportResultCode.SUCCESS }));
    });
    for (let item = 0; item < MAX_BATCH + 10; item++) queue.add(item);
    answers[0]?.();
    await expect.poll(() => sizes).toEqual([MAX_BATCH, 10]);
  });

  it('holds a bounded number while nothing is taken, and counts the others', async () => {
    const { queue, dropped, drops, logger } = queueTo(never);
    for (let item = 0; item < 20_000; item++) queue.add(item);
    expect(queue.size).toBe(MAX_QUEUED);
    // One batch is being sent.
    expect(dropped()).toBe(20_000 - MAX_QUEUED - MAX_BATCH);
    drops.say();
    expect(logger.lines[0]).toMatchObject({
      level: 'warn',
      text: 'telemetry was dropped',
      fields: { reason: 'no room' },
    });
    const said = logger.lines.map(({ fields }) => (fields as { dropped: { count: number }[] }).dropped[0]?.count ?? 0);
    expect(said.reduce((sum, count) => sum + count, 0)).toBe(dropped());
    await queue.close(AbortSignal.abort());
    expect(queue.size).toBe(0);
  });

  it('says only once a minute that it drops', () => {
    const { queue, logger } = queueTo(never);
    for (let item = 0; item < 20_000; item++) queue.add(item);
    expect(logger.lines).toHaveLength(1);
  });

  it.each<[string, (items: number[], done: Done) => unknown, string]>([
    [
      'is refused',
      (_, done) => done({ code: ExportResultCode.FAILED, error: Object.assign(new Error('x'), { statusCode: 429 }) }),
      '429',
    ],
    [
      'is refused, and told to have worked afterwards',
      (_, done) => {
        done({ code: ExportResultCode.FAILED });
        done({ code: ExportResultCode.SUCCESS });
      },
      'refused',
    ],
    ['is never answered', never, 'timeout'],
    ['rejects', () => Promise.reject(Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })), 'ECONNREFUSED'],
    [
      'throws',
      () => {
        throw new TypeError('secret');
      },
      'TypeError',
    ],
  ])('drops and counts what %s, and goes on', async (_, answer, reason) => {
    let calls = 0;
    const { queue, dropped, logger } = queueTo(
      (items, done) => {
        calls += 1;
        if (calls === 1) return answer(items, done);
        return done({ code: ExportResultCode.SUCCESS });
      },
      { timeoutMs: 50 },
    );
    queue.add(1);
    queue.add(2);
    await queue.flush(soon());
    expect(dropped()).toBe(2);
    expect(logger.lines).toMatchObject([
      { fields: { reason, dropped: [{ signal: 'spans', exporter: 'otlp', count: 2 }] } },
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain('secret');
    queue.add(3);
    await queue.flush(soon());
    expect([calls, dropped()]).toEqual([2, 2]);
  });

  it('ends when its time is over, whatever the exporter does, and counts what is left', async () => {
    const { queue, dropped } = queueTo(never);
    for (let item = 0; item < 10; item++) queue.add(item);
    const ended = new AbortController();
    const closed = queue.close(ended.signal);
    for (let item = 0; item < 5; item++) queue.add(item);
    ended.abort();
    await closed;
    queue.add(99);
    // The batch that is being sent is counted when its own time is over.
    expect([queue.size, dropped()]).toEqual([0, 6]);
  });
});
