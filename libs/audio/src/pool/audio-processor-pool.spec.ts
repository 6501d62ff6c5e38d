import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioProfileName, AudioReport } from '../report/audio-report.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { concatSamples, decodeWav16, encodeWav, sine } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';
import { AudioProcessingError } from './audio-pool-options.ts';
import { AudioProcessorPool } from './audio-processor-pool.ts';

const folder = new TestFolder();
const pool = new AudioProcessorPool({ workers: 1 });

beforeAll(() => pool.start());
afterAll(async () => {
  await pool.close();
  folder.dispose();
});

function babble(seconds: number, sampleRateHz: number, amplitude = 0.25): Float32Array {
  return syntheticVoice({ seconds, sampleRateHz, amplitude });
}

async function processBytes(
  content: Uint8Array | string,
  profile: AudioProfileName = 'personal-voice',
): Promise<AudioReport> {
  return pool.process({ inputPath: folder.write(content), outputPath: folder.fresh('.wav'), profile });
}

describe('AudioProcessorPool', () => {
  it('measures a known sine and writes the canonical file', async () => {
    const wav = encodeWav([sine(997, 0.5, 6, 48_000)], { sampleRateHz: 48_000 });
    const outputPath = folder.fresh('.wav');
    const report = await pool.process({ inputPath: folder.write(wav), outputPath, profile: 'consent' });
    expect(report.sha256).toBe(createHash('sha256').update(wav).digest('hex'));
    expect(report.format).toMatchObject({
      container: 'WAV',
      codec: 'pcm_s16le',
      sampleRateHz: 48_000,
      bitsPerSample: 16,
    });
    expect(report.measurements).toMatchObject({ durationMs: 6_000, channels: 1, clippingRunCount: 0 });
    // A 0 dBFS sine of 997 Hz in one channel is -3.01 LUFS (BS.1770-4 Annex 1).
    expect(report.measurements?.integratedLoudnessLufs).toBeCloseTo(-3.01 - 6.02, 1);
    expect(report.measurements?.truePeakDbtp).toBeCloseTo(-6.02, 1);
    expect(report.measurements?.rmsDbfs).toBeCloseTo(-9.03, 1);
  });

  it('writes 24 kHz mono 16-bit that matches its own report', async () => {
    const voice = babble(8, 44_100);
    const outputPath = folder.fresh('.wav');
    const inputPath = folder.write(encodeWav([voice, voice], { sampleRateHz: 44_100 }));
    const report = await pool.process({ inputPath, outputPath, profile: 'personal-voice' });
    expect(report.verdict).not.toBe('autoRejected');
    const written = readFileSync(outputPath);
    expect(report.canonical).toMatchObject({
      sampleRateHz: 24_000,
      channels: 1,
      bitsPerSample: 16,
      sizeBytes: written.length,
    });
    expect(report.canonical?.sha256).toBe(createHash('sha256').update(written).digest('hex'));
    const decoded = decodeWav16(written);
    expect(decoded.sampleRateHz).toBe(24_000);
    expect(decoded.channels).toHaveLength(1);
    expect(report.fixes.map((fix) => fix.fix)).toEqual(expect.arrayContaining(['downmix', 'resample']));
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.samples'))).toEqual([]);
  });

  it.each<[string, () => Uint8Array | string, AudioProfileName, string]>([
    ['an empty file', () => '', 'personal-voice', 'audio-empty'],
    ['one byte', () => 'R', 'personal-voice', 'audio-unsupported-format'],
    ['text', () => 'this is not a recording\n'.repeat(50), 'personal-voice', 'audio-unsupported-format'],
    [
      'an HLS playlist',
      () => '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n',
      'personal-voice',
      'audio-unsupported-format',
    ],
    ['a header without sound', () => encodeWav([[]], { sampleRateHz: 24_000 }), 'personal-voice', 'audio-undecodable'],
    [
      'a short clip',
      () => encodeWav([babble(1, 24_000)], { sampleRateHz: 24_000 }),
      'personal-voice',
      'audio-too-short',
    ],
    ['a long consent', () => encodeWav([babble(121, 16_000)], { sampleRateHz: 16_000 }), 'consent', 'audio-too-long'],
    [
      'a telephone rate',
      () => encodeWav([babble(8, 8_000)], { sampleRateHz: 8_000 }),
      'personal-voice',
      'audio-low-sample-rate',
    ],
    [
      'a whisper of a level',
      () => encodeWav([babble(8, 24_000, 0.0005)], { sampleRateHz: 24_000, bits: 24 }),
      'personal-voice',
      'audio-too-quiet',
    ],
    [
      'digital silence',
      () => encodeWav([new Float32Array(24_000 * 8)], { sampleRateHz: 24_000 }),
      'personal-voice',
      'audio-too-quiet',
    ],
    [
      'an overdriven voice',
      () => encodeWav([babble(8, 24_000, 3)], { sampleRateHz: 24_000 }),
      'personal-voice',
      'audio-clipped',
    ],
  ])('rejects %s with a stable code and advice, and writes nothing', async (_, make, profile, code) => {
    const outputPath = folder.fresh('.wav');
    const report = await pool.process({ inputPath: folder.write(make()), outputPath, profile });
    expect(report).toMatchObject({ verdict: 'autoRejected', rejection: { code } });
    expect(report.rejection?.detail).not.toBe('');
    expect(report.rejection?.advice).not.toBe('');
    expect(report.canonical).toBeUndefined();
    expect(existsSync(outputPath)).toBe(false);
  });

  it('says where the clipping is, within 5 ms', async () => {
    const quiet = sine(440, 0.3, 3, 48_000);
    const overdriven = sine(440, 4, 0.005, 48_000).map((value) => Math.max(-1, Math.min(1, value)));
    const report = await processBytes(encodeWav([concatSamples(quiet, overdriven, quiet)], { sampleRateHz: 48_000 }));
    const clipping = report.checks.find((check) => check.check === 'clipping');
    expect(clipping?.verdict).toBe('needsReview');
    expect(clipping?.atMs[0]).toBeGreaterThanOrEqual(3_000);
    expect(clipping?.atMs[0]).toBeLessThan(3_005);
  });

  it('gives each of several jobs at once its own result', async () => {
    const lengths = [5, 6, 7, 8, 9, 10];
    const reports = await Promise.all(
      lengths.map((seconds) => processBytes(encodeWav([babble(seconds, 16_000)], { sampleRateHz: 16_000 }))),
    );
    expect(reports.map((report) => report.measurements?.durationMs)).toEqual(lengths.map((seconds) => seconds * 1000));
  });

  it('refuses a job that was aborted before or while it waits', async () => {
    const inputPath = folder.write(encodeWav([babble(5, 24_000)], { sampleRateHz: 24_000 }));
    const before = pool.process({ inputPath, profile: 'consent', signal: AbortSignal.abort() });
    await expect(before).rejects.toMatchObject({ code: 'aborted' });
    const controller = new AbortController();
    const first = pool.process({ inputPath, profile: 'consent' });
    const second = pool.process({ inputPath, profile: 'consent', signal: controller.signal });
    controller.abort();
    await expect(second).rejects.toBeInstanceOf(AudioProcessingError);
    await expect(first).resolves.toMatchObject({ profile: 'consent' });
  });

  it('throws for what is not the fault of the recording', async () => {
    await expect(pool.process({ inputPath: folder.fresh(), profile: 'consent' })).rejects.toMatchObject({
      code: 'worker-failed',
    });
    const inputPath = folder.write(encodeWav([babble(5, 24_000)], { sampleRateHz: 24_000 }));
    const outputPath = `${folder.fresh()}/no-such-folder/out.wav`;
    await expect(pool.process({ inputPath, outputPath, profile: 'consent' })).rejects.toMatchObject({
      code: 'worker-failed',
    });
  });
});

