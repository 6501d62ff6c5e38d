import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeContainer, removeContainer, type UnpackedImage } from '../../apps/sandbox/src/system/container.ts';
import { ManagedProcess, saysWhereItListens } from '../../apps/sandbox/src/system/managed-process.ts';
import { UNCONNECTED } from '../../scripts/image/unconnected.ts';

const home = join(import.meta.dirname, '..', '..');
const LIMITS = { cpus: 0.5, memoryMb: 1024, tmpMb: 64 };
const STOP_GRACE_MS = 20_000;

export interface ReadyTimes {
  /** Milliseconds from the call of runc to the log line that says that it is ready, one for each round. */
  readonly bundled: readonly number[];
  readonly unbundled: readonly number[];
  /** Median of the bundled starts over that of the unbundled ones. */
  readonly ratio: number;
  /** What each bundled start said of its compile cache. */
  readonly cache: readonly string[];
}

/**
 * Starts a deployable from its image and from `dist` and `node_modules`, in turn, at half a processor each: with nobody to connect to,
 * ready is wired and listening.
 */
export async function readyTimes(part: 'api' | 'worker', image: UnpackedImage, rounds: number): Promise<ReadyTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'image-ready-'));
  const entry = `/run/checkout/dist/apps/${part}/src/main.js`;
  const fromSources: UnpackedImage = {
    ...image,
    command: [...image.command.slice(0, -1), entry],
    environment: Object.fromEntries(
      Object.entries(image.environment).filter(([name]) => name !== 'NODE_COMPILE_CACHE'),
    ),
  };
  const bundled: number[] = [];
  const unbundled: number[] = [];
  const cache: string[] = [];
  try {
    // The first start of each reads its files from the disk, which is no matter of the bundle alone.
    for (let round = 0; round <= rounds; round += 1) {
      const fast = await start(`${part}-bundled-${round}`, image, folder);
      const slow = await start(`${part}-unbundled-${round}`, fromSources, folder);
      if (round === 0) continue;
      bundled.push(fast.ms);
      unbundled.push(slow.ms);
      cache.push(fast.cache);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { bundled, unbundled, ratio: median(bundled) / median(unbundled), cache };
}

async function start(name: string, image: UnpackedImage, folder: string): Promise<{ ms: number; cache: string }> {
  const id = `voice-ready-${process.pid}-${name}`;
  mkdirSync(folder, { recursive: true });
  const mounts = [{ from: home, to: '/run/checkout' }];
  const command = describeContainer({ id, image, limits: LIMITS, environment: UNCONNECTED, mounts, folder });
  const startedAt = performance.now();
  const environment = { PATH: process.env['PATH'] ?? '' };
  const started = new ManagedProcess({ name, entry: '', command, environment, logFile: join(folder, `${name}.log`) });
  try {
    let cache = 'none';
    await started.logged((line) => {
      if (line.msg?.includes('compile cache') === true) cache = line.msg;
      return saysWhereItListens(line);
    });
    return { ms: performance.now() - startedAt, cache };
  } finally {
    await started.stop(STOP_GRACE_MS);
    await removeContainer(id);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
