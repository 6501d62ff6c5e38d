import { describe, expect, it } from 'vitest';
import { apiTarget } from './api-target.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln';

describe(apiTarget, () => {
  it('takes the origin of a deployment, and its token from the environment', async () => {
    const target = await apiTarget('https://voices.contoso.com/', { TOKEN: ` ${TOKEN}\n` });
    expect(target.baseUrl).toBe('https://voices.contoso.com');
    expect(await target.token()).toBe(TOKEN);
    expect((await apiTarget('http://127.0.0.1:3000', { TOKEN })).baseUrl).toBe('http://127.0.0.1:3000');
  });

  it.each([
    ['http://voices.contoso.com', 'must begin with https://'],
    ['ftp://voices.contoso.com', 'must begin with https://'],
    ['https://user@voices.contoso.com', 'only the origin'],
    ['https://voices.contoso.com/v1', 'only the origin'],
    ['https://voices.contoso.com/?a=1', 'only the origin'],
    ['voices', 'not a valid URL'],
  ])('refuses %s, where the token would be sent', async (url, reason) => {
    const refused = apiTarget(url, { TOKEN });
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.not.toThrow(TOKEN);
  });

  it.each([{}, { TOKEN: ' ' }])('asks for a token', async (environment) => {
    await expect(apiTarget('https://voices.contoso.com', environment)).rejects.toThrow('TOKEN is not set');
  });

  it('refuses a token that would end a header', async () => {
    const refused = apiTarget('https://voices.contoso.com', { TOKEN: 'secret\nx: y' });
    await expect(refused).rejects.toThrow('not allowed in a token');
    await expect(refused).rejects.not.toThrow('secret');
  });
});
