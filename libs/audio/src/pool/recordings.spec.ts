import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalFilter, Resampler } from '../convert/resampler.ts';
import type { AudioProfileName, AudioReport, CheckName } from '../report/audio-report.ts';
import { explainSkip, hasRealSpeech, readSpeech } from '../testing/real-speech.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { concatSamples, decodeWav16, encodeWav, gaussianNoise, sine } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';
import { AudioProcessorPool } from './audio-processor-pool.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: degraded recordings');

const folder = new TestFolder();
const pool = new AudioProcessorPool({ workers: 2 });
beforeAll(() => pool.start());
afterAll(async () => {
  await pool.close();
  folder.dispose();
});

interface Processed {
  readonly report: AudioReport;
  readonly canonical: () => Float32Array;
}

async function processFile(inputPath: string, profile: AudioProfileName = 'personal-voice'): Promise<Processed> {
  const outputPath = folder.fresh('.wav');
  const report = await pool.process({ inputPath, outputPath, profile });
  return { report, canonical: () => decodeWav16(readFileSync(outputPath)).channels[0] as Float32Array };
}

function processSamples(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  profile?: AudioProfileName,
): Promise<Processed> {
  return processFile(folder.write(encodeWav(channels, { sampleRateHz, bits: 24 })), profile);
}

function verdictOf({ report }: Processed, check: CheckName) {
  return report.checks.find((entry) => entry.check === check)?.verdict;
}

function fixesOf({ report }: Processed) {
  return report.fixes.map((fix) => fix.fix);
}

