import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONSENT_TRANSITIONS } from './consent.ts';
import { ServiceError } from './errors.ts';
import { BATCH_CHUNK_LIFECYCLE } from './batch.ts';
import { HOOK_TRANSITIONS } from './hook.ts';
import { transitionsOf } from './lifecycle.ts';
import { OPERATION_TRANSITIONS } from './operation.ts';
import { canTransition, isTerminal, transition, type TransitionTable } from './state-machine.ts';
import { SYNTHESIS_TRANSITIONS } from './synthesis.ts';
import { UPLOAD_TRANSITIONS } from './upload.ts';
import { VOICE_TRANSITIONS } from './voice.ts';

const TABLES: Record<string, TransitionTable<string>> = {
  upload: UPLOAD_TRANSITIONS,
  consent: CONSENT_TRANSITIONS,
  voice: VOICE_TRANSITIONS,
  synthesis: SYNTHESIS_TRANSITIONS,
  operation: OPERATION_TRANSITIONS,
  hook: HOOK_TRANSITIONS,
  chunk: transitionsOf(BATCH_CHUNK_LIFECYCLE),
};

/** States that may follow each other back and forth: a suspended voice comes back with its consent. */
const ALLOWED_CYCLES = [['ready', 'suspended']];

describe.each(Object.entries(TABLES))('the state machine of %s', (_, table) => {
  const states = Object.keys(table);

  it('names only states that it has', () => {
    expect(
      Object.values(table)
        .flat()
        .every((state) => states.includes(state)),
    ).toBe(true);
  });

  it('reaches an end from every state', () => {
    const reachesEnd = (state: string, seen: readonly string[]): boolean =>
      isTerminal(table, state) ||
      (table[state] ?? []).some((next) => !seen.includes(next) && reachesEnd(next, [...seen, next]));
    expect(states.filter((state) => !reachesEnd(state, [state]))).toEqual([]);
  });

  it('never returns to a state it has left, whatever is asked of it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { maxLength: 30 }), (wanted) => {
        let document = { id: 'x', status: states[0] ?? '' };
        const visited = [document.status];
        for (const to of wanted) {
          if (!canTransition(table, document.status, to)) {
            expect(() => transition(table, document, to)).toThrow(ServiceError);
            continue;
          }
          document = transition(table, document, to);
          const isCycle = ALLOWED_CYCLES.some((cycle) => cycle.includes(to));
          if (!isCycle) expect(visited).not.toContain(to);
          visited.push(to);
        }
      }),
    );
  });
});
