import { describe, expect, it } from 'vitest';
import { isRetryable, type ProviderErrorCode } from '#domain';
import { codeOfStatus, providerErrorOf, retryAfterMsOf, withoutSecrets } from './provider-errors.ts';

describe(codeOfStatus.name, () => {
  it.each<[number, ProviderErrorCode, boolean]>([
    [400, 'provider-rejected', false],
    [401, 'provider-unauthorized', true],
    [403, 'provider-unauthorized', true],
    [404, 'provider-rejected', false],
    [408, 'provider-timeout', true],
    [409, 'provider-rejected', false],
    [429, 'provider-throttled', true],
    [449, 'provider-unavailable', true],
    [500, 'provider-unavailable', true],
    [503, 'provider-unavailable', true],
    [504, 'provider-timeout', true],
  ])('takes HTTP %i for %s, to be retried: %s', (status, code, retryable) => {
    expect(codeOfStatus(status)).toBe(code);
    expect(isRetryable(providerErrorOf(status, new Headers(), ''))).toBe(retryable);
  });

  it('takes a full disk, which Azure answers with 400, for an outage', () => {
    expect(codeOfStatus(400, 'There is not enough space on the disk.')).toBe('provider-unavailable');
  });
});

describe(retryAfterMsOf.name, () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    ['milliseconds of Azure', { 'x-ms-retry-after-ms': '250' }, 250],
    ['a date', { 'retry-after': 'Sun, 22 Nov 2026 10:00:05 GMT' }, 5_000],
    ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
    ['words', { 'retry-after': 'soon' }, undefined],
    ['nothing', {}, undefined],
  ])('reads %s', (_, headers, expected) => {
    const now = () => Date.parse('2026-11-22T10:00:00Z');
    expect(retryAfterMsOf(new Headers(headers), now)).toBe(expected);
  });
});

describe(withoutSecrets.name, () => {
  it('removes query strings of URLs and bearer tokens', () => {
    expect(withoutSecrets('GET https://a.example/b?sig=secret failed for Bearer abc.def')).toBe(
      'GET https://a.example/b?… failed for Bearer …',
    );
  });
});
