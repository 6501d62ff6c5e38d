import { statfs } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { Inject, Injectable } from '@nestjs/common';
import { type ControlGroup, readControlGroup } from './control-group.ts';
import { EventLoopWatch } from './event-loop-watch.ts';

/** From this share of its limit on, memory or disk is `degraded`. */
export const NEARLY_FULL = 0.9;

/** Where the numbers of the operating system come from. Injected where a test needs others. */
export const SYSTEM_NUMBERS = Symbol('SYSTEM_NUMBERS');

export interface SystemNumbers {
  controlGroup(): ControlGroup;
  heap(): { readonly usedBytes: number; readonly limitBytes: number };
  /** Of the folder for temporary files. */
  disk(): Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
}

export type ResourceStatus = 'up' | 'degraded';

export interface MemoryReport {
  readonly status: ResourceStatus;
  /** Of the container, all its processes together, without file pages that the kernel can drop. Absent where the system does not say. */
  readonly usedBytes?: number;
  /** At which the kernel ends the container. Absent where there is no limit. */
  readonly limitBytes?: number;
  readonly heapUsedBytes: number;
  /** At which Node ends the process. */
  readonly heapLimitBytes: number;
  readonly residentBytes: number;
}

export interface ProcessReport {
  readonly memory: MemoryReport;
  readonly cpu: { readonly usedCpus: number; readonly limitCpus: number };
  readonly disk: { readonly status: ResourceStatus; readonly freeBytes?: number; readonly totalBytes?: number };
  readonly eventLoop: { readonly status: ResourceStatus; readonly delayMs: number; readonly maxDelayMs: number };
}

export const systemNumbers: SystemNumbers = {
  controlGroup: () => readControlGroup(),
  heap: () => {
    const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics();
    return { usedBytes, limitBytes };
  },
  disk: async () => {
    const { bavail, blocks, bsize } = await statfs(tmpdir());
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  },
};

/** How much of its machine this process uses. */
@Injectable()
export class ProcessResources {
  constructor(
    private readonly loop: EventLoopWatch,
    @Inject(SYSTEM_NUMBERS) private readonly numbers: SystemNumbers,
  ) {}

  /** `degraded` from 90 % on, of the container's limit or of that of Node's heap: the process may be ended soon. */
  memory(): MemoryReport {
    const { usedBytes, limitBytes } = this.numbers.controlGroup();
    const heap = this.numbers.heap();
    const isNearlyFull =
      shareOf(usedBytes, limitBytes) >= NEARLY_FULL || shareOf(heap.usedBytes, heap.limitBytes) >= NEARLY_FULL;
    return {
      status: isNearlyFull ? 'degraded' : 'up',
      ...(usedBytes !== undefined && { usedBytes }),
      ...(limitBytes !== undefined && { limitBytes }),
      heapUsedBytes: heap.usedBytes,
      heapLimitBytes: heap.limitBytes,
      residentBytes: process.memoryUsage.rss(),
    };
  }

  async report(): Promise<ProcessReport> {
    const { limitCpus = availableParallelism() } = this.numbers.controlGroup();
    const { delayMs, maxDelayMs, usedCpus, isStuck } = this.loop;
    return {
      memory: this.memory(),
      cpu: { usedCpus: rounded(usedCpus, 4), limitCpus },
      disk: await this.disk(),
      eventLoop: { status: isStuck ? 'degraded' : 'up', delayMs: rounded(delayMs), maxDelayMs: rounded(maxDelayMs) },
    };
  }

  private async disk(): Promise<ProcessReport['disk']> {
    const space = await this.numbers.disk().catch(() => undefined);
    // A folder that cannot be asked cannot be written either.
    if (!space) return { status: 'degraded' };
    return {
      status: shareOf(space.totalBytes - space.freeBytes, space.totalBytes) >= NEARLY_FULL ? 'degraded' : 'up',
      ...space,
    };
  }
}

function shareOf(used: number | undefined, limit: number | undefined): number {
  return used === undefined || limit === undefined || limit === 0 ? 0 : used / limit;
}

function rounded(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
