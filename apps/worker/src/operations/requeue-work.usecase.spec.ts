import { describe, expect, it } from 'vitest';
import type { Config } from '#config';
import { type Stored, stalledAfterMs } from '#documents';
import {
  type Batch,
  type BatchChunkStatus,
  errorCodeOf,
  MAX_REQUEUES,
  type OutboxMessage,
  ServiceError,
  type Synthesis,
  type Upload,
  type Voice,
} from '#domain';
import { aBatch, aChunk, anUpload, aSynthesis, aVoice, stub } from '#domain/testing';
import { nextAttempt } from '#messaging';
import { createLogger, type Logger } from '#observability';
import { stored } from '#documents/testing';
import { RequeueWork } from './requeue-work.usecase.ts';
import { RequeueWorkHandler } from './requeue-work.handler.ts';

const NEVER = new AbortController().signal;
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const logger = createLogger({ level: 'silent', service: 'test' });

type Driven = Upload | Voice | Synthesis | Batch;
const base = { tenantId: 't', ownerId: 'o', createdAt: LONG_AGO, updatedAt: LONG_AGO };
const synthesis = (more: Partial<Synthesis> = {}) =>
  stored(aSynthesis({ ...base, id: 'syn_1', kind: 'synthesis', status: 'running', ...more }));
const voice = (more: Partial<Voice> = {}) =>
  stored(aVoice({ ...base, id: 'vce_1', kind: 'voice', status: 'training', ...more }));
const upload = (more: Partial<Upload> = {}) =>
  stored(anUpload({ ...base, id: 'upl_1', kind: 'upload', status: 'processing', ...more }));

const chunkOf = (index: number, status: BatchChunkStatus) =>
  aChunk({ index, status, attempt: 2, first: index, count: 1 });
const batch = (more: Partial<Batch> = {}) =>
  stored(
    aBatch({
      ...base,
      id: 'bat_1',
      kind: 'batch',
      status: 'collecting',
      chunks: (['done', 'queued', 'running', 'collecting'] as const).map((status, index) => chunkOf(index, status)),
      ...more,
    }),
  );

interface Given {
  readonly stored: readonly Stored<Driven>[];
  readonly blob?: { etag: string; sizeBytes: number };
  readonly save?: () => Promise<void>;
  readonly stalledAfterMs?: number;
}

function sweepOf({ stored, blob, save, stalledAfterMs: after }: Given) {
  const saved: Stored<Driven>[] = [];
  const ended: string[] = [];
  const asked: { kind: string; before: string }[] = [];
  const documents = {
    withoutProgress: (kind: string, _: unknown, { before, after: cursor = '' }: { before: string; after?: string }) => {
      asked.push({ kind, before });
      return Promise.resolve(stored.filter((each) => each.kind === kind && each.id > cursor));
    },
  };
  const writer = {
    save: async (document: Stored<Driven>) => {
      await save?.();
      saved.push(document);
      return document;
    },
  };
  const blobs = { properties: () => Promise.resolve(blob) };
  const config = { work: { stalledAfterMs: after } } as Config;
  const ender = (type: string) => ({
    onFailed: ({ subjectId, data }: OutboxMessage, error: ServiceError) => {
      const chunk = typeof data['chunk'] === 'number' ? ` ${data['chunk']}` : '';
      ended.push(`${type} ${subjectId}${chunk} ${error.code}`);
      return Promise.resolve();
    },
  });
  const types = [
    'Microsoft.Storage.BlobCreated',
    'consent.verify',
    'consent.poll',
    'voice.create',
    'voice.poll',
    'synthesis.run',
    'batch.submit',
    'batch.poll',
    'batch.collect',
  ];
  const handlers = new Map(types.map((type) => [type, ender(type)]));
  const logged: { readonly err?: unknown }[] = [];
  const log = stub<Logger>({ warn: () => {}, error: (fields: object) => void logged.push(fields) });
  const requeue = new RequeueWork(config, stub(documents), stub(blobs), stub(writer), stub(handlers), log);
  const handler = new RequeueWorkHandler(requeue, logger);
  const run = async () => {
    let data: { part?: string; after?: string } = {};
    for (;;) {
      const outcome = await handler.handle(stub({ data }), { signal: NEVER });
      if (!('retryAfterMs' in outcome)) return;
      data = outcome.data ?? {};
    }
  };
  return { run, saved, ended, asked, requeue, handlers, logged };
}

