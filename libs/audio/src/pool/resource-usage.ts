import { readFile } from 'node:fs/promises';

export interface ResourceUsage {
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

/** Clock ticks a second in /proc: a constant of the Linux user-space ABI on all Node platforms. */
const ticksPerSecond = 100;
const pageBytes = 4_096;

/**
 * CPU time and resident memory of another process from /proc (proc_pid_stat(5), fields 14, 15, 24).
 * Undefined where there is no /proc (macOS) or the process is gone: then the child's own checks and the wall clock remain.
 */
export async function resourceUsageOf(pid: number): Promise<ResourceUsage | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command name may hold spaces and parentheses; the fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3] ?? Number.NaN);
  return {
    cpuSeconds: (field(14) + field(15)) / ticksPerSecond,
    residentMb: (field(24) * pageBytes) / 1024 ** 2,
  };
}
