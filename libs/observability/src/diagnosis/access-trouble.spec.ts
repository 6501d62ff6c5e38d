import { describe, expect, it } from 'vitest';
import { saidBy, saysNetwork, troubleOf } from './access-trouble.ts';

describe(saidBy, () => {
  it('tells codes and causes in one line, each once', () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' });
    expect(saidBy(new Error('fetch\n failed', { cause }))).toBe('fetch failed · ENOTFOUND getaddrinfo ENOTFOUND x');
    expect(saidBy(new Error('a', { cause: new Error('a') }))).toBe('a');
    expect(saidBy('a text')).toBe('a text');
  });

  it.each([
    ['https://x.blob.core.windows.net/a?sv=2026&sig=SECRET', 'https://x.blob.core.windows.net/a'],
    ['Endpoint=sb://x/;SharedAccessKey=SECRET;EntityPath=q', 'Endpoint=sb://x/'],
    ['AccountKey=SECRET', ''],
    ['Authorization: Bearer SECRET', ''],
    ['the token eyJhbGciOi.eyJzdWIi.SECRET is wrong', 'is wrong'],
  ])('leaves secrets out: %s', (text, kept) => {
    expect(saidBy(new Error(text))).not.toContain('SECRET');
    expect(saidBy(new Error(text))).toContain(kept);
  });

  it('is short', () => {
    expect(saidBy(new Error('x'.repeat(5_000)))).toHaveLength(300);
  });
});

describe(troubleOf, () => {
  it.each([
    [new Error('connect ECONNREFUSED 10.1.0.4:443'), undefined, 'unreachable'],
    [new Error('something else'), undefined, 'other'],
    [new Error('Principal does not have access to API/Operation.'), 401, 'role'],
    [new Error('Access denied due to Virtual Network/Firewall rules.'), 403, 'network'],
    [new Error('no such thing'), 404, 'absent'],
    [new Error('firewall'), 500, 'other'],
  ])('takes %s with %s for %s', (error, status, kind) => {
    expect(troubleOf(error, status).kind).toBe(kind);
  });
});

it.each([
  'Request originated from IP 203.0.113.7 through public internet. This is blocked by your Cosmos DB account firewall settings.',
  'Ip has been prevented to connect to the endpoint.',
  'Public access is disabled. Please configure private endpoint.',
  'Public network access has been denied',
])('knows the words of network rules: %s', (text) => {
  expect(saysNetwork(text)).toBe(true);
});
