import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileLimits, type HostileOutcome, hostileProfiles, runHostile } from '../testing/hostile/hostile-run.ts';
import { type HostileFile, hostileFiles, mutations } from '../testing/hostile/hostile-set.ts';
import { makeSeeds } from '../testing/hostile/seeds.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { AudioProcessorPool } from './audio-processor-pool.ts';

/** `npm run test:hostile` takes 10,000. */
const mutationCount = 300;

const folder = new TestFolder();
const pool = new AudioProcessorPool({ workers: 2, limits: hostileLimits, profiles: hostileProfiles });
const seeds = makeSeeds();

beforeAll(() => pool.start());
afterAll(async () => {
  await pool.close();
  folder.dispose();
});

async function outcomesOf(files: readonly HostileFile[]): Promise<readonly HostileOutcome[]> {
  return runHostile(files, { folder: folder.path, pool, parallel: 4 });
}

function complaints(outcomes: readonly HostileOutcome[]): readonly string[] {
  return outcomes.flatMap(({ name, complaint }) => (complaint === undefined ? [] : [`${name}: ${complaint}`]));
}

describe('hostile files', () => {
  it('are made from sound ones', async () => {
    const outcomes = await outcomesOf(seeds.map(({ name, bytes }) => ({ name, bytes: () => bytes })));
    expect(outcomes.filter(({ outcome }) => outcome.startsWith('audio-') || outcome === 'error')).toEqual([]);
  });

  it('each end in a result or a stable code, within their limits', async () => {
    const files = hostileFiles(seeds);
    expect(files.length).toBeGreaterThan(250);
    expect(complaints(await outcomesOf(files))).toEqual([]);
  }, 240_000);

  it(`also ${mutationCount} random mutations of sound files`, async () => {
    const outcomes = await outcomesOf(mutations(seeds, mutationCount));
    expect(complaints(outcomes)).toEqual([]);
    expect(new Set(outcomes.map(({ outcome }) => outcome)).size).toBeGreaterThan(4);
  }, 240_000);

  it.each([4230])('also mutation %i, which once ended without a report', async (number) => {
    expect(complaints(await outcomesOf(mutations(seeds, seeds.length, number)))).toEqual([]);
  });

  it('leave the pool able to work', async () => {
    const [good] = await outcomesOf([{ name: 'sound', bytes: () => seeds[0]?.bytes ?? Buffer.alloc(0) }]);
    expect(good?.outcome).not.toMatch(/^audio-|error/);
  });
});
