import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';

const LOOPBACK = 'lo';

/**
 * The command that runs another one in a network of its own, which has loopback alone; needs root.
 * @param interfaces names of those that have an address where this program runs
 * @returns undefined where there is loopback alone already
 */
export function ownNetworkCommand(interfaces: readonly string[], command: readonly string[]): string[] | undefined {
  if (interfaces.every((name) => name === LOOPBACK)) return undefined;
  // It ends with this program, also when that is killed.
  const untilParentEnds = ['setpriv', '--pdeathsig', 'TERM'];
  return [...untilParentEnds, 'unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...command];
}

/**
 * Runs this program again in a network of its own, from which nothing outside can be reached, and passes signals on to it.
 * @returns how it ended; undefined where this one is in such a network, or has no right to make one
 */
export async function runInOwnNetwork(): Promise<number | undefined> {
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const [program, ...args] = ownNetworkCommand(Object.keys(networkInterfaces()), again) ?? [];
  if (program === undefined || process.getuid?.() !== 0) return undefined;
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