describe.runIf(hasRealSpeech)('one real recording, degraded in steps', () => {
  const rate = 22_050;
  let clean: Float32Array = new Float32Array(0);
  let activePower = 0;

  beforeAll(async () => {
    clean = concatSamples(readSpeech('ljspeech-LJ001-0001.wav').samples, readSpeech('ljspeech-LJ001-0003.wav').samples);
    const { report } = await processSamples([clean], rate);
    const inside = (report.measurements?.speechSegments ?? []).map(({ startMs, endMs }) =>
      clean.subarray((startMs * rate) / 1000, (endMs * rate) / 1000),
    );
    const speech = concatSamples(...inside);
    activePower = speech.reduce((sum, value) => sum + value * value, 0) / speech.length;
  });

  const withNoise = (snrDb: number): Float32Array => {
    const deviation = Math.sqrt(activePower / 10 ** (snrDb / 10));
    return clean.map((value, i) => value + deviation * (noise[i % noise.length] as number));
  };
  const noise = gaussianNoise(1, 200_000);

  it('is accepted as it is, except for headroom and rate', async () => {
    const processed = await processSamples([clean], rate);
    expect(processed.report.verdict).toBe('autoFixed');
    expect(processed.report.checks.filter((check) => check.verdict !== 'accepted').map((check) => check.check)).toEqual(
      ['sample-rate', 'true-peak'],
    );
  });

  it.each([
    [30, 'accepted'],
    [21.5, 'accepted'],
    // At a limit either result is right: the measurement may be off by 2 dB.
    [20, undefined],
    [18.5, 'needsReview'],
    [16.5, 'needsReview'],
    [15, undefined],
    [13.5, 'autoRejected'],
    [10, 'autoRejected'],
  ] as const)('with noise at %d dB the signal-to-noise check says %s', async (snrDb, verdict) => {
    const processed = await processSamples([withNoise(snrDb)], rate);
    expect(Math.abs((processed.report.measurements?.steadySignalToNoiseDb ?? 0) - snrDb)).toBeLessThanOrEqual(2);
    if (verdict !== undefined) expect(verdictOf(processed, 'signal-to-noise')).toBe(verdict);
    if (verdict === 'autoRejected') expect(processed.report.rejection?.code).toBe('audio-too-noisy');
  });

  it('overdriven is rejected with the places, each within 5 ms of a clipped sample', async () => {
    const overdriven = clean.map((value) => Math.max(-1, Math.min(1, value * 6)));
    const { report } = await processSamples([overdriven], rate);
    expect(report.rejection?.code).toBe('audio-clipped');
    const clipping = report.checks.find((check) => check.check === 'clipping');
    expect(clipping?.atMs.length).toBeGreaterThan(20);
    for (const ms of clipping?.atMs ?? []) {
      const around = overdriven.subarray(Math.max(0, ((ms - 5) * rate) / 1000), ((ms + 5) * rate) / 1000);
      expect(around.some((value) => Math.abs(value) >= 0.999)).toBe(true);
    }
  });

  it('overdriven and then turned down is still found out', async () => {
    const flattened = clean.map((value) => 0.4 * Math.max(-1, Math.min(1, value * 6)));
    const { report } = await processSamples([flattened], rate);
    expect(report.rejection?.code).toBe('audio-clipped');
    expect(report.measurements?.clippingLevelDbfs).toBeCloseTo(20 * Math.log10(0.4), 1);
  });

  it.each([
    [0, 'accepted'],
    [0.0005, 'needsReview'],
    [0.0009, 'needsReview'],
    [0.0011, 'autoRejected'],
  ] as const)('with a share of %d clipped the clipping check says %s', async (share, verdict) => {
    // Runs of eight full-scale samples, spread over the recording, are all that is clipped.
    const touched = clean.map((value) => value * 0.9);
    const runs = Math.round((share * touched.length) / 8);
    for (let run = 0; run < runs; run++)
      touched.fill(
        1,
        Math.floor(((run + 0.5) * touched.length) / runs),
        Math.floor(((run + 0.5) * touched.length) / runs) + 8,
      );
    const processed = await processSamples([touched], rate);
    expect(verdictOf(processed, 'clipping')).toBe(verdict);
    expect(processed.report.measurements?.clippingRunCount).toBe(runs);
  });

  it.each([
    [-39.5, 'accepted'],
    [-40.5, 'autoRejected'],
    [-50, 'autoRejected'],
  ] as const)('at %d LUFS the loudness check says %s', async (lufs, verdict) => {
    const gain = 10 ** ((lufs + 19.6) / 20);
    const processed = await processSamples([clean.map((value) => value * gain)], rate);
    expect(verdictOf(processed, 'loudness')).toBe(verdict);
    if (verdict === 'autoRejected') expect(processed.report.rejection?.code).toBe('audio-too-quiet');
    else expect(processed.report.canonical?.integratedLoudnessLufs).toBeGreaterThan(-24);
  });

  it.each([
    [8_000, 'autoRejected'],
    [12_000, 'needsReview'],
    [16_000, 'accepted'],
  ] as const)('that was once stored at %i Hz: the bandwidth check says %s', async (stored, verdict) => {
    const down = new Resampler(rate, stored, canonicalFilter(96_000));
    const narrow = concatSamples(down.push(clean).slice(), down.flush().slice());
    down.close();
    const up = new Resampler(stored, 48_000, canonicalFilter(stored));
    const relabelled = concatSamples(up.push(narrow).slice(), up.flush().slice());
    up.close();
    const processed = await processSamples([relabelled], 48_000);
    expect(verdictOf(processed, 'bandwidth')).toBe(verdict);
    expect(verdictOf(processed, 'sample-rate')).toBe('accepted');
  });

  it('with a second speaker joined on asks for a listener, and says where', async () => {
    const other = readSpeech('librispeech-1688-142285-0000.flac');
    const up = new Resampler(other.sampleRateHz, rate, canonicalFilter(16_000));
    const joined = concatSamples(clean, up.push(other.samples).slice(), up.flush().slice());
    up.close();
    const processed = await processSamples([joined], rate);
    expect(verdictOf(processed, 'single-speaker')).toBe('needsReview');
    const changes = processed.report.checks.find((check) => check.check === 'single-speaker')?.atMs ?? [];
    expect(changes.some((ms) => Math.abs(ms - (clean.length * 1000) / rate) < 2_500)).toBe(true);
  });

  it.each([
    [0.3, 'accepted'],
    [0.45, 'autoFixed'],
    [0.65, 'autoFixed'],
    [0.74, 'autoRejected'],
  ] as const)('with %d of it silent the silence check says %s', async (share, verdict) => {
    const silent = Math.round((clean.length * share) / (1 - share));
    const quiet = gaussianNoise(2e-4, Math.round(silent / 4));
    const parts = Array.from({ length: 4 }, (_, i) =>
      clean.subarray((i * clean.length) / 4, ((i + 1) * clean.length) / 4),
    );
    const processed = await processSamples([concatSamples(...parts.flatMap((part) => [part, quiet]))], rate);
    expect(verdictOf(processed, 'silence')).toBe(verdict);
    if (verdict === 'autoRejected') expect(processed.report.rejection?.code).toBe('audio-mostly-silent');
    if (verdict === 'autoFixed') {
      expect(fixesOf(processed)).toContain('collapse-silence');
      const { canonical, measurements } = processed.report;
      expect(canonical?.durationMs).toBeLessThan((measurements?.durationMs ?? 0) * 0.7);
      expect(canonical?.durationMs).toBeGreaterThan(measurements?.netSpeechMs ?? 0);
    }
  });

  it.each([
    [-67, 'accepted'],
    [-63, 'autoFixed'],
    [-47, 'autoFixed'],
    [-43, 'needsReview'],
  ] as const)(
    'with 50 Hz hum at %d dBFS the hum check says %s, and the filter takes it down',
    async (levelDb, verdict) => {
      const hum = sine(50, Math.SQRT2 * 10 ** (levelDb / 20), clean.length / rate, rate);
      const processed = await processSamples([clean.map((value, i) => value + (hum[i] ?? 0))], rate);
      expect(verdictOf(processed, 'hum')).toBe(verdict);
      if (verdict === 'accepted') return;
      expect(fixesOf(processed)).toContain('high-pass');
      const again = await processSamples([processed.canonical()], 24_000);
      const gain =
        (processed.report.canonical?.integratedLoudnessLufs ?? 0) -
        (processed.report.measurements?.integratedLoudnessLufs ?? 0);
      expect(again.report.measurements?.humLevelDbfs ?? -120).toBeLessThan(levelDb + gain - 12);
    },
  );

  it.each([
    [0.4, 'accepted'],
    [0.6, 'autoFixed'],
    [2, 'autoFixed'],
  ] as const)('with a constant offset of %d %% the offset check says %s', async (percent, verdict) => {
    const processed = await processSamples([clean.map((value) => value * 0.5 + percent / 100)], rate);
    expect(verdictOf(processed, 'dc-offset')).toBe(verdict);
    if (verdict === 'accepted') return;
    expect(fixesOf(processed)).toContain('remove-dc');
    const canonical = processed.canonical();
    expect(Math.abs(canonical.reduce((sum, value) => sum + value, 0) / canonical.length)).toBeLessThan(1e-4);
  });

  it('in one channel only, or inverted in the other, is not lost in the mix', async () => {
    const dead = await processSamples([clean, new Float32Array(clean.length)], rate);
    expect(fixesOf(dead)).toContain('select-channel');
    const inverted = await processSamples([clean, clean.map((value) => -value)], rate);
    expect(fixesOf(inverted)).toContain('select-channel');
    const mono = await processSamples([clean], rate);
    for (const { report } of [dead, inverted]) {
      expect(report.canonical?.integratedLoudnessLufs).toBeCloseTo(
        mono.report.canonical?.integratedLoudnessLufs ?? 0,
        1,
      );
      expect(report.measurements?.netSpeechMs).toBe(mono.report.measurements?.netSpeechMs);
    }
  });

  it('longer than 90 s becomes a prompt of its best part', async () => {
    const long = concatSamples(clean, clean, clean, clean, clean, clean);
    const clipped = long.map((value, i) =>
      i < rate * 30 ? Math.max(-0.99995, Math.min(0.99995, value * 1.6)) : value,
    );
    const processed = await processSamples([clipped], rate);
    expect(fixesOf(processed)).toContain('select-window');
    expect(processed.report.canonical?.durationMs).toBeLessThanOrEqual(90_000);
    expect(processed.report.canonical?.durationMs).toBeGreaterThan(60_000);
    expect(processed.report.canonical?.keptSpans[0]?.startMs).toBeGreaterThan(20_000);
    expect(
      Math.abs(processed.canonical().length / 24 - (processed.report.canonical?.durationMs ?? 0)),
    ).toBeLessThanOrEqual(0.5);
  });
});

