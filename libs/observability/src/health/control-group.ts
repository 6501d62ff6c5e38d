import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the control group of a container allows and uses. Absent where there is no limit, or no control group. */
export interface ControlGroup {
  /** Bytes of all processes together, without file pages that the kernel can drop: what counts when it kills. */
  readonly usedBytes?: number;
  readonly limitBytes?: number;
  /** Processors. */
  readonly limitCpus?: number;
}

export interface ControlGroupFiles {
  /** Where the file system of control groups is mounted. */
  readonly root: string;
  /** Names the group of this process in each hierarchy. */
  readonly membership: string;
}

const SYSTEM: ControlGroupFiles = { root: '/sys/fs/cgroup', membership: '/proc/self/cgroup' };
/** Version 1 says this for "no limit": the largest number of pages, in bytes. */
const UNLIMITED_BYTES = 2 ** 62;

/**
 * Reads the control group of this process: version 2, or 1 (https://docs.kernel.org/admin-guide/cgroup-v2.html and cgroup-v1/memory.html).
 * The files are memory of the kernel: reading them takes microseconds, and asks no disk.
 */
export function readControlGroup(files: ControlGroupFiles = SYSTEM): ControlGroup {
  if (textOf(join(files.root, 'cgroup.controllers')) !== undefined) {
    const folder = folderOf(files, '', files.root, 'memory.current');
    const limit = numberOf(join(folder, 'memory.max'));
    const [quota, period] = (textOf(join(folder, 'cpu.max')) ?? '').split(' ').map(Number);
    return groupOf(
      numberOf(join(folder, 'memory.current')),
      statistic(join(folder, 'memory.stat'), 'inactive_file'),
      limit,
      quotient(quota, period),
    );
  }
  const memory = folderOf(files, 'memory', join(files.root, 'memory'), 'memory.usage_in_bytes');
  const cpu = folderOf(files, 'cpu', join(files.root, 'cpu'), 'cpu.cfs_quota_us');
  return groupOf(
    numberOf(join(memory, 'memory.usage_in_bytes')),
    statistic(join(memory, 'memory.stat'), 'total_inactive_file'),
    numberOf(join(memory, 'memory.limit_in_bytes')),
    quotient(numberOf(join(cpu, 'cpu.cfs_quota_us')), numberOf(join(cpu, 'cpu.cfs_period_us'))),
  );
}

function groupOf(
  current: number | undefined,
  droppable: number,
  limit: number | undefined,
  limitCpus: number | undefined,
): ControlGroup {
  return {
    ...(current !== undefined && { usedBytes: Math.max(0, current - droppable) }),
    ...(limit !== undefined && limit < UNLIMITED_BYTES && { limitBytes: limit }),
    ...(limitCpus !== undefined && { limitCpus }),
  };
}

/** In a container the group is the root of what is mounted; outside it has a path of its own. */
function folderOf(files: ControlGroupFiles, controller: string, root: string, file: string): string {
  for (const line of (textOf(files.membership) ?? '').split('\n')) {
    const [, controllers, path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || !controllers.split(',').includes(controller)) continue;
    const folder = join(root, path);
    if (existsSync(join(folder, file))) return folder;
  }
  return root;
}

function statistic(path: string, name: string): number {
  const [, value] = new RegExp(`^${name} (\\d+)$`, 'm').exec(textOf(path) ?? '') ?? [];
  return value === undefined ? 0 : Number(value);
}

/** Undefined for what is no positive number: `max`, and -1 of version 1. */
function numberOf(path: string): number | undefined {
  const value = Number((textOf(path) ?? '').trim() || Number.NaN);
  return value > 0 ? value : undefined;
}

function quotient(quota: number | undefined, period: number | undefined): number | undefined {
  const cpus = (quota ?? Number.NaN) / (period ?? Number.NaN);
  return cpus > 0 ? cpus : undefined;
}

/** Undefined where there is no such file, as outside of Linux. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
