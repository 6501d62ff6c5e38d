import { describe, expect, it } from 'vitest';
import { type AuditEntry, breakAt, EMPTY_CHAIN, entryId, sealedEntry } from './audit-chain.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';

function entryOf(sequence: number, previousHash: string, id = `vce_${sequence}`): AuditEntry {
  return sealedEntry({
    tenantId: TENANT,
    sequence,
    recordedAt: '2026-11-22T10:00:00.000Z',
    previousHash,
    eventId: `${id}:voice.create`,
    action: 'voice.create',
    outcome: 'accepted',
    at: '2026-11-22T10:00:00.000Z',
    actor: { kind: 'user', id: 'someone' },
    subject: { kind: 'voice', id },
    requestId: undefined,
    details: {},
  });
}

describe(breakAt.name, () => {
  const first = entryOf(1, EMPTY_CHAIN.hash);
  const second = entryOf(2, first.hash);

  it('finds nothing wrong with an entry that follows the one before it', () => {
    expect(breakAt(first, entryId(1), TENANT, EMPTY_CHAIN)).toBeUndefined();
    expect(breakAt(second, entryId(2), TENANT, first)).toBeUndefined();
  });

  it('finds an entry that was put in whole, with a right hash of its own, but follows another', () => {
    const forged = entryOf(1, EMPTY_CHAIN.hash, 'vce_forged');
    expect(breakAt(second, entryId(2), TENANT, forged)).toEqual({
      sequence: 2,
      problem: 'it does not follow the previous entry',
    });
  });

  it('finds an entry whose hash is not that of its content', () => {
    const changed = { ...second, outcome: 'refused' } as AuditEntry;
    expect(breakAt(changed, entryId(2), TENANT, first)?.problem).toBe('its content was changed');
  });

  it('finds an entry of another tenant, at another place, or missing', () => {
    expect(breakAt(second, entryId(2), 'another', first)?.problem).toBe('it belongs to another tenant');
    expect(breakAt(second, entryId(3), TENANT, first)?.problem).toBe('it is missing');
    expect(breakAt(second, entryId(2), TENANT, second)?.problem).toMatch(/another entry/);
  });
});