describe('limits', () => {
  const small = encodeWav([babble(20, 48_000)], { sampleRateHz: 48_000 });

  it.each([
    ['decoded samples', { decodedSamples: 100_000 }],
    ['input bytes', { inputBytes: 1_000 }],
    ['wall time', { wallMs: 1 }],
    ['memory', { memoryMb: 8 }],
    ['CPU time', { cpuSeconds: 0 }],
  ])('ends a job that exceeds its %s as rejected, and the next job works', async (_, limits) => {
    const limited = new AudioProcessorPool({ workers: 1, limits });
    await limited.start();
    try {
      const report = await limited.process({ inputPath: folder.write(small), profile: 'personal-voice' });
      expect(report).toMatchObject({ verdict: 'autoRejected', rejection: { code: 'audio-limits-exceeded' } });
      expect(report.sha256).toBe(createHash('sha256').update(small).digest('hex'));
      const next = await limited.process({ inputPath: folder.write('text'), profile: 'personal-voice' });
      expect(next.verdict).toBe('autoRejected');
    } finally {
      await limited.close();
    }
  });

  it('ends waiting and running jobs when it closes, and takes no more', async () => {
    const closing = new AudioProcessorPool({ workers: 1 });
    await closing.start();
    const inputPath = folder.write(small);
    const jobs = [1, 2, 3].map(() => closing.process({ inputPath, profile: 'consent' }));
    const settled = Promise.allSettled(jobs);
    await closing.close();
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'pool-closed' } });
    await expect(closing.process({ inputPath, profile: 'consent' })).rejects.toMatchObject({ code: 'pool-closed' });
  });
});
