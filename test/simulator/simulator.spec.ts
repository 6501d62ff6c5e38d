import { inspect } from 'node:util';
import { queryObjects } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobKind } from './clients.ts';
import type { Removal } from './documents.ts';
import { simulateWorld, withVirtualRuntime, type WorldResult } from './simulate.ts';
import { World } from './world.ts';

const JOBS = 800;
const JOBS_PER_WORLD = 40;

/** For machines that have much else to do: on an idle core the longest test takes about 10 s. */
const MAX_MS = 900_000;

/** Each world of `seeds`, as `npm run sim -- --world N` runs it. */
async function simulate(seeds: Iterable<number>, removal?: Removal): Promise<WorldResult[]> {
  return withVirtualRuntime(async () => {
    const results: WorldResult[] = [];
    for (const seed of seeds) {
      const result = await simulateWorld({ seed, jobs: JOBS_PER_WORLD, removal });
      results.push(result);
      if (removal !== undefined && result.violations.length > 0) break;
    }
    return results;
  });
}

/** What a world came to, and all that its processes called and logged, with times and ids. */
async function logOf(seed: number): Promise<{ result: WorldResult; lines: readonly string[] }> {
  const lines: string[] = [];
  const log = (...line: unknown[]): void => void lines.push(inspect(line, { breakLength: Infinity }));
  const result = await withVirtualRuntime(() => simulateWorld({ seed, jobs: JOBS_PER_WORLD, log }));
  return { result, lines };
}

function violationsOf(results: readonly WorldResult[]): string[] {
  return results.flatMap(({ seed, violations }) =>
    violations.map(({ kind, what }) => `seed ${seed}: ${kind}: ${what}`),
  );
}

describe('jobs in simulated time', { timeout: MAX_MS }, () => {
  it('are neither lost nor doubled nor stuck, and leave nothing behind, whatever fails', async () => {
    const results = await simulate(Array.from({ length: JOBS / JOBS_PER_WORLD }, (_, index) => index));
    expect(violationsOf(results)).toEqual([]);
    const kinds = new Set(results.flatMap(({ faults }) => [...faults.keys()]));
    expect(kinds.size).toBeGreaterThanOrEqual(25);
    const accepted = results.reduce((sum, result) => sum + result.accepted, 0);
    expect(accepted).toBeGreaterThan(JOBS * 0.9);
    const succeeded = results.reduce((sum, { ends }) => sum + (ends['synthesis succeeded'] ?? 0), 0);
    expect(succeeded).toBeGreaterThan(JOBS * 0.5);
  });

  it('go the same way again with the same seed', async () => {
    const [one, other] = [await logOf(7), await logOf(7)];
    expect(one.lines.length).toBeGreaterThan(5_000);
    expect(other).toEqual(one);
  });

  it('leave nothing in memory when their world ends', async () => {
    const worlds = await withVirtualRuntime(async () => {
      for (const seed of [1, 2, 3]) await simulateWorld({ seed, jobs: 10 });
      return queryObjects(World, { format: 'count' });
    });
    expect(worlds).toBe(1);
  });

  it.each([
    ['stands still', 0],
    ['takes longer for each step than a turn of the event loop may last', 20],
    ['takes seconds for each step', 2_000],
  ])('go the same way on a machine that %s', async (_, stepMs) => {
    const usual = await logOf(8);
    let now = performance.now();
    using _clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += stepMs));
    expect(await logOf(8)).toEqual(usual);
  });

  // Seeds that found something once, each with what was repaired.
  it.each([
    [1_000_002, 'the removal of audio overtook its storing when a synthesis was canceled'],
    [1_001_940, 'a container of samples was created by a call that came when its voice was long ready'],
    [3_000_084, 'an API process died between canceling an enrollment and saying so in its operation'],
    [3_000_100, 'an API process died between canceling a queued synthesis and saying so in its operation'],
    [3_000_136, 'a worker stood still while it spoke, and another took over'],
  ])('pass with seed %i, with which %s', async (seed) => {
    expect(violationsOf(await simulate([seed]))).toEqual([]);
  });
});

