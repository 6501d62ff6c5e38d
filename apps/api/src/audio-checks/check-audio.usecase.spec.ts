import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioJob, AudioProcessor, AudioReport } from '#audio';
import type { Config } from '#config';
import { stub } from '#domain/testing';
import { MAX_FORM_UPLOAD_MS } from '../platform/forms/in-time.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
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
  const config = {
    audio: { workers: WORKERS },
    uploads: { maxBytes: 1e9, temporaryMaxBytes: MAX_BYTES, direct: true },
  } as Config;
  checkAudio = new CheckAudio(config, stub<AudioProcessor>(audio), new TemporarySlots(config));
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

describe('a recording that arrives slowly', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('is examined when it arrives just in time', async () => {
    const content = new PassThrough();
    const checking = checkAudio.execute(content, 'personal-voice', unaborted);
    content.write('slow');
    await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS - 10_000);
    content.end('ly');
    await vi.waitUntil(() => audio.jobs.length === 1);
    audio.jobs[0]?.finish();
    expect(await checking).toEqual({ verdict: 'accepted' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['as it is read', 'while it waits for a slot'])('is refused with advice, %s', async (when) => {
    const before = when === 'as it is read' ? [] : Array.from({ length: WORKERS }, () => recording());
    const running = before.map((each) => checkAudio.execute(each, 'personal-voice', unaborted));
    await vi.waitUntil(() => audio.jobs.length === before.length);
    const content = new PassThrough();
    const hangsUp = new AbortController();
    const failure = expect(checkAudio.execute(content, 'personal-voice', hangsUp.signal)).rejects.toMatchObject({
      code: 'upload-too-slow',
      detail: expect.stringContaining('send the file to the URL in the response') as unknown,
    });
    content.write('slow');
    await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS);
    hangsUp.abort(new Error('gone'));
    for (const { finish } of audio.jobs) finish();
    await Promise.all(running);
    await failure;
    expect(audio.jobs).toHaveLength(before.length);
  });
});
