import { describe, expect, it } from 'vitest';
import type { Operation } from '#domain';
import { RecordedMetrics } from '#observability/testing';
import { recordEnd } from './operation-metrics.ts';

const AT = '2026-11-22T10:00:00.000Z';
const LATER = '2026-11-22T10:01:30.000Z';

function operation(changes: Partial<Operation>): Operation {
  const state = { status: 'queued', stage: 'queued', progress: 0 } as const;
  return {
    id: 'op_1',
    kind: 'operation',
    type: 'speech.synthesis',
    tenantId: 'tenant',
    ownerId: 'owner',
    subject: { kind: 'synthesis', id: 'syn_1' },
    ...state,
    events: [{ ...state, sequence: 1, at: AT }],
    // Of the subject, which may be far older than this operation.
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: LATER,
    outbox: [],
    ...changes,
  };
}

describe(recordEnd, () => {
  it('counts what has ended, with its error, and how long it took since it was accepted', () => {
    using recorded = new RecordedMetrics();
    recordEnd(operation({ status: 'failed', error: { code: 'provider-rejected', detail: 'x' } }));
    const kind = { 'voice.operation.type': 'speech.synthesis', 'voice.operation.status': 'failed' };
    expect(recorded.metrics).toEqual([
      { name: 'voice.operations.finished', value: 1, attributes: { ...kind, 'error.type': 'provider-rejected' } },
      { name: 'voice.operation.duration', value: 90, attributes: { ...kind, 'voice.objective': 'missed' } },
    ]);
  });

  it('does not count what goes on', () => {
    using recorded = new RecordedMetrics();
    recordEnd(operation({ status: 'running' }));
    expect(recorded.metrics).toEqual([]);
  });

  it('notes the end of a batch and of an erasure as events', () => {
    using recorded = new RecordedMetrics();
    recordEnd(operation({ type: 'speech.batch', status: 'canceled', subject: { kind: 'batch', id: 'bat_1' } }));
    recordEnd(operation({ type: 'voice.erasure', status: 'failed', subject: { kind: 'voice', id: 'vce_1' } }));
    recordEnd(operation({ type: 'voice.erasure', status: 'succeeded', subject: { kind: 'voice', id: 'vce_1' } }));
    expect(recorded.events).toEqual([
      { name: 'batch.finished', attributes: { subjectId: 'bat_1', outcome: 'canceled' } },
      { name: 'erasure.finished', attributes: { subjectId: 'vce_1', kind: 'voice' } },
    ]);
    expect(recorded.of('voice.operation.duration').map(({ attributes }) => attributes['voice.objective'])).toContain(
      'none',
    );
  });
});
