import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeLongVoice } from '../testing/long-voice.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';
import { AudioProcessor } from './audio-processor.ts';
import { AudioProcessorPool } from './audio-processor-pool.ts';

const folder = new TestFolder();
const short = folder.write(encodeWav([syntheticVoice({ sampleRateHz: 24_000, seconds: 6 })], { sampleRateHz: 24_000 }));
/** Long enough to go through an overflow file, whose appearance says that decoding is under way. */
const long = folder.fresh('.wav');
let pids: number[] = [];
let pool: AudioProcessorPool;

beforeEach(async () => {
  if (!existsSync(long)) await writeLongVoice(long, 400, { channels: 1 });
  pids = [];
  const logger = {
    info: (fields: Readonly<Record<string, unknown>>, message: string): void => {
      if (message.endsWith('started')) pids.push(Number(fields['pid']));
    },
    warn: (): void => undefined,
  };
  pool = new AudioProcessorPool({ workers: 1, logger });
  await pool.start();
});
afterEach(() => pool.close());
afterAll(() => folder.dispose());

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

function startLongJob(signal?: AbortSignal) {
  const outputPath = folder.fresh('.wav');
  const job = pool.process({
    inputPath: long,
    outputPath,
    profile: 'professional-voice',
    ...(signal === undefined ? {} : { signal }),
  });
  return { outputPath, job, underWay: until(() => existsSync(`${outputPath}.samples`)) };
}

async function expectWorkingPool(): Promise<void> {
  const report = await pool.process({ inputPath: short, profile: 'consent' });
  expect(report.verdict).toBe('needsReview');
}

describe('a child process that is lost', () => {
  it('through the recording is the end of the job, and is replaced', async () => {
    const { job, outputPath, underWay } = startLongJob();
    await underWay;
    process.kill(pids[0] as number, 'SIGSEGV');
    const report = await job;
    expect(report).toMatchObject({ verdict: 'autoRejected', rejection: { code: 'audio-decoder-crashed' } });
    expect(report.rejection?.detail).toContain('SIGSEGV');
    expect(existsSync(outputPath)).toBe(false);
    expect(existsSync(`${outputPath}.samples`)).toBe(false);
    await expectWorkingPool();
    expect(pids).toHaveLength(2);
  });

  it('through no fault of the recording costs one more try', async () => {
    const { job, outputPath, underWay } = startLongJob();
    await underWay;
    process.kill(pids[0] as number, 'SIGKILL');
    const report = await job;
    expect(report.verdict).not.toBe('autoRejected');
    expect(report.canonical?.sizeBytes).toBe(readFileSync(outputPath).length);
    expect(pids).toHaveLength(2);
  });

  it('twice is rejected', async () => {
    const { job, outputPath, underWay } = startLongJob();
    await underWay;
    process.kill(pids[0] as number, 'SIGKILL');
    await until(() => pids.length === 2 && existsSync(`${outputPath}.samples`));
    process.kill(pids[1] as number, 'SIGKILL');
    await expect(job).resolves.toMatchObject({ rejection: { code: 'audio-decoder-crashed' } });
    await expectWorkingPool();
  });

  it('between two jobs is replaced without anyone noticing', async () => {
    await expectWorkingPool();
    process.kill(pids[0] as number, 'SIGKILL');
    await until(() => !isAlive(pids[0] as number));
    await expectWorkingPool();
  });
});

describe('a job that is canceled', () => {
  it('while it runs stops at once, leaves no file, and the pool goes on', async () => {
    const controller = new AbortController();
    const { job, outputPath, underWay } = startLongJob(controller.signal);
    await underWay;
    controller.abort(new Error('no longer wanted'));
    await expect(job).rejects.toMatchObject({ code: 'aborted' });
    expect(existsSync(outputPath)).toBe(false);
    expect(existsSync(`${outputPath}.samples`)).toBe(false);
    await expectWorkingPool();
  });
});

describe('a child process', () => {
  it.runIf(process.platform === 'linux')(
    'gets an empty environment, no standard streams, and may start no process',
    () => {
      expect(readFileSync(`/proc/${pids[0]}/environ`, 'utf8')).not.toMatch(/PATH=|HOME=|SECRET|TOKEN/);
      for (const stream of [0, 1, 2]) expect(readlinkSync(`/proc/${pids[0]}/fd/${stream}`)).toBe('/dev/null');
      const commandLine = readFileSync(`/proc/${pids[0]}/cmdline`, 'utf8');
      expect(commandLine).toContain('--permission');
      expect(commandLine).not.toContain('--allow-child-process');
    },
  );

  it('is gone when the pool is closed', async () => {
    await expectWorkingPool();
    await pool.close();
    expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
  });
});

describe('AudioProcessor', () => {
  it('starts its pool with the first job and can be closed at any time', async () => {
    const unused = new AudioProcessor({ workers: 1 });
    await unused.close();
    const processor = new AudioProcessor({ workers: 1 });
    await expect(processor.process({ inputPath: short, profile: 'consent' })).resolves.toMatchObject({
      verdict: 'needsReview',
    });
    await processor.close();
    await expect(processor.process({ inputPath: short, profile: 'consent' })).rejects.toMatchObject({
      code: 'pool-closed',
    });
  });
});
