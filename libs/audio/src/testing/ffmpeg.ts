import { execFileSync, spawnSync } from 'node:child_process';

/** The ffmpeg command line is a yardstick where it is installed; nothing of the project needs it. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;

export function ffmpeg(...args: readonly string[]): string {
  return execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** Integrated loudness and true peak as ffmpeg's ebur128 filter sees them at the end of the file. */
export function ffmpegLoudness(path: string): { readonly lufs: number; readonly rangeLu: number } {
  const output = ffmpeg(
    '-i',
    path,
    '-af',
    'ebur128=metadata=1:framelog=verbose,ametadata=print:file=-',
    '-f',
    'null',
    '-',
  );
  const last = (key: string): number =>
    Number(
      output
        .match(new RegExp(`lavfi\\.r128\\.${key}=(.*)`, 'g'))
        ?.at(-1)
        ?.split('=')[1],
    );
  return { lufs: last('I'), rangeLu: last('LRA') };
}
