import { describe, expect, it } from 'vitest';
import { aConsent, anUpload, AT } from '../testing/index.ts';
import { reopened } from './reopening.ts';
import { dueAt, RETAINED_STATUSES, retainedSince, retentionDays } from './retention.ts';

describe(retentionDays.name, () => {
  it('takes what the tenant has set, and what the deployment says of the rest', () => {
    const days = retentionDays({ result: 7, sample: null }, { result: 90, sample: 30, deliveryLog: 14 });
    expect(days).toEqual({
      raw: undefined,
      result: 7,
      batch: undefined,
      sample: undefined,
      archive: undefined,
      consentEvidence: undefined,
      deliveryLog: 14,
    });
  });
});

describe(dueAt.name, () => {
  it('counts whole days', () => {
    expect(dueAt('2026-11-22T10:00:00.000Z', 2)).toBe('2026-11-24T10:00:00.000Z');
    expect(dueAt('2026-11-22T10:00:00.000Z', undefined)).toBeUndefined();
  });
});

describe(retainedSince.name, () => {
  it('is the creation, and of a consent its end', () => {
    const updatedAt = '2027-01-01T00:00:00.000Z';
    const revokedAt = '2026-12-01T00:00:00.000Z';
    expect(retainedSince(anUpload({ updatedAt }))).toBe(AT);
    expect(retainedSince(aConsent({ status: 'revoked', revokedAt, updatedAt }))).toBe(revokedAt);
    expect(retainedSince(aConsent({ status: 'rejected', updatedAt }))).toBe(updatedAt);
  });
});

describe('the statuses in which syntheses are removed', () => {
  it('are the last ones', () => {
    expect(new Set(RETAINED_STATUSES.result)).toEqual(new Set(['succeeded', 'failed', 'canceled']));
  });
});

describe('a consent whose evidence was removed', () => {
  it('has its recording compared again when an operator has it resumed', () => {
    const failure = { code: 'stalled', detail: 'It stalled.' } as const;
    const rejected = aConsent({ status: 'rejected', failure, submittedAt: undefined });
    expect(reopened(rejected, 'consent.verify', AT)).toMatchObject({ stage: 'submitting-to-azure' });
    const resumed = reopened({ ...rejected, evidenceRemovedAt: AT }, 'consent.verify', AT);
    expect(resumed).toMatchObject({ status: 'verifying', stage: 'waiting-for-recording' });
    expect(resumed).toMatchObject({ evidence: undefined, evidenceRemovedAt: undefined });
  });
});
