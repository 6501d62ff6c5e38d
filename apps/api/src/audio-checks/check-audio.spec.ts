import { readdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioProcessor, AudioReport } from '#audio';
import type { Config } from '#config';
import { MAX_FORM_UPLOAD_MS } from '../uploads/in-time.ts';
import { CheckAudio } from './check-audio.usecase.ts';

describe(CheckAudio.name, () => {
  const process = vi.fn<AudioProcessor['process']>(() => Promise.resolve({} as AudioReport));
  const audio = { process } as Partial<AudioProcessor> as AudioProcessor;
  const check = new CheckAudio({ uploads: { maxBytes: 1_000, direct: true } } as Config, audio);
  let spool: string;

  beforeEach(async () => {
    spool = await mkdtemp(join(tmpdir(), 'check-audio-spec-'));
    vi.stubEnv('TMPDIR', spool);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    process.mockClear();
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await rm(spool, { recursive: true, force: true });
  });

  it('examines a recording that arrives just in time', async () => {
    const content = new PassThrough();
    const checking = check.execute(content, 'personal-voice', new AbortController().signal);
    content.write('slow');
    await vi.waitUntil(() => vi.getTimerCount() > 0);
    await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS - 10_000);
    content.end('ly');
    await checking;
    expect(process).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses one that is too slow, with advice, and keeps nothing of it', async () => {
    const content = new PassThrough();
    const failure = expect(check.execute(content, 'personal-voice', new AbortController().signal)).rejects.toMatchObject({
      code: 'upload-too-slow',
      detail: expect.stringContaining('send the file to the URL in the answer') as unknown,
    });
    content.write('slow');
    await vi.waitUntil(() => vi.getTimerCount() > 0);
    await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS);
    content.end();
    await failure;
    expect(process).not.toHaveBeenCalled();
    expect(await readdir(spool)).toEqual([]);
  });
});