describe('the sweep of work without progress', () => {
  it('publishes the message of the step again, with a new id, in the write that counts it', async () => {
    const { run, saved } = sweepOf({ stored: [synthesis(), voice()] });
    await run();
    expect(saved.map(({ outbox, redrives }) => [outbox[0]?.id, redrives?.total])).toEqual([
      ['vce_1:voice.poll:requeue-1', 1],
      ['syn_1:synthesis.run:requeue-1', 1],
    ]);
    expect(saved.every(({ etag }) => etag === '"1"')).toBe(true);
  });

  it('ends as stalled what was started again often enough', async () => {
    const redrives = { total: 5, step: 'synthesis.run', ofStep: MAX_REQUEUES };
    const { run, saved, ended } = sweepOf({ stored: [synthesis({ redrives })] });
    await run();
    expect(saved).toEqual([]);
    expect(ended).toEqual(['synthesis.run syn_1 stalled']);
  });

  it('counts none as ended whose message nobody handles', async () => {
    const redrives = { total: 5, step: 'synthesis.run', ofStep: MAX_REQUEUES };
    const { requeue, handlers, logged } = sweepOf({ stored: [synthesis({ redrives })] });
    handlers.delete('synthesis.run');
    expect(await requeue.execute('synthesis', undefined, NEVER)).toMatchObject({ requeued: 0, stalled: 0 });
    expect(logged.map(({ err }) => errorCodeOf(err))).toEqual(['internal']);
  });

  it('starts what may only wait in a long queue again after ever longer waits, and ends none of it for a day', async () => {
    const stallMs = stalledAfterMs('synthesis.run');
    let document = synthesis({ status: 'queued', updatedAt: new Date(Date.now() - stallMs).toISOString() });
    const waits: number[] = [];
    let endedAfterMs: number | undefined;
    const step = 5 * 60_000;
    // Nobody reads its messages: only sweeps go on, and time.
    for (let quietMs = stallMs, waitedMs = stallMs; endedAfterMs === undefined; quietMs += step, waitedMs += step) {
      document = { ...document, updatedAt: new Date(Date.now() - quietMs).toISOString() };
      const { run, saved, ended } = sweepOf({ stored: [document] });
      await run();
      if (ended.length > 0) endedAfterMs = waitedMs;
      if (!saved[0]) continue;
      waits.push(quietMs / stallMs);
      document = { ...document, redrives: saved[0].redrives };
      quietMs = 0;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16]);
    expect(endedAfterMs).toBeGreaterThanOrEqual(63 * stallMs);
    expect(endedAfterMs).toBeGreaterThan(24 * 3_600_000);
  });

  it('counts again in another step, and waits no longer for what was lost there', async () => {
    const redrives = { total: 3, step: 'voice.create', ofStep: MAX_REQUEUES };
    const updatedAt = new Date(Date.now() - stalledAfterMs('voice.poll')).toISOString();
    const { run, saved } = sweepOf({ stored: [voice({ redrives, updatedAt })] });
    await run();
    expect(saved[0]?.outbox[0]?.id).toBe('vce_1:voice.poll:requeue-4');
  });

  it('examines a recording again while it is there, and ends the upload when it is gone', async () => {
    const there = sweepOf({ stored: [upload()], blob: { etag: '"b"', sizeBytes: 7 } });
    await there.run();
    expect(there.saved[0]?.outbox[0]).toMatchObject({ data: { eTag: '"b"', contentLength: 7 } });
    const gone = sweepOf({ stored: [upload()] });
    await gone.run();
    expect(gone.ended).toEqual(['Microsoft.Storage.BlobCreated upl_1 stalled']);
  });

  it('starts each chunk of a batch again in the step that it is in, and ends each', async () => {
    const { run, saved } = sweepOf({ stored: [batch()] });
    await run();
    expect(saved[0]?.redrives?.step).toBe('batch.submit');
    expect(saved[0]?.outbox.map(({ id, data }) => [id, data])).toEqual([
      ['bat_1:batch.submit:requeue-1:1:1', { chunk: 1, attempt: 2 }],
      ['bat_1:batch.submit:requeue-1:2:1', { chunk: 2, attempt: 2 }],
      ['bat_1:batch.submit:requeue-1:3:1', { chunk: 3, attempt: 2 }],
    ]);
    expect(saved[0]?.outbox.map(({ type }) => type)).toEqual(['batch.submit', 'batch.poll', 'batch.collect']);
    const outbox = saved[0]?.outbox ?? [];
    const again = outbox.map((message) => nextAttempt(message, { delayMs: 0, failures: 1 }));
    expect(new Set([...outbox, ...again].map(({ id }) => id)).size).toBe(6);
    const often = sweepOf({
      stored: [batch({ redrives: { total: 3, step: 'batch.submit', ofStep: MAX_REQUEUES } })],
    });
    await often.run();
    expect(often.ended).toEqual([
      'batch.submit bat_1 1 stalled',
      'batch.poll bat_1 2 stalled',
      'batch.collect bat_1 3 stalled',
    ]);
  });

  it('lets those win that move in this moment, and goes on with the others when one cannot be written', async () => {
    const codes = ['etag-mismatch', 'internal'] as const;
    let write = 0;
    const { run, saved } = sweepOf({
      stored: [voice(), synthesis(), synthesis({ id: 'syn_2' })],
      save: () => {
        const code = codes[write++];
        return code === undefined ? Promise.resolve() : Promise.reject(new ServiceError(code, 'no'));
      },
    });
    await run();
    expect(saved.map(({ id }) => id)).toEqual(['syn_2']);
  });

  it('fails, to be retried, when the database is away', async () => {
    const { run } = sweepOf({
      stored: [voice()],
      save: () => Promise.reject(new ServiceError('dependency-unavailable', 'away')),
    });
    await expect(run()).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });

  it('asks for each kind what has stood still for longer than a run and a pause may take, or as configured', async () => {
    const usual = sweepOf({ stored: [] });
    await usual.run();
    expect(usual.asked.map(({ kind }) => kind)).toEqual(['upload', 'consent', 'voice', 'synthesis', 'batch']);
    const [{ before } = { before: '' }] = usual.asked;
    expect(Date.now() - Date.parse(before)).toBeGreaterThanOrEqual(stalledAfterMs('Microsoft.Storage.BlobCreated'));
    expect(stalledAfterMs('synthesis.run')).toBe(35 * 60_000);
    const configured = sweepOf({ stored: [], stalledAfterMs: 1_000 });
    await configured.run();
    expect(Date.now() - Date.parse(configured.asked[0]?.before ?? '')).toBeLessThan(10_000);
  });
});
