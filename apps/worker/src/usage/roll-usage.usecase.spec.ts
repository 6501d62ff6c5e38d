import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { daysAfter, type Usage } from '#domain';
import { stub } from '#domain/testing';
import { DONE, type HandlerContext, type HandlerOutcome, type Message } from '#messaging';
import type { Logger } from '#observability';
import { UsageStore } from '#storage';
import { failure, MemoryContainer } from '#storage/testing';
import { RollUsageHandler } from './roll-usage.handler.ts';
import { RollUsage } from './roll-usage.usecase.ts';

const NIGHT = Date.parse('2026-11-22T01:13:00.000Z');
const TODAY = '2026-11-22';
const YESTERDAY = '2026-11-21';
const part: Usage = {
  tenantId: 'contoso',
  day: YESTERDAY,
  voiceId: 'vce_1',
  kind: 'queued',
  requests: 1,
  billedCharacters: 10,
  audioMs: 500,
};
const running = { signal: new AbortController().signal } as HandlerContext;

/** Its process is killed after a call. */
class MortalContainer extends MemoryContainer {
  dieAfter = Infinity;

  protected override call<R>(operation: string, fn: () => R): Promise<R> {
    return this.calls < this.dieAfter ? super.call(operation, fn) : Promise.reject(failure(503));
  }
}

let container: MortalContainer;
let store: UsageStore;
let handler: RollUsageHandler;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NIGHT });
  container = new MortalContainer();
  store = new UsageStore(container.asContainer);
  const nobody = { execute: () => Promise.resolve({ counts: { notified: 0 }, next: undefined }) };
  handler = new RollUsageHandler(new RollUsage(store), stub(nobody), stub<Logger>({ info: () => undefined }));
});
afterEach(() => void vi.useRealTimers());

/** Handles the tick and the messages that follow from it. @returns the days after which they went on */
async function roll(): Promise<string[]> {
  const went: string[] = [];
  for (let after: string | undefined; ;) {
    const message = { data: after === undefined ? {} : { after } } as Message<'usage.roll'>;
    const outcome: HandlerOutcome = await handler.handle(message, running);
    if (outcome === DONE || !('data' in outcome)) return went;
    const { part, after: day = '' } = outcome.data as { part?: string; after?: string };
    if (part !== undefined) return went;
    after = day;
    went.push(day);
  }
}

async function sums(tenantId = 'contoso'): Promise<Usage[]> {
  const found: Usage[] = [];
  const days = { from: daysAfter(TODAY, -60), to: TODAY };
  for await (const page of store.sums({ tenantId, ...days })) found.push(...page);
  return found;
}

describe('usage.roll', () => {
  it('sums up the days that are over, for each tenant, voice and kind', async () => {
    await store.count('syn_1', part);
    await store.count('syn_2', { ...part, billedCharacters: 5 });
    await store.count('bat_1-1-1', { ...part, kind: 'batch', requests: 7 });
    await store.count('syn_3', { ...part, tenantId: 'fabrikam', voiceId: 'vce_2' });
    await store.count('syn_4', { ...part, day: TODAY });
    await roll();
    expect(await sums()).toEqual([
      expect.objectContaining({ day: YESTERDAY, kind: 'batch', requests: 7, billedCharacters: 10 }),
      expect.objectContaining({ day: YESTERDAY, kind: 'queued', requests: 2, billedCharacters: 15, audioMs: 1_000 }),
    ]);
    expect(await sums('fabrikam')).toHaveLength(1);
    expect((await store.summedDays(daysAfter(TODAY, -60), TODAY)).size).toBe(35);
  });

  it('leaves what one run leaves, at whichever call an earlier one was killed', async () => {
    for (let index = 0; index < 12; index++) {
      const day = daysAfter(YESTERDAY, -(index % 2));
      await store.count(`syn_${index}`, { ...part, voiceId: `vce_${index % 3}`, day });
    }
    let callsOfOne = 0;
    for (let calls = 0; calls <= callsOfOne; calls++) {
      for (const [id, { type }] of container.stored) if (type !== 'part') container.stored.delete(id);
      const before = container.calls;
      container.dieAfter = calls === 0 ? Infinity : before + calls;
      await roll().catch(() => undefined);
      if (calls === 0) callsOfOne = container.calls - before;
      container.dieAfter = Infinity;
      if (calls > 0) await roll();
      expect((await sums()).map(({ requests, billedCharacters }) => [requests, billedCharacters])).toEqual(
        Array.from({ length: 6 }, () => [2, 20]),
      );
    }
    expect(callsOfOne).toBeGreaterThan(80);
  });

  it('takes in what was written late, for three days', async () => {
    await store.count('syn_1', part);
    await roll();
    await store.count('syn_2', part);
    vi.setSystemTime(NIGHT + 2 * 86_400_000);
    await roll();
    expect(await sums()).toMatchObject([{ requests: 2 }]);
    await store.count('syn_3', part);
    vi.setSystemTime(NIGHT + 3 * 86_400_000);
    await roll();
    expect(await sums()).toMatchObject([{ requests: 2 }]);
  });

  it('catches up on days on which it did not run, one message for each', async () => {
    await store.count('syn_1', { ...part, day: daysAfter(YESTERDAY, -30) });
    expect(await roll()).toHaveLength(34);
    expect(await sums()).toMatchObject([{ day: daysAfter(YESTERDAY, -30) }]);
    expect(await roll()).toHaveLength(2);
  });
});
