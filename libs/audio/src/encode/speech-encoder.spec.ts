import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AudioProcessor } from '../pool/audio-processor.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { SPEECH_ENCODINGS, type SpeechEncoding } from './encode-job.ts';
import { SpeechEncoder } from './speech-encoder.ts';

const SECONDS = 6;
const RATES: Readonly<Record<SpeechEncoding, readonly number[]>> = {
  mp3: [16_000, 24_000, 48_000],
  opus: [16_000, 24_000, 48_000],
  webm: [16_000, 24_000],
  flac: [24_000, 48_000],
  mulaw: [8_000],
  alaw: [8_000],
};

const folder = new TestFolder();
const encoder = new SpeechEncoder({ workers: 1 });
const decoder = new AudioProcessor({ workers: 1 });

async function samplesFile(sampleRateHz: number): Promise<string> {
  const pcm = new Int16Array(SECONDS * sampleRateHz);
  for (let i = 0; i < pcm.length; i++) pcm[i] = Math.round(8_000 * Math.sin((2 * Math.PI * 440 * i) / sampleRateHz));
  const path = join(folder.path, `${sampleRateHz}.pcm`);
  await writeFile(path, Buffer.from(pcm.buffer));
  return path;
}

afterAll(async () => {
  await Promise.all([encoder.close(), decoder.close()]);
  folder.dispose();
});

describe(SpeechEncoder.name, () => {
  it.each(SPEECH_ENCODINGS.flatMap((encoding) => RATES[encoding].map((rate) => [encoding, rate] as const)))(
    'encodes %s at %d Hz to the same duration',
    async (encoding, sampleRateHz) => {
      const outputPath = join(folder.path, `${sampleRateHz}.${encoding}`);
      const job = { inputPath: await samplesFile(sampleRateHz), outputPath, encoding, sampleRateHz };
      expect(await encoder.encode(job)).toBe(SECONDS * sampleRateHz);
      if (encoding === 'mulaw' || encoding === 'alaw') {
        expect((await readFile(outputPath)).length).toBe(SECONDS * sampleRateHz);
        return;
      }
      const { measurements } = await decoder.process({ inputPath: outputPath, profile: 'personal-voice' });
      expect(Math.abs((measurements?.durationMs ?? 0) - SECONDS * 1_000)).toBeLessThanOrEqual(60);
    },
  );

  it('ends a job that is aborted, and leaves no file', async () => {
    const outputPath = join(folder.path, 'aborted.mp3');
    const aborted = new AbortController();
    const running = encoder.encode(
      { inputPath: await samplesFile(24_000), outputPath, encoding: 'mp3', sampleRateHz: 24_000 },
      aborted.signal,
    );
    aborted.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(folder.path)).not.toContain('aborted.mp3');
  });

  it('says why a file cannot be encoded', async () => {
    const outputPath = join(folder.path, 'none.mp3');
    const job = {
      inputPath: join(folder.path, 'none.pcm'),
      outputPath,
      encoding: 'mp3',
      sampleRateHz: 24_000,
    } as const;
    await expect(encoder.encode(job)).rejects.toMatchObject({ code: 'worker-failed' });
    await expect(
      encoder.encode({ ...job, inputPath: await samplesFile(24_000), sampleRateHz: 12_345 }),
    ).rejects.toMatchObject({ code: 'worker-failed' });
  });
});
