import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Lower than the parent's, so that audio work never delays the renewal of a message lock. */
const CHILD_NICENESS = 10;
/** Compiled code runs compiled children, source runs source: Node strips the types of their import graph itself. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * Starts a child process that gets an empty environment and no standard streams, and may start no process or thread of its own (Node's
 * permission model).
 * @param entry its file, relative to `libs/audio/src`, without an extension
 * @param heapMb its JavaScript heap; samples live outside it
 * @param flags further ones of Node
 */
export function forkChild(entry: string, heapMb: number, flags: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(new URL(`../${entry}.${extension}`, import.meta.url)), [], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
    execArgv: [
      `--max-old-space-size=${heapMb}`,
      '--permission',
      '--allow-addons',
      '--allow-fs-read=*',
      '--allow-fs-write=*',
      ...flags,
    ],
  });
}

export function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, CHILD_NICENESS);
  } catch {
    // Not permitted in some containers; the child then competes on equal terms, which is slower but correct.
  }
}
