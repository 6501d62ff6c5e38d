import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '#domain';
import { MemoryAuditContainer } from '../../testing/memory-audit-container.ts';
import { AuditLog } from './audit-log.ts';
import { canonicalJson } from './canonical-json.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';

let container: MemoryAuditContainer;
let log: AuditLog;

beforeEach(() => {
  container = new MemoryAuditContainer();
  log = new AuditLog(container.asContainer);
});

function event(number: number): AuditEvent {
  return {
    eventId: `vce_${number}:voice.create`,
    action: 'voice.create',
    outcome: 'accepted',
    at: '2026-11-22T10:00:00.000Z',
    actor: { kind: 'user', id: 'someone' },
    subject: { kind: 'voice', id: `vce_${number}` },
    requestId: undefined,
    details: { consentId: 'cns_1' },
  };
}

async function chainOf(length: number): Promise<void> {
  for (let number = 1; number <= length; number++) await log.append(TENANT, event(number));
}

/** Changes what is stored, as somebody with access to the database could. */
function tamper(index: number, change: (item: Record<string, unknown>) => void): void {
  const item = container.stored[index];
  if (item) change(item);
}

describe(AuditLog.name, () => {
  it('appends entries that follow each other, and finds the chain intact', async () => {
    await chainOf(3);
    expect(container.stored.map(({ id }) => Number(id))).toEqual([1, 2, 3]);
    expect(await log.verify(TENANT)).toMatchObject({ entries: 3, head: { sequence: 3 } });
    expect((await log.verify(TENANT)).broken).toBeUndefined();
    expect(await log.verify(OTHER)).toMatchObject({ entries: 0 });
  });

  it('appends an event once, however often it is brought, also by several processes at once', async () => {
    const logs = Array.from({ length: 5 }, () => new AuditLog(container.asContainer));
    await Promise.all(logs.flatMap((each) => [1, 2, 3, 4].map((number) => each.append(TENANT, event(number)))));
    expect(container.stored).toHaveLength(4);
    expect(await log.verify(TENANT)).toMatchObject({ entries: 4 });
    expect((await log.append(TENANT, event(2))).subject.id).toBe('vce_2');
  });

  it('lets no event be kept out by another that has taken its id before', async () => {
    const forged = { ...event(1), outcome: 'refused' } as const;
    await log.append(TENANT, forged);
    for (let time = 1; time <= 2; time++)
      await log.append(TENANT, { ...event(1), at: `2026-11-22T11:00:0${time}.000Z` });
    await log.append(TENANT, forged);
    expect(container.stored.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
    expect((await log.verify(TENANT)).broken).toBeUndefined();
  });

  it('does not let the appends of one process race', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, number) => log.append(TENANT, event(number))));
    expect(container.creates).toBe(20);
  });

  it('keeps the chains of tenants apart', async () => {
    await Promise.all([log.append(TENANT, event(1)), log.append(OTHER, event(2))]);
    expect(await log.tenants()).toEqual([TENANT, OTHER]);
    expect(await log.list(OTHER, { limit: 10 })).toMatchObject([{ sequence: 1, subject: { id: 'vce_2' } }]);
  });

  it('lists newest first, from where the page before ended', async () => {
    await chainOf(3);
    const sequences = async (before?: number) =>
      (await log.list(TENANT, { limit: 2, before })).map(({ sequence }) => sequence);
    expect(await sequences()).toEqual([3, 2]);
    expect(await sequences(2)).toEqual([1]);
  });

  it('finds any changed member of any entry', async () => {
    await chainOf(3);
    const untouched = structuredClone(container.stored);
    for (const [index, item] of untouched.entries()) {
      for (const [name, value] of Object.entries(item)) {
        if (['partitionKey', '_etag', '_ts', 'id'].includes(name)) continue;
        container.stored = structuredClone(untouched);
        tamper(index, (entry) => {
          entry[name] = typeof value === 'string' ? flipped(value) : typeof value === 'number' ? value + 1 : {};
        });
        // A changed hash shows where it is compared: here, or in the entry that follows.
        expect((await log.verify(TENANT)).broken?.sequence, `${name} of entry ${index + 1}`).toBe(index + 1);
      }
    }
  });

  it('finds an entry that was dropped, and what was exchanged or put in', async () => {
    await chainOf(4);
    const untouched = structuredClone(container.stored);
    container.stored.splice(1, 1);
    expect((await log.verify(TENANT)).broken).toEqual({ sequence: 2, problem: 'it is missing' });

    container.stored = structuredClone(untouched);
    const [, second, third] = untouched;
    tamper(1, (item) => Object.assign(item, third, { id: second?.id }));
    tamper(2, (item) => Object.assign(item, second, { id: third?.id }));
    expect((await log.verify(TENANT)).broken).toMatchObject({ sequence: 2 });

    container.stored = structuredClone(untouched);
    container.stored.shift();
    expect((await log.verify(TENANT)).broken).toMatchObject({ sequence: 1 });

    container.stored = [
      ...structuredClone(untouched),
      { partitionKey: TENANT, ...structuredClone(untouched[0]), id: '0' },
    ];
    expect((await log.verify(TENANT)).broken).toMatchObject({ sequence: 1 });
  });

  it('finds a cut end, and a chain that was written again, against a head that was noted', async () => {
    await chainOf(4);
    const { head } = await log.verify(TENANT);
    expect((await log.verify(TENANT, { known: [head] })).broken).toBeUndefined();
    const cut = container.stored.pop();
    expect((await log.verify(TENANT)).broken).toBeUndefined();
    expect((await log.verify(TENANT, { known: [head] })).broken).toMatchObject({ sequence: 4 });
    await log.append(TENANT, event(99));
    expect(container.stored.at(-1)?.id).toBe(cut?.id);
    expect((await log.verify(TENANT, { known: [head] })).broken).toMatchObject({ sequence: 4 });
  });

  it('finds that a chain was forged and hashed again, against any head that was noted after the forgery', async () => {
    log = new AuditLog(container.asContainer, () => 0);
    await chainOf(6);
    const heads = container.stored.map((item) => ({ sequence: Number(item['sequence']), hash: String(item['hash']) }));
    container.stored = [];
    for (let number = 1; number <= 6; number++) await log.append(TENANT, event(number === 3 ? 33 : number));
    expect((await log.verify(TENANT)).broken).toBeUndefined();
    expect((await log.verify(TENANT, { known: heads.slice(0, 2) })).broken).toBeUndefined();
    for (const known of [heads, heads.slice(4), heads.slice(5)]) {
      expect((await log.verify(TENANT, { known })).broken?.sequence).toBe(known.find((h) => h.sequence > 2)?.sequence);
    }
  });

  it('verifies part of a chain, after an entry that is known', async () => {
    await chainOf(5);
    const { head } = await log.verify(TENANT, { limit: 2 });
    expect(head.sequence).toBe(2);
    expect(await log.find(TENANT, 2)).toMatchObject({ hash: head.hash });
    expect(await log.find(TENANT, 6)).toBeUndefined();
    expect(await log.verify(TENANT, { after: head, limit: 2 })).toMatchObject({ head: { sequence: 4 } });
    const whole = await log.verify(TENANT, { after: head });
    expect(whole).toMatchObject({ head: { sequence: 5, recordedAt: expect.any(String) as string } });
    tamper(2, (entry) => Object.assign(entry, { action: 'voice.delete' }));
    expect((await log.verify(TENANT, { after: head })).broken).toMatchObject({ sequence: 3 });
    expect((await log.verify(TENANT, { after: { sequence: 2, hash: '0'.repeat(64) } })).broken?.sequence).toBe(3);
  });

  it('names the tenants whose chain has begun', async () => {
    await chainOf(3);
    await log.append(OTHER, event(1));
    expect(await log.startedChains()).toEqual([TENANT, OTHER]);
  });

  it('goes on with the next event after one that failed', async () => {
    const create = container.items.create;
    container.items.create = () => Promise.reject(Object.assign(new Error('busy'), { code: 503 }));
    await expect(log.append(TENANT, event(1))).rejects.toMatchObject({ code: 'dependency-unavailable' });
    container.items.create = create;
    expect(await log.append(TENANT, event(1))).toMatchObject({ sequence: 1 });
  });
});

describe(canonicalJson.name, () => {
  it('is the same for the same value, in whatever order its members were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean())), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what has several forms', () => {
    expect(() => canonicalJson(0.1)).toThrow(TypeError);
    expect(() => canonicalJson([undefined])).toThrow(TypeError);
  });
});

function flipped(text: string): string {
  const code = text.charCodeAt(text.length - 1);
  return `${text.slice(0, -1)}${String.fromCharCode(code ^ 1)}`;
}
