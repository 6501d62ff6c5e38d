import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { aPrincipal } from '#auth/testing';
import { stub } from '#domain/testing';
import type { Audited } from './audit-message.ts';
import type { AuditTrail } from './audit-trail.ts';
import { VoiceUse } from './voice-use.ts';

const ADA = aPrincipal({ kind: 'user', tenantId: 't', objectId: 'ada' });
const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const MINUTE = 60_000;

/** One API process. */
function replica() {
  const recorded: Audited[] = [];
  const principals: Principal[] = [];
  const record = vi.fn((principal: Principal, audited: Audited) => {
    principals.push(principal);
    recorded.push(audited);
    return Promise.resolve();
  });
  return { use: new VoiceUse(stub<AuditTrail>({ record })), recorded, principals };
}

const idsOf = (recorded: readonly Audited[]) => recorded.map(({ eventId }) => eventId);

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOON }));
afterEach(() => void vi.useRealTimers());

describe(VoiceUse.name, () => {
  it('records who speaks with which voice, and in which way', () => {
    const { use, recorded } = replica();
    use.record(ADA, ['vce_1', 'vce_2'], 'live');
    const event = { action: 'voice.speak', eventId: expect.stringMatching(/^speak:[0-9a-f]{40}$/) as string };
    expect(recorded).toEqual([
      { ...event, subject: { kind: 'voice', id: 'vce_1' }, details: { way: 'live' } },
      { ...event, subject: { kind: 'voice', id: 'vce_2' }, details: { way: 'live' } },
    ]);
    expect(new Set(idsOf(recorded)).size).toBe(2);
  });

  it('records it once a minute, each time under an id of its own', () => {
    const { use, recorded } = replica();
    for (const second of [0, 1, 59, 60, 61, 119]) {
      vi.setSystemTime(NOON + second * 1_000);
      use.record(ADA, ['vce_1'], 'live');
    }
    expect(recorded).toHaveLength(2);
    expect(new Set(idsOf(recorded)).size).toBe(2);
  });

  it('keeps tenants, principals, voices and ways apart', () => {
    const { use, recorded } = replica();
    use.record(ADA, ['vce_1'], 'live');
    use.record(ADA, ['vce_1'], 'queued');
    use.record(ADA, ['vce_1'], 'batch');
    use.record(ADA, ['vce_2'], 'live');
    use.record({ ...ADA, objectId: 'bob' }, ['vce_1'], 'live');
    use.record({ ...ADA, tenantId: 'u' }, ['vce_1'], 'live');
    expect(new Set(idsOf(recorded)).size).toBe(6);
  });

  it('keeps a person, and each producer that acts for the same person, apart', () => {
    const { use, recorded, principals } = replica();
    const doors = [ADA, { ...ADA, producer: 'ivr' }, { ...ADA, producer: 'night' }];
    for (const principal of [...doors, ...doors]) use.record(principal, ['vce_1'], 'queued');
    expect(principals.map(({ producer }) => producer)).toEqual([undefined, 'ivr', 'night']);
    expect(new Set(idsOf(recorded)).size).toBe(3);
  });

  it('gives the same event the same id in another process, and in a later run of the same request', () => {
    const [one, other] = [replica(), replica()];
    one.use.record(ADA, ['vce_1'], 'queued', NOON);
    vi.setSystemTime(NOON + 5 * MINUTE);
    other.use.record(ADA, ['vce_1'], 'queued', NOON + 1);
    expect(idsOf(other.recorded)).toEqual(idsOf(one.recorded));
  });

  it('remembers a limited number, and gives what it forgot the same id again', () => {
    const { use, recorded } = replica();
    for (let index = 0; index < 10_000; index++) use.record(ADA, [`vce_${index}`], 'live');
    use.record(ADA, ['vce_0'], 'live');
    expect(recorded).toHaveLength(10_000);
    use.record(ADA, ['vce_more'], 'live');
    use.record(ADA, ['vce_0'], 'live');
    expect(recorded).toHaveLength(10_002);
    expect(recorded.at(-1)?.eventId).toBe(recorded[0]?.eventId);
  });
});
