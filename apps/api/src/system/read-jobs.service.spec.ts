import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { JobStates } from '#documents';
import { TestDocuments } from '#documents/testing';
import { aBatch, aConsent, anOutboxMessage, anUpload, aSynthesis, aVoice } from '#domain/testing';
import { MAX_CHANGED_JOBS, MAX_OPEN_JOBS, ReadJobs } from './read-jobs.service.ts';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const ago = (ms: number) => new Date(NOON - ms).toISOString();

let documents: TestDocuments;

beforeEach(() => {
  documents = new TestDocuments();
});

const read = () => new ReadJobs(new JobStates(documents.container.asContainer)).execute(NOON);
const synthesis = (more: Parameters<typeof aSynthesis>[0]) =>
  documents.store.create(aSynthesis({ id: `syn_${ulid()}`, ...more }));

describe(ReadJobs.name, () => {
  it('shows an empty system as one', async () => {
    const { readAt, jobs } = await read();
    expect(readAt).toBe(ago(0));
    expect(jobs).toEqual({
      open: [],
      outbox: { count: 0, oldestMs: 0, isComplete: true },
      window: { from: ago(15 * MINUTE_MS), to: ago(0) },
      accepted: [],
      reached: [],
      durations: [],
      failuresWindow: { from: ago(24 * 60 * MINUTE_MS), to: ago(0) },
      failures: [],
      requestUnits: 24,
    });
  });

  it('counts open jobs by kind and status, with the age of the oldest and how long one was quiet', async () => {
    await synthesis({ status: 'queued', createdAt: ago(90 * SECOND_MS), updatedAt: ago(90 * SECOND_MS) });
    await synthesis({
      status: 'queued',
      createdAt: ago(300 * SECOND_MS),
      updatedAt: ago(300 * SECOND_MS),
      heartbeatAt: ago(5 * SECOND_MS),
    });
    await synthesis({ status: 'running', createdAt: ago(9 * SECOND_MS), updatedAt: ago(2 * SECOND_MS) });
    await documents.store.create(aBatch({ status: 'submitted', createdAt: ago(SECOND_MS), updatedAt: ago(0) }));
    await documents.store.create(aVoice({ status: 'ready' }));
    await documents.store.create(aConsent({ status: 'awaitingRecording' }));
    const { open } = (await read()).jobs;
    expect(open).toEqual([
      { kind: 'synthesis', status: 'queued', count: 2, oldestMs: 300_000, quietMs: 90_000, isComplete: true },
      { kind: 'synthesis', status: 'running', count: 1, oldestMs: 9_000, quietMs: 2_000, isComplete: true },
      { kind: 'batch', status: 'submitted', count: 1, oldestMs: 1_000, quietMs: 0, isComplete: true },
    ]);
  });

  it('counts the age of an erasure from its request, not from when the voice was made', async () => {
    const erasure = { requestedAt: ago(4 * SECOND_MS), attempt: 1, stage: 'removing' } as const;
    const voice = aVoice({ status: 'deleting', createdAt: ago(9_000 * MINUTE_MS), updatedAt: ago(SECOND_MS), erasure });
    await documents.store.create(voice);
    expect((await read()).jobs.open).toMatchObject([{ kind: 'voice', status: 'deleting', oldestMs: 4_000 }]);
  });

  it('tells what was accepted and what ended in the window, each minute, and how long it took', async () => {
    for (const tookMs of [1_000, 2_000, 40_000]) {
      await synthesis({ status: 'succeeded', createdAt: ago(2 * MINUTE_MS + tookMs), updatedAt: ago(2 * MINUTE_MS) });
    }
    await synthesis({ status: 'succeeded', createdAt: ago(40 * MINUTE_MS), updatedAt: ago(14 * MINUTE_MS) });
    await synthesis({ status: 'succeeded', createdAt: ago(40 * MINUTE_MS), updatedAt: ago(16 * MINUTE_MS) });
    await documents.store.create(anUpload({ status: 'accepted', createdAt: ago(0), updatedAt: ago(0) }));
    const { accepted, reached, durations } = (await read()).jobs;
    expect(accepted).toEqual([
      { kind: 'upload', count: 1, perMinute: 0.07 },
      { kind: 'synthesis', count: 3, perMinute: 0.2 },
    ]);
    expect(reached).toEqual([
      { kind: 'upload', status: 'accepted', count: 1, perMinute: 0.07 },
      { kind: 'synthesis', status: 'succeeded', count: 4, perMinute: 0.27 },
    ]);
    expect(durations).toEqual([{ kind: 'synthesis', count: 4, p50Ms: 2_000, p95Ms: 26 * MINUTE_MS }]);
  });

  it('counts the errors of a day by code, the most frequent first, with the last of each', async () => {
    const failed = (code: 'provider-rejected' | 'stalled', minutes: number) =>
      synthesis({ status: 'failed', updatedAt: ago(minutes * MINUTE_MS), failure: { code, detail: 'd' } });
    await failed('stalled', 30);
    await failed('provider-rejected', 600);
    await failed('provider-rejected', 400);
    await failed('provider-rejected', 24 * 60 + 1);
    const rejection = { code: 'too-quiet', detail: 'd', advice: 'a' };
    await documents.store.create(anUpload({ status: 'rejected', updatedAt: ago(MINUTE_MS), rejection }));
    expect((await read()).jobs.failures).toEqual([
      { kind: 'synthesis', code: 'provider-rejected', count: 2, lastAt: ago(400 * MINUTE_MS) },
      { kind: 'upload', code: 'too-quiet', count: 1, lastAt: ago(MINUTE_MS) },
      { kind: 'synthesis', code: 'stalled', count: 1, lastAt: ago(30 * MINUTE_MS) },
    ]);
  });

  it('counts outboxes that were left behind', async () => {
    await synthesis({ status: 'succeeded', updatedAt: ago(60 * SECOND_MS), outbox: [anOutboxMessage()] });
    await synthesis({ status: 'succeeded', updatedAt: ago(14 * SECOND_MS), outbox: [anOutboxMessage()] });
    expect((await read()).jobs.outbox).toEqual({ count: 1, oldestMs: 60_000, isComplete: true });
  });

  it('reads no more of a backlog than its limit, and says that it has left some out', async () => {
    for (let count = 0; count <= MAX_OPEN_JOBS; count++) await synthesis({ status: 'queued', updatedAt: ago(0) });
    expect((await read()).jobs.open).toMatchObject([{ count: MAX_OPEN_JOBS, isComplete: false }]);
  });

  it('keeps rates right when more has changed than it reads: the window is shorter', async () => {
    // Ten a second.
    for (let count = 0; count <= MAX_CHANGED_JOBS; count++) {
      await synthesis({ status: 'succeeded', createdAt: ago(count * 100), updatedAt: ago(count * 100) });
    }
    const { window, accepted, reached } = (await read()).jobs;
    expect(window.from).toBe(ago(99_900));
    expect(accepted).toMatchObject([{ count: 1_000, perMinute: 600.6 }]);
    expect(reached).toMatchObject([{ count: 1_000, perMinute: 600.6 }]);
  });
});
