import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runToEnd } from '#loop';
import { fingerprintInSteps } from './fingerprint.ts';

/** As it is defined, and as releases before this one made it of the whole body at once. */
function atOnce(method: string, url: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, canonical(body)]))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([name, member]) => [name, canonical(member)]) };
}

const fingerprint = (body: unknown): string => runToEnd(fingerprintInSteps('POST', '/v1/batches?a="b"', body));

describe(fingerprintInSteps.name, () => {
  it('is that of the canonical body as a whole', () => {
    const text = fc.string({ unit: 'binary' });
    const value = fc.oneof(fc.jsonValue({ maxDepth: 5 }), fc.array(fc.dictionary(text, text)));
    fc.assert(
      fc.property(value, (body) => {
        expect(fingerprint(body)).toBe(atOnce('POST', '/v1/batches?a="b"', body));
      }),
    );
  });

  it('is that of the whole also where strings are hashed in pieces', () => {
    for (const unit of ['a', '😀', 'x😀', '"', '\u{D83D}', '\n']) {
      const body = { text: `.${unit.repeat(100_000)}`, more: [unit.repeat(66_000)] };
      expect(fingerprint(body)).toBe(atOnce('POST', '/v1/batches?a="b"', body));
    }
  });

  it('does not depend on the order of members, and on nothing else less', () => {
    expect(fingerprint({ a: 1, b: [1, 2] })).toBe(fingerprint({ b: [1, 2], a: 1 }));
    expect(fingerprint({ a: 1, b: [1, 2] })).not.toBe(fingerprint({ a: 1, b: [2, 1] }));
  });
});
