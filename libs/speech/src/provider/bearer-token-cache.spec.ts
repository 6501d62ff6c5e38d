import { describe, expect, it } from 'vitest';
import { ProviderError } from '#domain';
import { NumberedCredential } from '../../testing/credentials.ts';
import { BearerTokenCache } from './bearer-token-cache.ts';

describe('BearerTokenCache', () => {
  it('asks once for callers who come together, and again two minutes before the token expires', async () => {
    const credential = new NumberedCredential(600_000);
    let now = Date.now();
    const cache = new BearerTokenCache(credential, () => now);
    const tokens = await Promise.all([cache.getToken(), cache.getToken(), cache.getToken()]);
    expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set(['token-1']));
    now += 479_000;
    expect((await cache.getToken()).token).toBe('token-1');
    now += 2000;
    expect((await cache.getToken()).token).toBe('token-2');
    expect(credential.scopes).toHaveLength(2);
  });

  it('does not keep a failure', async () => {
    const credential = new NumberedCredential();
    credential.failures.push(new Error('no answer'));
    const cache = new BearerTokenCache(credential);
    await expect(cache.getToken()).rejects.toMatchObject({ code: 'provider-unavailable' });
    expect((await cache.getToken()).token).toBe('token-2');
  });

  it('tells a refusal from an outage', async () => {
    const credential = new NumberedCredential();
    credential.failures.push(Object.assign(new Error('AADSTS700016'), { statusCode: 400 }));
    await expect(new BearerTokenCache(credential).getToken()).rejects.toMatchObject({
      code: 'provider-unauthorized',
      status: 400,
    });
    const without = new BearerTokenCache({ getToken: async () => await Promise.resolve(null) });
    await expect(without.getToken()).rejects.toBeInstanceOf(ProviderError);
  });

  it('asks again after it was told to forget', async () => {
    const cache = new BearerTokenCache(new NumberedCredential());
    await cache.getToken();
    cache.forget();
    expect((await cache.getToken()).token).toBe('token-2');
  });
});
