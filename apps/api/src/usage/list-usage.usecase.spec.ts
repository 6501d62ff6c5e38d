import { beforeEach, describe, expect, it } from 'vitest';
import { daysAfter, type Usage } from '#domain';
import { UsageStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { ListUsage } from './list-usage.usecase.ts';
import { ReadUsage } from './read-usage.service.ts';
import { usageDays, usageQuerySchema } from './usage.schema.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const ONE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const OTHER = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3E';
const usage: Usage = {
  tenantId: 'contoso',
  day: '2026-11-22',
  voiceId: ONE,
  kind: 'queued',
  requests: 1,
  billedCharacters: 10,
  audioMs: 500,
};
const NOVEMBER = { from: '2026-11-01', to: '2026-11-30', limit: 100 };

let store: UsageStore;
let list: ListUsage;
let counted = 0;

beforeEach(() => {
  store = new UsageStore(new MemoryContainer().asContainer);
  list = new ListUsage(new ReadUsage(store));
});

function count(changes: Partial<Usage> = {}): Promise<void> {
  return store.count(`syn_${++counted}`, { ...usage, ...changes });
}

describe(ListUsage.name, () => {
  it('adds up what was spoken by day, voice and kind, newest first', async () => {
    await count();
    await count({ billedCharacters: 5, audioMs: 1 });
    await count({ kind: 'live' });
    await count({ voiceId: OTHER });
    await count({ day: '2026-11-21' });
    await count({ tenantId: 'fabrikam' });
    const { data, next } = await list.execute('contoso', NOVEMBER);
    expect(next).toBeUndefined();
    expect(data).toEqual([
      { ...usage, voiceId: OTHER },
      { ...usage, requests: 2, billedCharacters: 15, audioMs: 501 },
      { ...usage, kind: 'live' },
      { ...usage, day: '2026-11-21' },
    ]);
  });

  it('takes a sum in the place of what it is made of, also before its whole day is summed up', async () => {
    await count();
    await count({ voiceId: OTHER });
    await store.sumUp({ ...usage, requests: 5 });
    const before = await list.execute('contoso', NOVEMBER);
    expect(before.data.map(({ requests }) => requests)).toEqual([1, 5]);
    await store.sumUp({ ...usage, voiceId: OTHER, requests: 7 });
    await store.noteSummed(usage.day);
    const after = await list.execute('contoso', NOVEMBER);
    expect(after.data).toHaveLength(2);
    expect(after.data.map(({ requests }) => requests)).toEqual([7, 5]);
  });

  it('goes on behind a cursor, over weeks, without a row missing or twice', async () => {
    for (let back = 0; back < 30; back++) {
      const day = daysAfter('2026-11-30', -back);
      await count({ day });
      await count({ day, kind: 'batch' });
      if (back % 2 === 1) continue;
      await store.sumUp({ ...usage, day });
      await store.sumUp({ ...usage, day, kind: 'batch' });
      await store.noteSummed(day);
    }
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await list.execute('contoso', { ...NOVEMBER, limit: 7, after });
      expect(page.data.length).toBeLessThanOrEqual(7);
      seen.push(...page.data.map(({ day, kind }) => `${day} ${kind}`));
      after = page.next;
      if (after === undefined) break;
    }
    expect(seen).toHaveLength(60);
    expect(seen).toEqual([...new Set(seen)].toSorted().toReversed());
  });

  it('lists one voice, and the days that are requested only', async () => {
    await count({ day: '2026-10-31' });
    await count({ voiceId: OTHER });
    await count({ day: '2026-11-03' });
    const { data } = await list.execute('contoso', { ...NOVEMBER, voiceId: ONE });
    expect(data.map(({ day }) => day)).toEqual(['2026-11-03']);
  });

  it.each(['nonsense', Buffer.from('2026-13-01:vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D:live').toString('base64url')])(
    'refuses the cursor %s',
    async (after) => {
      await expect(list.execute('contoso', { ...NOVEMBER, after })).rejects.toMatchObject({
        code: 'invalid-request',
        fields: [{ pointer: 'query/after', code: 'invalid-cursor' }],
      });
    },
  );
});

describe(usageDays.name, () => {
  it('are the last thirty, today among them, when nothing is requested', () => {
    expect(usageDays({}, NOW)).toEqual({ from: '2026-10-24', to: '2026-11-22' });
    expect(usageDays({ to: '2026-03-01' }, NOW)).toEqual({ from: '2026-01-31', to: '2026-03-01' });
    expect(usageDays({ from: '2026-11-22' }, NOW)).toEqual({ from: '2026-11-22', to: '2026-11-22' });
  });

  it('are 92 at most, in their order', () => {
    expect(usageDays({ from: '2026-08-23', to: '2026-11-22' }, NOW)).toEqual({ from: '2026-08-23', to: '2026-11-22' });
    const refused = (code: string) =>
      expect.objectContaining({ code: 'invalid-request', fields: [expect.objectContaining({ code })] }) as Error;
    expect(() => usageDays({ from: '2026-08-22', to: '2026-11-22' }, NOW)).toThrow(refused('too-many-days'));
    expect(() => usageDays({ from: '2026-11-23' }, NOW)).toThrow(refused('after-to'));
  });

  it.each(['2026-02-29', '2026-11-31', '22.11.2026', '2026-11-22T00:00:00Z', '1999-01-01', '0000-01-05', ''])(
    'are days of the calendar: not %j',
    (day) => {
      expect(usageQuerySchema.safeParse({ from: day }).success).toBe(false);
      expect(usageQuerySchema.safeParse({ to: day }).success).toBe(false);
    },
  );
});
