import { describe, expect, it } from 'vitest';
import { type Consent, CONSENT_STATUSES, hasConsentEnded, reopened } from '#domain';
import { revokedWith } from './revoked-with.ts';

const AT = '2026-11-29T00:00:00.000Z';
const consent = (changes: Partial<Consent>): Consent =>
  ({ id: 'cns_1', kind: 'consent', tenantId: 't', operationId: 'op_1', outbox: [], ...changes }) as Consent;

describe(revokedWith.name, () => {
  it.each(CONSENT_STATUSES)('ends a consent that is %s when another by the same recording is revoked', (status) => {
    const ended = revokedWith(consent({ status }), { status: 'revoked' }, AT);
    expect(hasConsentEnded({ status: ended?.status ?? status }, 0)).toBe(true);
    if (!ended) return;
    expect(ended).toMatchObject({
      status: 'revoked',
      wasActive: status === 'active',
      revokedAt: AT,
      withdrawal: { operationId: '', erase: false, interruptedOperationId: 'op_1' },
      outbox: [{ type: 'consent.enforce', subjectId: 'cns_1' }],
    });
  });

  it('lets those expire that can', () => {
    expect(revokedWith(consent({ status: 'active' }), { status: 'expired' }, AT)).toMatchObject({
      status: 'expired',
    });
    expect(revokedWith(consent({ status: 'rejected' }), { status: 'expired' }, AT)).toBeUndefined();
  });

  it('wins over a restart of the work', () => {
    const failure = { code: 'attempts-exhausted', detail: 'an outage' } as const;
    const rejected = consent({ status: 'rejected', failure });
    expect(reopened(rejected, 'consent.verify', AT)).toMatchObject({ status: 'verifying' });
    const ended = revokedWith(rejected, { status: 'revoked' }, AT);
    expect(() => reopened({ ...rejected, ...ended, failure }, 'consent.verify', AT)).toThrow(/Discard the dead letter/);
  });
});
