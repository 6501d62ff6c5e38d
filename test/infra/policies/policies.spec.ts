import { beforeAll, describe, expect, it } from 'vitest';
import { PREDICTED, type Predicted } from '../infra-check.ts';
import { POLICY_EXCEPTIONS } from './exceptions.ts';
import { POLICIES } from './index.ts';
import type { Policy } from './policy.ts';
import { JsonSnapshot } from './snapshot.ts';

const MIN_POLICIES = 60;

const snapshots = new Map<Predicted, JsonSnapshot>();
beforeAll(async () => {
  for (const set of PREDICTED) snapshots.set(set, await JsonSnapshot.read(set));
});

function snapshotOf(set: Predicted): JsonSnapshot {
  const snapshot = snapshots.get(set);
  if (snapshot === undefined) throw new Error(`there is no snapshot of ${set}`);
  return snapshot;
}

/** The rules that find something, with what they find. */
function findingsIn(snapshot: JsonSnapshot): Record<string, readonly string[]> {
  const verdicts = POLICIES.filter(({ sets }) => sets.includes(snapshot.set)).map(
    (policy) => [policy.id, policy.check(snapshot).findings] as const,
  );
  return Object.fromEntries(verdicts.filter(([, findings]) => findings.length > 0));
}

function broken({ mutation }: Policy, set: Predicted): JsonSnapshot {
  const snapshot = snapshotOf(set).copy();
  mutation.change(snapshot);
  return snapshot;
}

describe('the policies', () => {
  it(`are ${MIN_POLICIES} or more, each with an id of its own and a reason`, () => {
    expect(POLICIES.length).toBeGreaterThanOrEqual(MIN_POLICIES);
    expect(new Set(POLICIES.map(({ id }) => id)).size).toBe(POLICIES.length);
    expect(POLICIES.filter(({ id }) => !/^[a-z0-9-]+\/[a-z0-9-]+$/.test(id))).toEqual([]);
    expect(POLICIES.filter(({ reason }) => !/^[A-Z“`*].{20,}\.$/.test(reason)).map(({ id }) => id)).toEqual([]);
    expect(POLICIES.filter(({ sets }) => sets.length === 0)).toEqual([]);
  });

  it('cite rules of PSRule for Azure in one form', () => {
    const cited = POLICIES.flatMap(({ azr }) => azr ?? []);
    expect(cited.filter((azr) => !/^(AZR-\d{6} )?Azure\.\w+\.\w+$/.test(azr))).toEqual([]);
    expect(cited.length).toBeGreaterThan(20);
  });

  it('have exceptions that name policies of their set', () => {
    for (const { set, parameter, policies } of POLICY_EXCEPTIONS) {
      const known = POLICIES.filter(({ sets }) => sets.includes(set)).map(({ id }) => id);
      expect(policies.length, parameter).toBeGreaterThan(0);
      expect(
        policies.filter((id) => !known.includes(id)),
        parameter,
      ).toEqual([]);
    }
  });

  describe.each(PREDICTED)('in the set %s', (set) => {
    it('find nothing', () => {
      expect(findingsIn(snapshotOf(set))).toEqual({});
    });

    it('each look at something', () => {
      const idle = POLICIES.filter(({ sets }) => sets.includes(set)).filter(
        (policy) => policy.check(snapshotOf(set)).subjects === 0,
      );
      expect(idle.map(({ id }) => id)).toEqual([]);
    });

    it.each(POLICIES.filter(({ sets }) => sets.includes(set)))('$id alone finds what breaks it', (policy) => {
      expect(Object.keys(findingsIn(broken(policy, set)))).toEqual([policy.id]);
    });

    it('are broken by changes of which no two are the same', () => {
      const mutants = POLICIES.filter(({ sets }) => sets.includes(set)).map((policy) => {
        const { resources, outputs, diagnostics } = broken(policy, set);
        return JSON.stringify({ resources, outputs, diagnostics });
      });
      expect(new Set(mutants).size).toBe(mutants.length);
    });
  });
});
