import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createConnection } from 'node:net';

/** Processes whose ancestor is this one, by /proc; empty where there is no /proc. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of safeReaddir('/proc')) {
    const child = Number(entry);
    if (Number.isInteger(child)) parents.set(child, parentOf(child));
  }
  const found: number[] = [];
  const pending = [pid];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const [child, parent] of parents) {
      if (parent !== next) continue;
      found.push(child);
      pending.push(child);
    }
  }
  return found;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resident memory in MB. */
export function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/**
 * How long the main thread of a process has been kept waiting for a processor that ran something else, in milliseconds since its start. What a
 * process does late because of that is not its own doing.
 */
export function keptWaitingMs(pid: number): number {
  // Nanoseconds: on the processor, waiting for it. The main thread has the id of its process.
  const [, waiting = ''] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
  return Number(waiting) / 1e6;
}

/**
 * The process that listens on this port of loopback or of all addresses, by /proc.
 * @throws Error when there is none among those that may be looked into
 */
export function listenerOf(port: number): number {
  const inode = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => readFileSync(table, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    // Local address and port in hexadecimal; 0A is LISTEN; the tenth column is the socket's inode.
    .find(([, local = '', , state]) => state === '0A' && Number.parseInt(local.split(':')[1] ?? '', 16) === port)?.[9];
  const pid = safeReaddir('/proc')
    .map(Number)
    .find((each) => Number.isInteger(each) && socketsOf(each).includes(`socket:[${inode}]`));
  if (inode === undefined || pid === undefined) throw new Error(`Nothing that is ours listens on port ${port}`);
  return pid;
}

/** Whether something accepts connections on this port of loopback. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It ended in the meantime.
    return 0;
  }
}

function socketsOf(pid: number): string[] {
  return safeReaddir(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)];
    } catch {
      // It was closed in the meantime.
      return [];
    }
  });
}

function safeReaddir(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
