import { describe, expect, it } from 'vitest';
import { timingsFormat } from './timings-format.ts';

describe(timingsFormat.name, () => {
  it.each([
    [undefined, undefined, 'json'],
    [undefined, '*/*', 'json'],
    [undefined, 'text/vtt', 'vtt'],
    [undefined, 'text/*', 'vtt'],
    [undefined, 'application/x-subrip, application/json;q=0.5', 'srt'],
    [undefined, 'text/vtt;q=0.1, */*;q=0.01', 'vtt'],
    ['srt', 'application/json', 'srt'],
  ] as const)('takes %s before %s: %s', (asked, accept, expected) => {
    expect(timingsFormat(asked, accept)).toBe(expected);
  });

  it.each(['image/png', 'application/json;q=0'])('refuses %s', (accept) => {
    expect(() => timingsFormat(undefined, accept)).toThrow('not-acceptable');
  });
});
