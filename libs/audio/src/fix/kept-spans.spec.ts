import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import { defaultAudioProfiles } from '../judge/audio-profile.ts';
import type { AudioMeasurements, TimeSpan } from '../report/audio-report.ts';
import { chooseKeptSpans, totalMs } from './kept-spans.ts';

const personal = defaultAudioProfiles['personal-voice'];

/** The measurements that cutting looks at. */
function measured(durationMs: number, changes: Partial<AudioMeasurements> = {}): AudioMeasurements {
  return stub<AudioMeasurements>({
    durationMs,
    silencePercent: 10,
    clippingRuns: [],
    speakerChangesMs: [],
    speakerDistance: null,
    ...changes,
  });
}

function span(startMs: number, endMs: number): TimeSpan {
  return { startMs, endMs };
}

describe('chooseKeptSpans', () => {
  it('keeps a good recording whole', () => {
    const { spans, fixes } = chooseKeptSpans(measured(10_000), [span(200, 5_000), span(5_500, 9_800)], personal);
    expect(spans).toEqual([span(0, 10_000)]);
    expect(fixes.size).toBe(0);
  });

  it('leaves 200 ms where it trims the edges', () => {
    const { spans, fixes } = chooseKeptSpans(measured(20_000), [span(3_000, 15_000)], personal);
    expect(spans).toEqual([span(2_800, 15_200)]);
    expect([...fixes]).toEqual(['trim-silence']);
  });

  it('shortens a long pause to 800 ms', () => {
    const { spans, fixes } = chooseKeptSpans(measured(20_000), [span(100, 8_000), span(12_000, 19_900)], personal);
    expect(spans).toEqual([span(0, 8_400), span(11_600, 20_000)]);
    expect([...fixes]).toEqual(['collapse-silence']);
  });

  it('shortens shorter pauses too where the whole is mostly silent', () => {
    const segments = [span(0, 2_000), span(3_500, 5_500), span(7_000, 9_000)];
    expect(chooseKeptSpans(measured(9_000), segments, personal).spans).toHaveLength(1);
    expect(chooseKeptSpans(measured(9_000, { silencePercent: 45 }), segments, personal).spans).toHaveLength(3);
  });

  it('never cuts a consent', () => {
    const segments = [span(5_000, 8_000), span(20_000, 25_000)];
    const { spans, fixes } = chooseKeptSpans(measured(60_000), segments, defaultAudioProfiles.consent);
    expect(spans).toEqual([span(0, 60_000)]);
    expect(fixes.size).toBe(0);
  });

  it('chooses the window without clipping', () => {
    const segments = Array.from({ length: 18 }, (_, i) => span(i * 10_000, i * 10_000 + 9_000));
    const clippingRuns = [5_000, 25_000, 45_000, 65_000].map((at) => ({
      ...span(at, at + 1),
      channel: 0,
      samples: 40,
    }));
    const { spans, fixes } = chooseKeptSpans(measured(180_000, { clippingRuns }), segments, personal);
    expect(fixes).toContain('select-window');
    expect(spans[0]?.startMs).toBeGreaterThan(65_000);
    expect(totalMs(spans)).toBeLessThanOrEqual(90_000);
    expect(totalMs(spans)).toBeGreaterThan(80_000);
  });

  it('cuts a single breathless segment to the limit', () => {
    const { spans } = chooseKeptSpans(measured(200_000), [span(0, 200_000)], personal);
    expect(totalMs(spans)).toBe(90_000);
  });

  const recording = fc
    .array(fc.tuple(fc.integer({ min: 50, max: 20_000 }), fc.integer({ min: 210, max: 30_000 })), {
      minLength: 1,
      maxLength: 40,
    })
    .map((pairs) => {
      const segments: TimeSpan[] = [];
      let at = 0;
      for (const [gap, speech] of pairs) {
        segments.push(span(at + gap, at + gap + speech));
        at += gap + speech;
      }
      return { segments, durationMs: at + 100 };
    });

  it('keeps spans in order, inside the recording, and every segment whole unless it had to choose', () => {
    fc.assert(
      fc.property(recording, fc.integer({ min: 0, max: 100 }), ({ segments, durationMs }, silencePercent) => {
        const { spans, fixes } = chooseKeptSpans(measured(durationMs, { silencePercent }), segments, personal);
        let end = 0;
        for (const kept of spans) {
          expect(kept.startMs).toBeGreaterThanOrEqual(end);
          expect(kept.endMs).toBeGreaterThan(kept.startMs);
          end = kept.endMs;
        }
        expect(end).toBeLessThanOrEqual(durationMs);
        if (fixes.has('select-window')) {
          expect(totalMs(spans)).toBeLessThanOrEqual(90_000);
        } else {
          for (const segment of segments) {
            expect(spans.some((kept) => kept.startMs <= segment.startMs && kept.endMs >= segment.endMs)).toBe(true);
          }
        }
      }),
    );
  });
});
