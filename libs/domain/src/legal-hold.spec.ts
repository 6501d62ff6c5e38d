import { describe, expect, it } from 'vitest';
import { aConsent, aHold, anId, aReceipt, AT } from '../testing/index.ts';
import { erasedConsent } from './consent.ts';
import {
  holdableKindOf,
  isBeingRemoved,
  legalHoldStatus,
  REMOVAL_ANNOUNCED_MS,
  removalSettlesInMs,
} from './legal-hold.ts';

const NOW = Date.parse(AT);

describe('a legal hold', () => {
  it('is placed when Storage has it, and is released only when Storage has cleared its own', () => {
    expect(legalHoldStatus(aHold({ placedAt: undefined }))).toBe('placing');
    expect(legalHoldStatus(aHold())).toBe('placed');
    expect(legalHoldStatus(aHold({ releasedAt: AT }))).toBe('releasing');
  });

  it('is set on what has files, and not on a voice', () => {
    expect(holdableKindOf(anId('upload'))).toBe('upload');
    expect(holdableKindOf(anId('consent'))).toBe('consent');
    expect(holdableKindOf(anId('synthesis'))).toBe('synthesis');
    expect(holdableKindOf(anId('voice'))).toBeUndefined();
  });

  it('keeps of an erased consent what it proves', () => {
    const held = erasedConsent(aConsent({ legalHold: aHold() }), aReceipt());
    expect(held).toMatchObject({ status: 'deleted', receipt: aReceipt(), voiceTalentName: 'Ada Example' });
    expect(held.evidence).toBeDefined();
    const erased = erasedConsent({ ...held, legalHold: undefined }, aReceipt());
    expect([erased.voiceTalentName, erased.statement, erased.evidence]).toEqual(['', '', undefined]);
  });
});

describe('the announcement of a removal', () => {
  it('settles after the longest request, and is repeated when it was not acted on for long', () => {
    expect(removalSettlesInMs(undefined, NOW, 1_000)).toBeUndefined();
    expect(removalSettlesInMs(AT, NOW + 400, 1_000)).toBe(600);
    expect(removalSettlesInMs(AT, NOW + 1_000, 1_000)).toBe(0);
    expect(removalSettlesInMs(AT, NOW + REMOVAL_ANNOUNCED_MS / 2, 1_000)).toBeUndefined();
  });

  it('counts for a day', () => {
    expect(isBeingRemoved(undefined, NOW)).toBe(false);
    expect(isBeingRemoved(AT, NOW + REMOVAL_ANNOUNCED_MS - 1)).toBe(true);
    expect(isBeingRemoved(AT, NOW + REMOVAL_ANNOUNCED_MS)).toBe(false);
  });
});
