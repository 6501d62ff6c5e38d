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

  private static read(): { readonly idle: number; readonly stolen: number; readonly all: number } {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const times = line.split(/\s+/).slice(1, 9).map(Number);
    return {
      idle: (times[3] ?? 0) + (times[4] ?? 0),
      stolen: times[7] ?? 0,
      all: times.reduce((sum, time) => sum + time, 0),
    };
  }

  /** Since the last call, in percent; `stolen` is what of it the host gave to other machines. */
  percent(): { readonly busy: number; readonly stolen: number } {
    const [before, now] = [this.before, MachineLoad.read()];
    this.before = now;
    const share = (part: number): number => (100 * part) / (now.all - before.all);
    return { busy: 100 - share(now.idle - before.idle), stolen: share(now.stolen - before.stolen) };
  }
}
