import net from 'node:net';

/** What this process has used since it started. */
export interface ProcessUsage {
  /** Milliseconds of processor time, of all its threads. */
  readonly processorMs: number;
  /** Bytes that came on connections of its own making, encryption not counted: answers, messages, heartbeats. */
  readonly receivedBytes: number;
  /** How many connections it has made. */
  readonly connections: number;
}

const open = new Set<net.Socket>();
let closedBytes = 0;
let connections = 0;
let installed = false;

/** Counts from now on what comes on the connections that this process makes. To be called before any of its other modules is loaded. */
export function countOwnUsage(): void {
  if (installed) return;
  installed = true;
  const connect = Reflect.get(net.Socket.prototype, 'connect') as (...args: readonly unknown[]) => net.Socket;
  Reflect.set(net.Socket.prototype, 'connect', function counted(this: net.Socket, ...args: readonly unknown[]) {
    if (!open.has(this)) {
      connections += 1;
      open.add(this);
      this.once('close', () => {
        open.delete(this);
        closedBytes += this.bytesRead;
      });
    }
    return Reflect.apply(connect, this, args);
  });
}

export function ownUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  const receivedBytes = [...open].reduce((sum, { bytesRead }) => sum + bytesRead, closedBytes);
  return { processorMs: Math.round((user + system) / 1_000), receivedBytes, connections };
}