describe('many recordings at once', () => {
  it('never mix: twenty voices of different length and pitch each get their own report', async () => {
    const voices = Array.from({ length: 20 }, (_, i) => ({ seconds: 5 + (i % 5), pitchHz: 95 + i * 8 }));
    const processed = await Promise.all(
      voices.map(({ seconds, pitchHz }) =>
        processSamples([syntheticVoice({ sampleRateHz: 24_000, seconds, pitchHz })], 24_000, 'consent'),
      ),
    );
    processed.forEach(({ report, canonical }, i) => {
      const { seconds, pitchHz } = voices[i] as { seconds: number; pitchHz: number };
      expect(report.measurements?.durationMs).toBe(seconds * 1000);
      expect(Math.abs((report.measurements?.medianPitchHz ?? 0) / pitchHz - 1)).toBeLessThan(0.02);
      expect(canonical()).toHaveLength(seconds * 24_000);
    });
    expect(new Set(processed.map(({ report }) => report.canonical?.sha256)).size).toBe(20);
  });

  it('give the same file the same report every time', async () => {
    const path = folder.write(
      encodeWav([syntheticVoice({ sampleRateHz: 44_100, seconds: 6 })], { sampleRateHz: 44_100 }),
    );
    const [first, ...others] = await Promise.all(Array.from({ length: 4 }, () => processFile(path)));
    for (const other of others) expect(other.report).toEqual(first?.report);
  });
});
