import { readdirSync, readFileSync } from 'node:fs';

/** User and system time of a process so far; Linux counts it in hundredths of a second. */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * User and system time, ms, of this process, of the children that it has waited for, and of those that run with theirs. NaN where there is no
 * `/proc`.
 */
export function cpuMsOfTree(): number {
  try {
    const processes = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => timesOf(name) ?? []);
    const sumUnder = (pid: number): number =>
      processes.filter(({ parent }) => parent === pid).reduce((sum, child) => sum + child.ms + sumUnder(child.pid), 0);
    return (timesOf(String(process.pid))?.ms ?? Number.NaN) + sumUnder(process.pid);
  } catch {
    return Number.NaN;
  }
}

/** With the time of its children that have ended. Undefined when it is gone. */
function timesOf(pid: string): { readonly pid: number; readonly parent: number; readonly ms: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const ms = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]) * 10, 0);
    return { pid: Number(pid), parent: Number(fields[1]), ms };
  } catch {
    return undefined;
  }
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
