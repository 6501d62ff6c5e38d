import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../principal.ts';
import { VerifiedTokens } from './verified-tokens.ts';

const PRINCIPAL: Principal = { tenantId: 't', objectId: 'o', kind: 'user', roles: [], clientId: 'c' };

describe('VerifiedTokens', () => {
  let now: number;
  let tokens: VerifiedTokens;

  beforeEach(() => {
    now = 1_000_000_000_000;
    tokens = new VerifiedTokens(() => now);
  });

  it('remembers the principal of exactly this token', () => {
    tokens.set('token', PRINCIPAL, now / 1_000 + 60);
    expect(tokens.get('token')).toBe(PRINCIPAL);
    expect(tokens.get('token ')).toBeUndefined();
  });

  it('forgets a token when it ends', () => {
    tokens.set('token', PRINCIPAL, now / 1_000 + 60);
    now += 59_999;
    expect(tokens.get('token')).toBe(PRINCIPAL);
    now += 1;
    expect(tokens.get('token')).toBeUndefined();
    expect(tokens.size).toBe(0);
  });

  it('forgets a token that lives long after five minutes', () => {
    tokens.set('token', PRINCIPAL, now / 1_000 + 86_400);
    now += 300_000;
    expect(tokens.get('token')).toBeUndefined();
  });

  it('does not take in a token that has ended, though the skew lets it pass again', () => {
    tokens.set('token', PRINCIPAL, now / 1_000);
    expect(tokens.size).toBe(0);
  });

  it('holds 5,000 tokens, the newest', () => {
    for (let index = 0; index < 5_100; index += 1) tokens.set(`token-${index}`, PRINCIPAL, now / 1_000 + 60);
    expect(tokens.size).toBe(5_000);
    expect(tokens.get('token-99')).toBeUndefined();
    expect(tokens.get('token-100')).toBe(PRINCIPAL);
  });

  it('holds no token in memory, only digests', () => {
    tokens.set('the-token-itself', PRINCIPAL, now / 1_000 + 60);
    expect(inspect(tokens, { depth: Infinity, showHidden: true })).not.toContain('the-token-itself');
  });
});
