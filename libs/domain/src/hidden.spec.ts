import { describe, expect, it } from 'vitest';
import { aHold, anUpload, AT, aSynthesis } from '../testing/index.ts';
import { isHidden } from './hidden.ts';

const NOW = Date.parse(AT);
const legalHold = aHold();

describe(isHidden.name, () => {
  it.each([
    ['an upload that was erased', anUpload({ status: 'deleted' })],
    ['speech whose time is over', aSynthesis({ expiresAt: AT })],
  ])('is %s, while a hold keeps it', (_, document) => {
    expect(isHidden({ ...document, legalHold }, NOW)).toBe(true);
    expect(isHidden(document, NOW)).toBe(false);
  });

  it('is nothing else that is held', () => {
    expect(isHidden(anUpload({ legalHold }), NOW)).toBe(false);
    expect(isHidden(aSynthesis({ legalHold }), NOW)).toBe(false);
    expect(isHidden(aSynthesis({ legalHold, expiresAt: AT }), NOW - 1)).toBe(false);
  });
});
