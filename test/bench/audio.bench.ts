/**
 * Audio processing against the ffmpeg command line, side by side in one run.
 *
 *   node test/bench/audio.bench.ts [--json] [--rounds 5] [--seconds 60,600] [--quick]
 *
 * Each line is a pair: this project's warm pool (decode, all measurements, result, canonical file) against ffmpeg doing decode,
 * ebur128 and resampling to a 24 kHz mono WAV. The two take turns, at the same priority; the ratio of the medians is what counts. Beside the wall
 * time stands the processor time, of all rounds and all processes, the bench's own among them: which of them the machine was busy with does not show in it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { AudioProcessorPool } from '#audio';
import { cpuMsOfTree } from './machine-load.ts';
import { writeLongVoice } from '../../libs/audio/src/testing/long-voice.ts';

const run = promisify(execFile);
/** The pool's children run at this priority; ffmpeg must not have an advantage. */
const niceness = '10';

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: number;
  /** Processor time of one run, ms. */
  readonly cpu?: { readonly ours: number; readonly theirs: number };
  readonly goal: string;
  readonly met: boolean;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60,600' },
    quick: { type: 'boolean', default: false },
  },
});
const rounds = values.quick ? 3 : Number(values.rounds);
const lengths = values.quick ? [60] : values.seconds.split(',').map(Number);

async function hasFfmpeg(): Promise<boolean> {
  return run('ffmpeg', ['-version']).then(
    () => true,
    () => false,
  );
}

interface Times {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function timed(work: () => Promise<unknown>): Promise<Times> {
  const cpuBefore = cpuMsOfTree();
  const start = performance.now();
  await work();
  return { wallMs: performance.now() - start, cpuMs: cpuMsOfTree() - cpuBefore };
}

/** Linux counts processor time in hundredths of a second: the mean of the rounds is finer than their median. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function ffmpeg(...args: readonly string[]): Promise<void> {
  await run('nice', ['-n', niceness, 'ffmpeg', '-nostdin', '-v', 'error', '-y', ...args]);
}

/** The ffmpeg way in one process: decode once, measure, convert. */
function ffmpegOnce(input: string, output: string): Promise<void> {
  return ffmpeg(
    '-i',
    input,
    '-af',
    'ebur128=framelog=verbose,aresample=24000',
    '-ac',
    '1',
    '-c:a',
    'pcm_s16le',
    output,
  );
}

/** What a service without a library does: ask what it is, measure it, convert it. */
async function ffprobeThenTwice(input: string, output: string): Promise<void> {
  await run('nice', ['-n', niceness, 'ffprobe', '-v', 'error', '-show_format', '-show_streams', '-of', 'json', input]);
  await ffmpeg('-i', input, '-af', 'ebur128=framelog=verbose', '-f', 'null', '-');
  await ffmpeg('-i', input, '-ac', '1', '-ar', '24000', '-c:a', 'pcm_s16le', output);
}

/** Medians of the wall time, and means of the processor time, ms. */
interface Compared {
  readonly ours: number;
  readonly theirs: number;
  readonly cpu: { readonly ours: number; readonly theirs: number };
}

async function compare(
  pool: AudioProcessorPool,
  inputPath: string,
  folder: string,
  theirs: (input: string, output: string) => Promise<void>,
): Promise<Compared> {
  const outputPath = join(folder, 'ours.wav');
  const mine = (): Promise<Times> =>
    timed(() => pool.process({ inputPath, outputPath, profile: 'professional-voice' }));
  const other = (): Promise<Times> => timed(() => theirs(inputPath, join(folder, 'theirs.wav')));
  await mine();
  await other();
  const times = { ours: [] as Times[], theirs: [] as Times[] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await mine());
    times.theirs.push(await other());
  }
  const wall = (of: readonly Times[]): number => median(of.map(({ wallMs }) => wallMs));
  const cpu = (of: readonly Times[]): number => mean(of.map(({ cpuMs }) => cpuMs));
  return {
    ours: wall(times.ours),
    theirs: wall(times.theirs),
    cpu: { ours: cpu(times.ours), theirs: cpu(times.theirs) },
  };
}

async function throughputRows(folder: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const pool = new AudioProcessorPool({ workers: 1 });
  await pool.start();
  try {
    for (const seconds of lengths) {
      const wav = join(folder, `voice-${seconds}.wav`);
      await writeLongVoice(wav, seconds);
      const variants: readonly (readonly [string, readonly string[]])[] = [
        ['wav', []],
        ['flac', []],
        ['mp3', ['-b:a', '128k']],
        ['m4a', ['-c:a', 'aac', '-b:a', '128k']],
        ['ogg', ['-c:a', 'libvorbis']],
        ['webm', ['-c:a', 'libopus', '-b:a', '64k']],
      ];
      for (const [extension, options] of variants) {
        const path = join(folder, `voice-${seconds}.${extension}`);
        if (extension !== 'wav') await ffmpeg('-i', wav, ...options, path);
        const compared = await compare(pool, path, folder, ffmpegOnce);
        rows.push(throughputRow(`${seconds} s ${extension}`, seconds, compared));
      }
    }
    const clip = join(folder, 'clip.wav');
    await writeLongVoice(clip, 10);
    const { ours, theirs, cpu } = await compare(pool, clip, folder, ffprobeThenTwice);
    rows.push({
      what: '10 s clip: ffprobe + ffmpeg + ffmpeg',
      ours: `${ours.toFixed(0)} ms`,
      theirs: `${theirs.toFixed(0)} ms`,
      ratio: theirs / ours,
      cpu,
      goal: '>= 3',
      met: theirs / ours >= 3,
    });
  } finally {
    await pool.close();
  }
  return rows;
}

