import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runToEnd } from '#loop';
import { joinedPcm } from './joined-pcm.ts';
import { type JoinPart, planJoin } from './plan-join.ts';
import { findSpeechEdgesInSteps, samplesOf } from './speech-edges.ts';

const RATE = 24_000;
/** −60 dBFS, as a step from one sample to the next. */
const AUDIBLE_STEP = 32.8;

/** A loud hum that starts and stops in the middle of its wave, with silence around it. */
function part(leadingMs: number, speechMs: number, trailingMs: number): Int16Array {
  const at = (ms: number): number => Math.round((ms * RATE) / 1000);
  const pcm = new Int16Array(at(leadingMs) + at(speechMs) + at(trailingMs));
  for (let i = 0; i < at(speechMs); i++) pcm[at(leadingMs) + i] = Math.round(20_000 * Math.cos(i * 0.05));
  return pcm;
}

async function join(parts: readonly Int16Array[], gap: JoinPart['gap'], pauseAfterMs = 0, chunkBytes = 1_001) {
  const edges = parts.map((pcm) => ({ ...runToEnd(findSpeechEdgesInSteps(pcm, RATE)), gap, pauseAfterMs }));
  const plan = planJoin(edges, RATE);
  const stream = joinedPcm(plan, async function* (index, offset, count) {
    const bytes = Buffer.from(parts[index]?.buffer ?? new ArrayBuffer(0)).subarray(offset, offset + count);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield Uint8Array.from(bytes.subarray(at, at + chunkBytes));
  });
  return { plan, edges, pcm: samplesOf(await collected(stream)) };
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe(findSpeechEdgesInSteps.name, () => {
  it('finds the silence around speech and the pauses in it', () => {
    const pcm = Int16Array.from([...part(100, 500, 200), ...part(100, 300, 50)]);
    expect(runToEnd(findSpeechEdgesInSteps(pcm, RATE))).toEqual({
      samples: RATE * 1.25,
      leadingSilence: RATE * 0.1,
      trailingSilence: RATE * 0.05,
      pauses: [{ start: RATE * 0.6, end: RATE * 0.9 }],
    });
    expect(runToEnd(findSpeechEdgesInSteps(new Int16Array(100), RATE))).toMatchObject({
      leadingSilence: 100,
      trailingSilence: 100,
    });
  });
});

describe('joining', () => {
  it('has no step above −60 dBFS at any join, the length it planned, and all speech', async () => {
    const shape = fc.record({
      leadingMs: fc.integer({ min: 0, max: 300 }),
      speechMs: fc.integer({ min: 20, max: 300 }),
      trailingMs: fc.integer({ min: 0, max: 1_200 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(shape, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 400 }),
        async (shapes, minMs, moreMs, pauseAfterMs) => {
          const parts = shapes.map(({ leadingMs, speechMs, trailingMs }) => part(leadingMs, speechMs, trailingMs));
          const { plan, pcm, edges } = await join(parts, { minMs, maxMs: minMs + moreMs }, pauseAfterMs);
          expect(pcm.length).toBe(plan.totalSamples);
          plan.spans.forEach(({ from, to, at, silenceAfter }, index) => {
            const { leadingSilence = 0, trailingSilence = 0, samples = 0 } = edges[index] ?? {};
            expect(from).toBeLessThanOrEqual(leadingSilence);
            expect(to).toBeGreaterThanOrEqual(Math.max(from, samples - trailingSilence));
            if (index === plan.spans.length - 1) return;
            const end = at + to - from;
            for (const join of [end, end + silenceAfter]) {
              expect(Math.abs((pcm[join] ?? 0) - (pcm[join - 1] ?? 0))).toBeLessThanOrEqual(AUDIBLE_STEP);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shortens pauses that are too long, lengthens those that are too short, and adds what was requested', async () => {
    const parts = [part(50, 500, 1_000), part(200, 500, 20), part(10, 500, 300)];
    const { plan, pcm } = await join(parts, { minMs: 200, maxMs: 700 }, 1_000);
    expect((pcm.length / RATE) * 1000).toBeCloseTo(50 + 500 + 700 + 1_000 + 500 + 200 + 1_000 + 500 + 300, 0);
    expect(plan.spans.map(({ at }) => Math.round((at / RATE) * 1000))).toHaveLength(3);
    const { pauses } = runToEnd(findSpeechEdgesInSteps(pcm, RATE));
    expect(pauses.map(({ start, end }) => Math.round(((end - start) / RATE) * 1000))).toEqual([1_700, 1_200]);
  });

  it('is the part itself when there is one, and refuses a part that is shorter than planned', async () => {
    const only = part(100, 300, 100);
    expect((await join([only], { minMs: 0, maxMs: 0 })).pcm).toEqual(only);
    const plan = planJoin(
      [{ ...runToEnd(findSpeechEdgesInSteps(only, RATE)), gap: { minMs: 0, maxMs: 0 }, pauseAfterMs: 0 }],
      RATE,
    );
    const short = joinedPcm(plan, async function* () {
      yield new Uint8Array(10);
    });
    await expect(collected(short)).rejects.toThrow('5 of 12000');
  });
});
