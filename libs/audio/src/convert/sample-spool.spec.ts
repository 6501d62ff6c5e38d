import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { TestFolder } from '../testing/test-folder.ts';
import { concatSamples } from '../testing/test-wav.ts';
import { SampleSpool } from './sample-spool.ts';
import { crossfadeSamples, splicedBlocks, splicedLength } from './spliced-reader.ts';

const folder = new TestFolder();
afterAll(() => folder.dispose());

function ramp(from: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => from + i);
}

function collect(blocks: Iterable<Float32Array>): Float32Array {
  return concatSamples(...Array.from(blocks, (block) => block.slice()));
}

describe('SampleSpool', () => {
  it('gives back what it took, in memory and through its file, and removes the file', () => {
    const path = folder.fresh();
    const spool = new SampleSpool(path);
    const total = 15_000_000;
    for (let from = 0; from < total; from += 700_001) spool.append(ramp(from, Math.min(700_001, total - from)));
    expect(spool.length).toBe(total);
    expect(existsSync(path)).toBe(true);
    let at = 0;
    for (const block of spool.blocks()) {
      expect(block[0]).toBe(at);
      expect(block.at(-1)).toBe(at + block.length - 1);
      at += block.length;
    }
    expect(at).toBe(total);
    expect(collect(spool.blocks(12_582_907, 12_582_917))).toEqual(ramp(12_582_907, 10));
    spool.close();
    expect(existsSync(path)).toBe(false);
  });

  it('needs no file for a short recording', () => {
    const path = folder.fresh();
    const spool = new SampleSpool(path);
    spool.append(ramp(0, 100_000));
    expect(existsSync(path)).toBe(false);
    expect(collect(spool.blocks(99_990, 100_000))).toEqual(ramp(99_990, 10));
    expect(collect(spool.blocks(5, 5))).toHaveLength(0);
    spool.close();
  });
});

describe('splicedBlocks', () => {
  it('joins spans of a constant without a dip', () => {
    const spool = new SampleSpool(folder.fresh());
    spool.append(new Float32Array(100_000).fill(0.5));
    const spans = [{ from: 0, to: 10_000 }, { from: 50_000, to: 60_000 }, { from: 99_000, to: 100_000 }]; // prettier-ignore
    const joined = collect(splicedBlocks(spool, spans));
    expect(joined).toHaveLength(21_000 - 2 * crossfadeSamples);
    for (const value of joined) expect(value).toBeCloseTo(0.5, 6);
    spool.close();
  });

  it('yields as many samples as it says, for any spans', () => {
    const spool = new SampleSpool(folder.fresh());
    spool.append(ramp(0, 60_000));
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 60_000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(cuts, (points) => {
        const sorted = points.toSorted((a, b) => a - b);
        const spans = sorted.slice(1).flatMap((to, i) => (i % 2 === 0 ? [{ from: sorted[i] as number, to }] : []));
        expect(collect(splicedBlocks(spool, spans))).toHaveLength(splicedLength(spans));
      }),
    );
    spool.close();
  });
});
