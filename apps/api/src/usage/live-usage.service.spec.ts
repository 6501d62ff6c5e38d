import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Usage } from '#domain';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { UsageStore } from '#storage';
import { failure, MemoryContainer, type StoredItem } from '#storage/testing';
import { LiveUsage } from './live-usage.service.ts';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const SPOKEN = { tenantId: 'contoso', voiceId: 'vce_1', billedCharacters: 10, audioMs: 500.4 };

let container: MemoryContainer;
const warn = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  container = new MemoryContainer();
  warn.mockClear();
});
afterEach(() => void vi.useRealTimers());

function replica(): LiveUsage {
  return new LiveUsage(new UsageStore(container.asContainer), stub<Logger>({ warn }));
}

function kept(): Pick<Usage, 'day' | 'requests' | 'billedCharacters' | 'audioMs'>[] {
  return [...container.stored.values()].map((item) => {
    const { day, requests, billedCharacters, audioMs } = item as StoredItem & Usage;
    return { day, requests, billedCharacters, audioMs };
  });
}

const sumOf = (requests: number, day = '2026-11-22') => ({
  day,
  requests,
  billedCharacters: requests * 10,
  audioMs: requests * 500,
});

describe(LiveUsage.name, () => {
  it('counts without a call, and keeps a record that grows', async () => {
    const usage = replica();
    usage.count(SPOKEN);
    usage.count(SPOKEN);
    expect(container.calls).toBe(0);
    await usage.keep();
    usage.count(SPOKEN);
    await usage.keep();
    expect(kept()).toEqual([sumOf(3)]);
    const { calls } = container;
    await usage.keep();
    expect(container.calls).toBe(calls);
  });

  it('keeps records for each process, tenant, voice and day', async () => {
    const usage = replica();
    usage.count(SPOKEN);
    usage.count({ ...SPOKEN, voiceId: 'vce_2' });
    usage.count({ ...SPOKEN, tenantId: 'fabrikam', voiceId: 'vce_3' });
    vi.setSystemTime(NOON + 12 * 3_600_000);
    usage.count(SPOKEN);
    const other = replica();
    other.count(SPOKEN);
    await Promise.all([usage.keep(), other.keep()]);
    expect(kept()).toHaveLength(5);
    expect(kept().filter(({ day }) => day === '2026-11-23')).toEqual([sumOf(1, '2026-11-23'), sumOf(1, '2026-11-23')]);
  });

  it('misses nothing that is counted while it writes, and nothing when the store was away', async () => {
    const usage = replica();
    usage.count(SPOKEN);
    container.failures.push(failure(503));
    await usage.keep();
    expect(kept()).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
    const writing = usage.keep();
    usage.count(SPOKEN);
    await writing;
    await usage.keep();
    expect(kept()).toEqual([sumOf(2)]);
  });

  it('keeps what is left when the process stops, after a write that is under way', async () => {
    const usage = replica();
    usage.count(SPOKEN);
    const writing = usage.keep();
    usage.count(SPOKEN);
    await usage.onApplicationShutdown();
    await writing;
    expect(kept()).toEqual([sumOf(2)]);
  });

  it('forgets a day that is over once it is kept, and does not begin it again', async () => {
    const usage = replica();
    usage.count(SPOKEN);
    await usage.keep();
    vi.setSystemTime(NOON + 24 * 3_600_000);
    usage.count(SPOKEN);
    await usage.keep();
    usage.count(SPOKEN);
    await usage.keep();
    expect(kept()).toEqual([sumOf(1), sumOf(2, '2026-11-23')]);
  });
});
