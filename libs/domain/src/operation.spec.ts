import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceOperation, type Operation, type OperationState } from './operation.ts';

const QUEUED: Operation = {
  id: 'op_1',
  kind: 'operation',
  type: 'voice.enrollment',
  tenantId: 't',
  ownerId: 'o',
  subject: { kind: 'voice', id: 'vce_1' },
  status: 'queued',
  stage: 'queued',
  progress: 0,
  events: [{ sequence: 1, at: '2026-11-22T00:00:00.000Z', status: 'queued', stage: 'queued', progress: 0 }],
  createdAt: '2026-11-22T00:00:00.000Z',
  updatedAt: '2026-11-22T00:00:00.000Z',
  outbox: [],
};
const AT = '2026-11-22T00:00:01.000Z';

const stateArbitrary: fc.Arbitrary<OperationState> = fc.record({
  status: fc.constantFrom('queued', 'running', 'succeeded', 'failed', 'canceled'),
  stage: fc.constantFrom('queued', 'transcribing', 'training', 'done'),
  progress: fc.constantFrom(0, 0.25, 0.5, 1),
});

describe(advanceOperation.name, () => {
  it('adds an event for each change', () => {
    const running = advanceOperation(QUEUED, { status: 'running', stage: 'transcribing', progress: 0.3 }, AT);
    expect(running).toMatchObject({ status: 'running', stage: 'transcribing', progress: 0.3, updatedAt: AT });
    expect(running.events.map(({ sequence, stage }) => [sequence, stage])).toEqual([
      [1, 'queued'],
      [2, 'transcribing'],
    ]);
  });

  it('is the same object when there is no news, so that nothing is written', () => {
    const running = advanceOperation(QUEUED, { status: 'running', stage: 'transcribing', progress: 0.3 }, AT);
    expect(advanceOperation(running, { status: 'running', stage: 'transcribing', progress: 0.3 }, AT)).toBe(running);
  });

  it('never goes back, never leaves an end, and numbers its events without gaps, whatever order states arrive in', () => {
    fc.assert(
      fc.property(fc.array(stateArbitrary, { maxLength: 20 }), (states) => {
        let operation = QUEUED;
        for (const state of states) {
          const next = advanceOperation(operation, state, AT);
          const hadEnded = ['succeeded', 'failed', 'canceled'].includes(operation.status);
          if (hadEnded) expect(next).toBe(operation);
          if (['queued', 'running'].includes(next.status))
            expect(next.progress).toBeGreaterThanOrEqual(operation.progress);
          operation = next;
        }
        expect(operation.events.map(({ sequence }) => sequence)).toEqual(operation.events.map((_, index) => index + 1));
      }),
    );
  });
});