function throughputRow(what: string, seconds: number, { ours: oursMs, theirs: theirsMs, cpu }: Compared): Row {
  const speed = (ms: number): string => `${((seconds * 1000) / ms).toFixed(0)}x real time`;
  const ratio = theirsMs / oursMs;
  return { what, ours: speed(oursMs), theirs: speed(theirsMs), ratio, cpu, goal: '>= 0.9', met: ratio >= 0.9 };
}

/** Highest resident memory of the only child while it works on a file of this length. */
async function peakMemoryMb(folder: string, seconds: number): Promise<number> {
  const path = join(folder, `memory-${seconds}.wav`);
  await writeLongVoice(path, seconds, { channels: 1, sampleRateHz: 24_000 });
  const pids: unknown[] = [];
  const pool = new AudioProcessorPool({
    workers: 1,
    logger: { info: (fields) => pids.push(fields['pid']), warn: () => undefined },
  });
  await pool.start();
  try {
    const outputPath = join(folder, 'memory-out.wav');
    const report = await pool.process({ inputPath: path, outputPath, profile: 'professional-voice' });
    if (report.canonical === undefined) throw new Error(`not converted: ${report.rejection?.code}`);
    const status = await readFile(`/proc/${String(pids[0])}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
  } finally {
    await pool.close();
    await rm(path, { force: true });
  }
}

async function memoryRow(folder: string): Promise<Row> {
  const short = await peakMemoryMb(folder, 120);
  const long = await peakMemoryMb(folder, 7_200);
  return {
    what: 'peak memory: 2 h against 2 min',
    ours: `${long.toFixed(0)} MB`,
    theirs: `${short.toFixed(0)} MB`,
    ratio: long - short,
    goal: '<= 48 MB more',
    met: long - short <= 48,
  };
}

/** Both pools are warm before the clock starts, and take turns: the machine is as busy for the one as for the other. */
async function parallelRow(folder: string): Promise<Row> {
  const path = join(folder, 'parallel.wav');
  await writeLongVoice(path, 60);
  const jobs = 20;
  const pools = [1, 2].map((workers) => new AudioProcessorPool({ workers }));
  const elapsed = async (pool: AudioProcessorPool, count: number): Promise<Times> => {
    const one = (_: unknown, i: number) =>
      pool.process({ inputPath: path, outputPath: join(folder, `p${i}.wav`), profile: 'professional-voice' });
    return timed(() => Promise.all(Array.from({ length: count }, one)));
  };
  const times: Times[][] = [[], []];
  try {
    await Promise.all(pools.map((pool) => pool.start()));
    for (const pool of pools) await elapsed(pool, 4);
    for (let round = 0; round < rounds; round++) {
      for (const [i, pool] of pools.entries()) times[i]?.push(await elapsed(pool, jobs));
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
  const [alone = Number.NaN, together = Number.NaN] = times.map((of) => median(of.map(({ wallMs }) => wallMs)));
  const [cpuAlone = Number.NaN, cpuTogether = Number.NaN] = times.map((of) => mean(of.map(({ cpuMs }) => cpuMs)));
  return {
    what: '20 files of 60 s: two workers against one',
    ours: `${together.toFixed(0)} ms`,
    theirs: `${alone.toFixed(0)} ms`,
    ratio: alone / together,
    cpu: { ours: cpuTogether, theirs: cpuAlone },
    goal: '>= 1.7',
    met: alone / together >= 1.7,
  };
}

function print(rows: readonly Row[]): void {
  if (values.json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const cells = rows.map((row) => [
    row.what,
    row.ours,
    row.theirs,
    row.ratio.toFixed(2),
    row.cpu ? `${row.cpu.ours.toFixed(0)} ms` : '',
    row.cpu ? `${row.cpu.theirs.toFixed(0)} ms` : '',
    row.cpu ? (row.cpu.theirs / row.cpu.ours).toFixed(2) : '',
    row.goal,
    row.met ? 'met' : 'MISSED',
  ]);
  const table = [
    ['what', 'this project', 'compared with', 'ratio', 'processor', 'compared with', 'ratio', 'goal', ''],
    ...cells,
  ];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

const folder = await mkdtemp(join(tmpdir(), 'audio-bench-'));
try {
  const rows: Row[] = [];
  if (await hasFfmpeg()) rows.push(...(await throughputRows(folder)));
  else console.log('ffmpeg is not installed: the comparison with it is skipped');
  rows.push(await parallelRow(folder));
  if (!values.quick) rows.push(await memoryRow(folder));
  print(rows);
  process.exitCode = rows.every((row) => row.met) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