describe('a backlog of hours', { timeout: MAX_MS }, () => {
  const HOUR_MS = 3_600_000;

  it.each([6, 30])('of %i hours costs no queued synthesis its end, while sweeps go on', async (hours) => {
    const backlog = { queues: ['speech-synthesis'] as const, ms: hours * HOUR_MS };
    const [result] = await withVirtualRuntime(async () => [
      await simulateWorld({ seed: 1, jobs: JOBS_PER_WORLD, kind: 'synthesis', faults: [], backlog }),
    ]);
    expect(result?.violations).toEqual([]);
    expect(result?.ends['synthesis succeeded']).toBe(JOBS_PER_WORLD);
  });

  it('costs no enrollment its end, whichever of its queues are behind, and nothing at all under faults', async () => {
    const queues = ['audio-uploads', 'voice-enrollment', 'speech-synthesis'] as const;
    const [calm, stormy] = await withVirtualRuntime(async () => {
      const results: [WorldResult[], WorldResult[]] = [[], []];
      for (const [seed, behind] of [[queues[0]], [queues[1]], queues].entries()) {
        const backlog = { queues: behind, ms: 6 * HOUR_MS };
        results[0].push(await simulateWorld({ seed, jobs: 10, kind: 'enrollment', faults: [], backlog }));
      }
      const backlog = { queues, ms: 6 * HOUR_MS };
      results[1].push(await simulateWorld({ seed: 3, jobs: JOBS_PER_WORLD, backlog }));
      return results;
    });
    expect(violationsOf([...calm, ...stormy])).toEqual([]);
    // What Azure or a recording is to blame for, and the voices that cannot do without it; never that something took long.
    const causesOf = new Map([
      ['voice sample-rejected', ['upload audio-undecodable']],
      // Azure gives no reason by which a recording that it refuses can be told from one that it could not fetch.
      ['voice consent-not-active', ['consent consent-refused', 'consent audio-unreachable']],
      ['voice voice-training-failed', []],
    ]);
    for (const { reasons } of [...calm, ...stormy]) {
      const known = [...causesOf.entries()].flat(2);
      expect(Object.keys(reasons).filter((reason) => !known.includes(reason))).toEqual([]);
      for (const [effect, causes] of causesOf) {
        if (causes.length === 0) continue;
        expect(reasons[effect] ?? 0).toBeLessThanOrEqual(causes.reduce((sum, cause) => sum + (reasons[cause] ?? 0), 0));
      }
    }
    const ready = calm.reduce((sum, { ends }) => sum + (ends['voice ready'] ?? 0), 0);
    expect(ready).toBeGreaterThan(20);
    expect(stormy[0]?.ends['synthesis succeeded']).toBeGreaterThan(20);
  });
});

describe('the checker', { timeout: MAX_MS }, () => {
  // A lost message needs a crash at the right moment: `npm run sim:removals` finds the world in which the outbox is missed.
  it.each<Removal>(['etag', 'message-id'])('notices when the %s is taken out of the product', async (removal) => {
    const results = await simulate(
      // It ends with the first world in which something is noticed.
      Array.from({ length: 60 }, (_, index) => index),
      removal,
    );
    expect(violationsOf(results)).not.toEqual([]);
  });
});

describe('a worker that is killed at one point of its work', { timeout: MAX_MS }, () => {
  const worlds = new Map<JobKind, { seed: number; points: readonly string[] }>();
  /** A call that its work must contain for the list to be whole: a synthesis may also be canceled before it is spoken. */
  const essential = (kind: JobKind): string =>
    kind === 'enrollment' ? 'provider.createPersonalVoice' : 'speech.begin';
  // An enrollment has the most calls by far: `npm run sim:kill-points` has it.
  const kinds: readonly JobKind[] =
    process.env['SIM_KILL_POINTS'] === undefined ? ['synthesis', 'canceled-synthesis'] : ['enrollment'];

  beforeAll(async () => {
    for (const kind of kinds) {
      await withVirtualRuntime(async () => {
        for (let seed = 1; seed <= 20 && !worlds.get(kind)?.points.includes(essential(kind)); seed++) {
          const { points } = await simulateWorld({ seed, jobs: 1, kind, faults: [], listPoints: true });
          worlds.set(kind, { seed, points });
        }
      });
    }
  });
  afterAll(() => {
    for (const [kind, { points }] of worlds) {
      console.log(`${kind}: killed before and after each of ${points.length} calls`);
    }
  });

  it.each(kinds)('loses, doubles and leaves nothing of the job %s, wherever that is', async (kind) => {
    const { seed, points: listed } = worlds.get(kind) ?? { seed: 0, points: [] };
    expect(listed.length).toBeGreaterThan(10);
    expect(listed).toContain(essential(kind));
    const results = await withVirtualRuntime(async () => {
      const killed: WorldResult[] = [];
      for (const call of listed.keys()) {
        for (const when of ['before', 'after'] as const) {
          killed.push(await simulateWorld({ seed, jobs: 1, kind, faults: [], killPoint: { call, when } }));
        }
      }
      return killed;
    });
    const found = results.flatMap(({ violations }, index) =>
      violations.map((violation) => `${index % 2 === 0 ? 'before' : 'after'} ${listed[index >> 1]}: ${violation.what}`),
    );
    expect(found).toEqual([]);
    expect(results.every(({ accepted }) => accepted === 1)).toBe(true);
  });
});
