import { describe, expect, it } from 'vitest';
import { AT, aSynthesis } from '../testing/index.ts';
import { reopened } from './reopening.ts';
import { isExpired, lengthsOf, newExpiry, withoutText, withSent } from './synthesis-expiry.ts';

const NOW = Date.parse(AT);
const in24h = '2026-11-23T10:00:00.000Z';
const unstored = (changes: Parameters<typeof aSynthesis>[0] = {}) =>
  aSynthesis({ store: false, status: 'succeeded', ...changes });

describe('a synthesis that is not to be stored', () => {
  it.each(['succeeded', 'failed', 'canceled'] as const)('expires a day after it has %s', (status) => {
    expect(newExpiry(unstored({ status }), NOW)).toBe(in24h);
  });

  it.each([
    ['has not ended', unstored({ status: 'running' })],
    ['has a time already', unstored({ expiresAt: in24h })],
    ['is to be stored', aSynthesis({ status: 'succeeded' })],
  ])('gets no time when it %s', (_, synthesis) => {
    expect(newExpiry(synthesis, NOW)).toBeUndefined();
  });

  it('expires an hour after it was sent as a whole for the first time, and no later than before', () => {
    const sent = withSent(unstored({ expiresAt: in24h }), NOW);
    expect(sent).toMatchObject({ sentAt: AT, expiresAt: '2026-11-22T11:00:00.000Z' });
    expect(sent && withSent(sent, NOW + 60_000)).toBeUndefined();
    const soon = '2026-11-22T10:30:00.000Z';
    expect(withSent(unstored({ expiresAt: soon }), NOW)?.expiresAt).toBe(soon);
  });

  it.each([
    ['is to be stored', aSynthesis({ status: 'succeeded' })],
    ['has failed', unstored({ status: 'failed' })],
  ])('does not count what was sent when it %s', (_, synthesis) => {
    expect(withSent(synthesis, NOW)).toBeUndefined();
  });

  it('keeps how long its text was, and nothing of the text', () => {
    const spoken = { text: 'Hallo.', locale: 'de-DE' };
    const lexicon = [{ grapheme: 'GIF', alias: 'jif' }];
    const before = unstored({ text: 'Hello.', ssml: '<speak>Hello.</speak>', lexicon, spoken });
    const after = withoutText(before);
    expect(JSON.stringify(after)).not.toMatch(/Hello|Hallo|GIF/);
    expect(lengthsOf(after)).toEqual(lengthsOf(before));
    expect(lengthsOf(after)).toEqual({ characters: 6, spoken: { locale: 'de-DE', characters: 6 } });
  });

  it('gets a new time when an operator has resubmitted it; a time of the caller stays', () => {
    const failure = { code: 'stalled', detail: 'It stalled.' } as const;
    const failed = { status: 'failed', failure, expiresAt: in24h } as const;
    expect(reopened(unstored(failed), 'synthesis.run', AT).expiresAt).toBeUndefined();
    expect(reopened(aSynthesis(failed), 'synthesis.run', AT).expiresAt).toBe(in24h);
  });
});

describe(isExpired.name, () => {
  it('is true from the moment on', () => {
    expect([in24h, AT, undefined].map((expiresAt) => isExpired({ expiresAt }, NOW))).toEqual([false, true, false]);
  });
});

describe(lengthsOf.name, () => {
  it('tells how long a text is that was left in its blob', () => {
    const textBlob = { blobName: 'b', sha256: 'aa', characters: 300_000 };
    expect(lengthsOf(aSynthesis({ text: '', textBlob }))).toEqual({ characters: 300_000 });
  });
});
