import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AudioJob, AudioProcessor, AudioReport } from '#audio';
import type { Config } from '#config';
import { CheckAudio } from './check-audio.usecase.ts';

const WORKERS = 2;
const MAX_BYTES = 1_000;

/** Examines when it is told to. */
class HeldProcessor {
  readonly jobs: { readonly job: AudioJob; readonly finish: () => void }[] = [];

  process(job: AudioJob): Promise<AudioReport> {
    const { promise, resolve } = Promise.withResolvers<AudioReport>();
    this.jobs.push({ job, finish: () => resolve({ verdict: 'accepted' } as AudioReport) });
    return promise;
  }
}

let audio: HeldProcessor;
let checkAudio: CheckAudio;
const unaborted = new AbortController().signal;

beforeEach(() => {
  audio = new HeldProcessor();
  const config = { audio: { workers: WORKERS }, uploads: { maxBytes: 1e9, temporaryMaxBytes: MAX_BYTES } };
  checkAudio = new CheckAudio(config as Config, audio as unknown as AudioProcessor);
});

function recording(bytes = 10): Readable {
  return Readable.from([Buffer.alloc(bytes)]);
}

describe('CheckAudio', () => {
  it('keeps the recording in the temporary directory until it is examined', async () => {
    const report = checkAudio.execute(recording(10), 'personal-voice', unaborted);
    await expect.poll(() => audio.jobs.length).toBe(1);
    const { job, finish } = audio.jobs[0] ?? expect.fail('there is no job');
    expect((await stat(job.inputPath)).size).toBe(10);
    finish();
    expect(await report).toEqual({ verdict: 'accepted' });
    expect(existsSync(job.inputPath)).toBe(false);
  });

  it('refuses a recording for which there may be no room there', async () => {
    await expect(checkAudio.execute(recording(MAX_BYTES + 1), 'personal-voice', unaborted)).rejects.toMatchObject({
      code: 'payload-too-large',
    });
    expect(audio.jobs).toEqual([]);
  });

  it('takes no more recordings at a time than are examined at a time', async () => {
    const contents = [recording(), recording(), recording()];
    const reports = contents.map((content) => checkAudio.execute(content, 'personal-voice', unaborted));
    await expect.poll(() => audio.jobs.length).toBe(WORKERS);
    expect(contents.map((content) => content.readableEnded)).toEqual([true, true, false]);
    audio.jobs[0]?.finish();
    await expect.poll(() => audio.jobs.length).toBe(3);
    for (const { finish } of audio.jobs) finish();
    expect(await Promise.all(reports)).toHaveLength(3);
  });

  it('lets one that waits and hangs up go', async () => {
    const running = Array.from({ length: WORKERS }, () => checkAudio.execute(recording(), 'personal-voice', unaborted));
    await expect.poll(() => audio.jobs.length).toBe(WORKERS);
    const hangsUp = new AbortController();
    const waiting = checkAudio.execute(recording(), 'personal-voice', hangsUp.signal);
    hangsUp.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    for (const { finish } of audio.jobs) finish();
    await Promise.all(running);
  });
});
