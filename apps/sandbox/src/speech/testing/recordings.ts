import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Recordings of real people, beside the project; never part of it. */
const FOLDER = join(process.cwd(), '..', 'shared', 'audio');

/** Why a test on real recordings cannot run, printed; undefined when it can. */
export function missingRecordings(needsFfmpeg = false): string | undefined {
  const reason = !existsSync(FOLDER)
    ? 'there is no folder ../shared/audio'
    : needsFfmpeg && !hasFfmpeg()
      ? 'ffmpeg is not installed'
      : undefined;
  if (reason !== undefined) process.stdout.write(`skipped: a test on real recordings, because ${reason}\n`);
  return reason;
}

export function recording(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

/** As 24 kHz mono 16-bit WAV, the way the product sends recordings. */
export function canonicalRecording(name: string): Buffer {
  const args = [
    '-loglevel',
    'error',
    '-i',
    join(FOLDER, name),
    '-ar',
    '24000',
    '-ac',
    '1',
    '-c:a',
    'pcm_s16le',
    '-f',
    'wav',
    '-',
  ];
  return execFileSync('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 });
}

/** Runs FFmpeg's command line on bytes. */
export function ffmpeg(input: Uint8Array, outputArgs: readonly string[]): Buffer {
  return execFileSync('ffmpeg', ['-loglevel', 'error', '-i', '-', ...outputArgs, '-'], {
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
}

export function hasFfmpeg(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
