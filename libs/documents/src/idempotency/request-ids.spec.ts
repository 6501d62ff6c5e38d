import { describe, expect, it } from 'vitest';
import { type DocumentKind, ID_PREFIXES, isId } from '#domain';
import { partitionKeyOf } from '../store/ids.ts';
import { RequestIds } from './request-ids.ts';

const AT = Date.parse('2026-11-22T10:00:00Z');

describe('RequestIds', () => {
  it('are ids of their kind, with the time of the request', () => {
    const ids = new RequestIds({ seed: 'a', at: AT, resumed: false });
    for (const kind of Object.keys(ID_PREFIXES) as DocumentKind[]) expect(isId(kind, ids.id(kind))).toBe(true);
    expect(partitionKeyOf('synthesis', 'tenant', ids.id('synthesis'))).toBe('tenant:2026-11');
  });

  it('are the same for the same request, and differ by kind, role and request', () => {
    const [first, second] = [false, true].map((resumed) => new RequestIds({ seed: 'a', at: AT, resumed }));
    const other = new RequestIds({ seed: 'b', at: AT, resumed: false });
    expect(first?.id('operation', 'voice')).toBe(second?.id('operation', 'voice'));
    expect(first?.id('operation', 'voice')).toBe(first?.id('operation', 'voice'));
    const tails = [
      first?.id('operation', 'voice'),
      first?.id('operation', 'consent'),
      first?.id('voice'),
      other.id('voice'),
    ].map((id) => id?.split('_')[1]);
    expect(new Set(tails).size).toBe(4);
  });

  it('count as used from the first one on, or when an earlier run may have used them', () => {
    const ids = RequestIds.once();
    expect(ids.used).toBe(false);
    ids.id('voice');
    expect(ids.used).toBe(true);
    expect(new RequestIds({ seed: 'a', at: AT, resumed: true }).used).toBe(true);
  });

  it('of requests that are never repeated are unlike each other', () => {
    expect(RequestIds.once().id('voice')).not.toBe(RequestIds.once().id('voice'));
  });
});
