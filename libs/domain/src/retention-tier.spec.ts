import { describe, expect, it } from 'vitest';
import { movableClassOf, tierMoves, tiersOf } from './retention-tier.ts';

describe(tierMoves.name, () => {
  it('takes those of the tenant’s own rules, and those of the deployment for the rest', () => {
    const cool = { tier: 'cool', afterDays: 30 } as const;
    const cold = { tier: 'cold', afterDays: 90 } as const;
    const defaults = { result: cool, sample: cool, batch: cool };
    // The rule for samples says nothing of a move: they are not moved.
    const moves = tierMoves({ result: null, sample: 365 }, { result: cold }, defaults);
    expect(moves).toEqual({ result: cold, batch: cool });
    expect(tierMoves({}, {}, {})).toEqual({});
  });
});

describe(tiersOf.name, () => {
  it('are the online tiers that are colder than where the files are stored', () => {
    expect(tiersOf('result')).toEqual(['cool', 'cold']);
    expect(tiersOf('archive')).toEqual(['cold']);
    expect(tiersOf('deliveryLog')).toEqual([]);
    expect(movableClassOf('usage')).toBeUndefined();
  });
});
