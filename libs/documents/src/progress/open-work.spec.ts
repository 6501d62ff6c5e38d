import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { LIFECYCLES, type DrivenKind, requeuedStatuses } from '#domain';
import { aConsent, anId, anOutboxMessage, aSynthesis, aVoice } from '#domain/testing';
import { OpenWork, stalledAfterMs } from '#documents';
import { RecordedMetrics } from '#observability/testing';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();
const STALLED_MS = stalledAfterMs('synthesis.run');

let documents: TestDocuments;
let work: OpenWork;

beforeEach(() => {
  documents = new TestDocuments();
  work = new OpenWork(documents.store, undefined);
});

const synthesis = (more: Parameters<typeof aSynthesis>[0], number = 1) =>
  documents.store.create(aSynthesis({ id: anId('synthesis', number), updatedAt: ago(STALLED_MS * 3), ...more }));

describe(OpenWork.name, () => {
  it('finds nothing while all has ended and every outbox is empty', async () => {
    await synthesis({ status: 'succeeded' });
    await documents.store.create(aVoice({ status: 'ready' }));
    expect(await work.look(NOW)).toEqual({ isOpen: false, isLeftBehind: false, isStalled: false });
  });

  it.each([
    ['is being spoken', { status: 'running', updatedAt: ago(STALLED_MS - 1_000) }, false],
    ['shows no sign of life', { status: 'running', updatedAt: ago(STALLED_MS) }, true],
    [
      'waits longer after each requeue',
      { status: 'queued', updatedAt: ago(STALLED_MS), redrives: { total: 1, step: 'synthesis.run', ofStep: 1 } },
      false,
    ],
    ['showed a sign of life without a change', { status: 'running', heartbeatAt: ago(1_000) }, false],
  ] as const)('knows what has stalled: a synthesis that %s', async (_, more, isStalled) => {
    await synthesis(more);
    expect(await work.look(NOW)).toEqual({ isOpen: true, isLeftBehind: false, isStalled });
  });

  it.each([
    ['a moment ago', 14_000, false],
    ['longer ago than anybody takes to publish it', 16_000, true],
  ])('knows an outbox that was left behind: written %s', async (_, ageMs, isLeftBehind) => {
    await synthesis({ status: 'succeeded', updatedAt: ago(ageMs), outbox: [anOutboxMessage()] });
    expect(await work.look(NOW)).toEqual({ isOpen: true, isLeftBehind, isStalled: false });
  });

  it.each([
    ['waits for longer than it takes to look again', 600_001, { isOpen: false, isLeftBehind: false }],
    ['waits for less', 600_000 - 1, { isOpen: true, isLeftBehind: false }],
    ['is due now', -1, { isOpen: true, isLeftBehind: true }],
  ])('leaves a reply that its queue has not taken alone until it is due: one that %s', async (_, dueInMs, expected) => {
    const reply = anOutboxMessage({ type: 'request.finished', failures: 3, scheduledFor: ago(-dueInMs) });
    await synthesis({ status: 'succeeded', outbox: [reply] });
    expect(await work.look(NOW)).toEqual({ ...expected, isStalled: false });
  });

  it('does not take many such replies for work that needs sweeps', async () => {
    const reply = anOutboxMessage({ type: 'request.finished', failures: 6, scheduledFor: ago(-3_600_000) });
    for (let number = 0; number < 100; number += 1) await synthesis({ status: 'succeeded', outbox: [reply] }, number);
    expect(await work.look(NOW)).toEqual({ isOpen: false, isLeftBehind: false, isStalled: false });
  });

  it('records how old messages are that nobody took out, but not of those that may wait on their queue', async () => {
    using recorded = new RecordedMetrics();
    const runs = anOutboxMessage({ occurredAt: ago(900_000) });
    const voice = anId('voice');
    const trains = anOutboxMessage({ type: 'voice.create', subjectId: voice, occurredAt: ago(700_000) });
    await synthesis({ status: 'queued', outbox: [{ ...runs, subjectId: anId('synthesis', 1) }] });
    await documents.store.create(aVoice({ id: voice, status: 'validating', outbox: [trains] }));
    await work.look(NOW);
    expect(recorded.of('voice.outbox.age')).toEqual([
      { value: 700, attributes: { 'messaging.destination.name': 'voice-enrollment' } },
    ]);
  });

  it('does not wait for what waits for a person', async () => {
    const erasure = {
      requestedAt: ago(0),
      operationId: anId('operation', 1),
      attempt: 1,
      stage: 'removing',
      failure: { code: 'internal', detail: 'no' },
    } as const;
    await documents.store.create(aConsent({ status: 'deleting', updatedAt: ago(STALLED_MS * 9), erasure }));
    expect(await work.look(NOW)).toEqual({ isOpen: false, isLeftBehind: false, isStalled: false });
  });

  it('takes more than it reads for work that needs sweeps', async () => {
    for (let number = 0; number < 100; number += 1) await synthesis({ status: 'queued', updatedAt: ago(0) }, number);
    expect(await work.look(NOW)).toEqual({ isOpen: true, isLeftBehind: true, isStalled: true });
  });

  it('asks one question', async () => {
    await work.look(NOW);
    expect(documents.container.calls).toBe(1);
  });

  it('may ask for kinds and statuses apart: none of these kinds rests in a status in which another is moved on', () => {
    const kinds = Object.keys(LIFECYCLES) as DrivenKind[];
    const moved = new Set(kinds.flatMap((kind) => requeuedStatuses(kind)));
    for (const kind of kinds) {
      const resting = Object.keys(LIFECYCLES[kind]).filter((status) => !requeuedStatuses(kind).includes(status));
      expect(resting.filter((status) => moved.has(status))).toEqual([]);
    }
  });
});
