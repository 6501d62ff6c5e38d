import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AudioProfileOverrides } from '../../judge/audio-profile.ts';
import type { AudioProcessorPool } from '../../pool/audio-processor-pool.ts';
import { rejectionCodes } from '../../report/rejection.ts';
import type { HostileFile } from './hostile-set.ts';

/** Ceilings under which a hostile file must end. */
export const hostileLimits = { wallMs: 20_000, cpuSeconds: 15, memoryMb: 512 } as const;
/** Short recordings are wanted here, so that what is rendered is attacked too, and nothing needs hours. */
export const hostileProfiles: AudioProfileOverrides = {
  'personal-voice': {
    minDurationMs: { reject: 500 },
    maxDurationMs: { reject: 10 * 60_000 },
    minNetSpeechMs: { reject: 300 },
  },
};
/** On top of the wall-clock ceiling: starting a fresh child on a busy machine. */
const graceMs = 10_000;

export interface HostileOutcome {
  readonly name: string;
  /** Result, or the code of the rejection. */
  readonly outcome: string;
  readonly elapsedMs: number;
  /** What is wrong with the outcome; undefined when it is correct. */
  readonly complaint?: string;
}

export interface HostileRun {
  readonly folder: string;
  readonly pool: AudioProcessorPool;
  readonly parallel: number;
  readonly onOutcome?: (outcome: HostileOutcome) => void;
}

/** Gives every file to the pool and judges how it ended. */
export async function runHostile(files: readonly HostileFile[], run: HostileRun): Promise<readonly HostileOutcome[]> {
  const outcomes: HostileOutcome[] = [];
  const queue = files.entries();
  const lane = async (): Promise<void> => {
    for (const [index, file] of queue) {
      const outcome = await runOne(file, join(run.folder, String(index)), run.pool);
      outcomes.push(outcome);
      run.onOutcome?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: run.parallel }, lane));
  return outcomes;
}

async function runOne(file: HostileFile, path: string, pool: AudioProcessorPool): Promise<HostileOutcome> {
  writeHostile(file, path);
  const start = performance.now();
  const base = { name: file.name };
  try {
    const report = await pool.process({ inputPath: path, outputPath: `${path}.wav`, profile: 'personal-voice' });
    const elapsedMs = performance.now() - start;
    const outcome = report.rejection?.code ?? report.verdict;
    const complaint = complaintAbout(file, report.verdict, report.rejection?.code, elapsedMs);
    return { ...base, outcome, elapsedMs, ...(complaint === undefined ? {} : { complaint }) };
  } catch (error) {
    const complaint = `no report: ${error instanceof Error ? error.message : String(error)}`;
    return { ...base, outcome: 'error', elapsedMs: performance.now() - start, complaint };
  } finally {
    rmSync(path, { force: true });
    rmSync(`${path}.wav`, { force: true });
  }
}

function complaintAbout(
  file: HostileFile,
  verdict: string,
  code: string | undefined,
  elapsedMs: number,
): string | undefined {
  if (elapsedMs > hostileLimits.wallMs + graceMs) return `it took ${Math.round(elapsedMs)} ms`;
  if ((verdict === 'autoRejected') !== (code !== undefined)) return `verdict ${verdict} with code ${code}`;
  if (code !== undefined && !(rejectionCodes as readonly string[]).includes(code)) return `unknown code ${code}`;
  if (file.codes !== undefined && !file.codes.includes(code ?? verdict))
    return `${code ?? verdict} instead of ${file.codes.join(' or ')}`;
  return undefined;
}

function writeHostile({ bytes, hole }: HostileFile, path: string): void {
  const head = bytes();
  writeFileSync(path, head);
  if (hole === undefined) return;
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, hole.tail(), 0, undefined, head.length + hole.bytes);
  closeSync(descriptor);
}
