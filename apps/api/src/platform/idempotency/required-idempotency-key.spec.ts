import { describe, expect, it } from 'vitest';
import { idempotencyKeyOf } from './required-idempotency-key.ts';

describe(idempotencyKeyOf.name, () => {
  it.each([
    ['', 'but is empty'],
    ['k'.repeat(300), 'but has 300'],
    ['schlüssel-17', 'but has others'],
    ['a\tb', 'but has others'],
  ])('refuses %j and says why, but does not repeat it', (key, why) => {
    const detail = `must have 1 to 255 printable ASCII characters, ${why}`;
    expect(() => idempotencyKeyOf(key, true)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        detail: `The header Idempotency-Key ${detail}.`,
        fields: [{ pointer: 'header/Idempotency-Key', code: 'invalid', detail }],
      }),
    );
  });

  it('says which header is missing where one is required', () => {
    expect(() => idempotencyKeyOf(undefined, true)).toThrow(
      expect.objectContaining({
        code: 'idempotency-key-required',
        detail: expect.stringMatching(/^Send the header Idempotency-Key: a new UUID/) as string,
      }),
    );
    expect(idempotencyKeyOf(undefined, false)).toBeUndefined();
    expect(idempotencyKeyOf('k'.repeat(255), true)).toBe('k'.repeat(255));
  });
});
