import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioProfileName, AudioReport } from '../report/audio-report.ts';
import { ffmpeg, ffmpegLoudness, hasFfmpeg } from '../testing/ffmpeg.ts';
import { explainSkip, hasRealSpeech, speechBytes, speechFiles, speechPath } from '../testing/real-speech.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { AudioProcessorPool } from './audio-processor-pool.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: comparison with ffmpeg');
if (!hasFfmpeg) explainSkip('ffmpeg is not installed: comparison with ebur128, formats');

const folder = new TestFolder();
const pool = new AudioProcessorPool({ workers: 2 });
beforeAll(() => pool.start());
afterAll(async () => {
  await pool.close();
  folder.dispose();
});

interface Processed {
  readonly report: AudioReport;
}

async function processFile(inputPath: string, profile: AudioProfileName = 'personal-voice'): Promise<Processed> {
  return { report: await pool.process({ inputPath, outputPath: folder.fresh('.wav'), profile }) };
}

describe.runIf(hasRealSpeech && hasFfmpeg)('against ffmpeg', () => {
  it.each(speechFiles)('the loudness of %s is within 0.05 LU of its ebur128', async (name) => {
    const { report } = await processFile(speechPath(name), 'professional-voice');
    expect(
      Math.abs((report.measurements?.integratedLoudnessLufs ?? 0) - ffmpegLoudness(speechPath(name)).lufs),
    ).toBeLessThanOrEqual(0.05);
  });

  it('the same speech in every format has the same length, loudness and results', async () => {
    const source = folder.write(speechBytes('ljspeech-LJ001-0003.wav'), '.wav');
    const formats: readonly (readonly [string, readonly string[]])[] = [
      ['wav', []],
      ['flac', []],
      // LAME turns constant bit rates down by 0.45 dB.
      ['mp3', ['-q:a', '0']],
      ['m4a', ['-c:a', 'aac', '-b:a', '128k']],
      ['m4a', ['-c:a', 'alac']],
      ['ogg', ['-c:a', 'libopus', '-b:a', '96k']],
      ['ogg', ['-c:a', 'libvorbis', '-q:a', '8']],
      ['webm', ['-c:a', 'libopus', '-b:a', '96k']],
      ['aiff', []],
      ['caf', []],
      ['w64', []],
      ['wav', ['-c:a', 'pcm_f32le']],
      ['wav', ['-c:a', 'pcm_s24le']],
      ['wav', ['-c:a', 'pcm_s32le']],
      ['wav', ['-c:a', 'pcm_f64le']],
      ['wav', ['-c:a', 'pcm_mulaw']],
      ['wav', ['-c:a', 'pcm_alaw']],
      ['wav', ['-rf64', 'always']],
    ];
    const original = await processFile(source);
    const verdicts = (processed: Processed) =>
      Object.fromEntries(
        processed.report.checks
          .filter(({ check }) => check !== 'sample-rate')
          .map(({ check, verdict }) => [check, verdict]),
      );
    for (const [extension, options] of formats) {
      const path = folder.fresh(`.${extension}`);
      ffmpeg('-i', source, ...options, path);
      const processed = await processFile(path);
      const what = `${extension} ${options.join(' ')}`;
      const { measurements } = processed.report;
      expect(Math.abs((measurements?.durationMs ?? 0) - 9_667), what).toBeLessThanOrEqual(50);
      expect(
        Math.abs(
          (measurements?.integratedLoudnessLufs ?? 0) - (original.report.measurements?.integratedLoudnessLufs ?? 0),
        ),
        what,
      ).toBeLessThanOrEqual(0.3);
      expect(verdicts(processed), what).toEqual(verdicts(original));
    }
  });
});
