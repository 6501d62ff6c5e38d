import { readFileSync } from 'node:fs';

/** User and system time of a process so far; Linux counts it in hundredths of a second. */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** How busy the machine has been, of all its processors, with everything that runs on it. Linux only. */
export class MachineLoad {
  private before = MachineLoad.read();

  private static read(): { readonly idle: number; readonly all: number } {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const times = line.split(/\s+/).slice(1, 9).map(Number);
    return { idle: (times[3] ?? 0) + (times[4] ?? 0), all: times.reduce((sum, time) => sum + time, 0) };
  }

  /** Since the last call, in percent. */
  busyPercent(): number {
    const [before, now] = [this.before, MachineLoad.read()];
    this.before = now;
    return 100 * (1 - (now.idle - before.idle) / (now.all - before.all));
  }
}
