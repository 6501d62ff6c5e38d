import { describe, expect, it } from 'vitest';
import { preferredWaitOf } from './prefer-wait.ts';

describe(preferredWaitOf.name, () => {
  it.each([
    ['wait=10', 10],
    ['respond-async, wait=5', 5],
    ['Wait = "7"; foo', 7],
    ['wait=0', 0],
    ['wait=600', 60],
    ['wait=3, wait=9', 3],
  ])('reads %j as %d s', (header, seconds) => {
    expect(preferredWaitOf(header)).toBe(seconds);
  });

  it.each([undefined, '', 'respond-async', 'wait', 'wait=soon', 'wait=-1', 'await=3', 'wait=1.5'])(
    'takes %j for no wish',
    (header) => {
      expect(preferredWaitOf(header)).toBeUndefined();
    },
  );

  it('reads several headers as one', () => {
    expect(preferredWaitOf(['respond-async', 'wait=2'])).toBe(2);
  });
});
