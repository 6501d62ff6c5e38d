import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { API_SCOPE, DEMO_CLIENT, SANDBOX_DIRECTORY, SWAGGER_CLIENT, WEBHOOK_TESTER_CLIENT } from './directory.ts';
import { type Entra, startEntra } from './entra-server.ts';

const [CONTOSO, FABRIKAM] = SANDBOX_DIRECTORY.tenants;
const TENANT = SANDBOX_DIRECTORY.homeTenantId;
const API = SANDBOX_DIRECTORY.api.clientId;
const REDIRECT_URI = 'http://localhost:3999/docs/oauth2-redirect.html';
const [ADMIN, PRODUCER] = CONTOSO?.users ?? [];

describe('the identity provider', () => {
  let context: TestContext;
  let entra: Entra;
  const verifier = randomBytes(32).toString('base64url');
  beforeEach(async () => {
    context = await testContext();
    entra = await startEntra(context);
    context.onClose(() => entra.close());
  });
  afterEach(() => context.close());

  const url = (path: string, tenant = TENANT): string => `${entra.authority}/${tenant}${path}`;
  const token = async (
    form: Record<string, string>,
    init: { tenant?: string; headers?: Record<string, string> } = {},
  ) => {
    const response = await fetch(url('/oauth2/v2.0/token', init.tenant), {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: init.headers ?? {},
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, string>,
    };
  };
  const question = (changes: Record<string, string> = {}): Record<string, string> => ({
    client_id: SWAGGER_CLIENT.clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: `openid offline_access api://${API}/${API_SCOPE}`,
    state: 'a <state> & "more"',
    nonce: 'n-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  const authorize = async (parameters: Record<string, string>, tenant = TENANT) =>
    fetch(`${url('/oauth2/v2.0/authorize', tenant)}?${new URLSearchParams(parameters).toString()}`, {
      redirect: 'manual',
    });
  const signIn = async (form: URLSearchParams, tenant = TENANT): Promise<URL> => {
    const response = await fetch(url('/oauth2/v2.0/authorize', tenant), {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    return new URL(response.headers.get('location') ?? '');
  };
  const codeFor = async (
    changes: Record<string, string> = {},
    user = `${TENANT}/${PRODUCER?.oid}`,
  ): Promise<string> => {
    const back = await signIn(
      new URLSearchParams({ ...question(changes), sandbox_user: user, sandbox_roles: 'assigned' }),
    );
    return back.searchParams.get('code') ?? '';
  };
  const exchange = (code: string, changes: Record<string, string> = {}) =>
    token({
      grant_type: 'authorization_code',
      client_id: SWAGGER_CLIENT.clientId,
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
      ...changes,
    });

  describe('metadata and keys', () => {
    it('names a tenant in the v2.0 document', async () => {
      const document = (await (await fetch(url('/v2.0/.well-known/openid-configuration'))).json()) as Record<
        string,
        unknown
      >;
      expect(document).toMatchObject({
        issuer: `${entra.authority}/${TENANT}/v2.0`,
        jwks_uri: `${entra.authority}/${TENANT}/discovery/v2.0/keys`,
        authorization_endpoint: `${entra.authority}/${TENANT}/oauth2/v2.0/authorize`,
        token_endpoint: `${entra.authority}/${TENANT}/oauth2/v2.0/token`,
        code_challenge_methods_supported: ['S256'],
      });
    });

    it.each(['common', 'organizations'])('leaves a placeholder for the tenant under %s', async (tenant) => {
      const response = await fetch(url('/v2.0/.well-known/openid-configuration', tenant));
      await expect(response.json()).resolves.toMatchObject({ issuer: `${entra.authority}/{tenantid}/v2.0` });
    });

    it('names the v1.0 issuer in the v1.0 document', async () => {
      const response = await fetch(url('/.well-known/openid-configuration'));
      await expect(response.json()).resolves.toMatchObject({ issuer: `https://sts.windows.net/${TENANT}/` });
    });

    it('publishes the old key beside the new one after a rotation', async () => {
      const published = async () =>
        ((await (await fetch(url('/discovery/v2.0/keys'))).json()) as { keys: Record<string, unknown>[] }).keys;
      const [before] = await published();
      const kid = await entra.rotateKeys();
      const after = await published();
      expect(after.map((key) => key['kid'])).toEqual([kid, before?.['kid']]);
      expect(after[0]).toMatchObject({ kty: 'RSA', use: 'sig', x5t: kid, issuer: `${entra.authority}/${TENANT}/v2.0` });
      entra.dropOldKeys();
      expect((await published()).map((key) => key['kid'])).toEqual([kid]);
    });

    it('does not know other tenants', async () => {
      const response = await fetch(url('/v2.0/.well-known/openid-configuration', 'nowhere'));
      expect(response.status).toBe(400);
      await expect(response.json()).resolves.toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
    });
  });

  describe('client credentials', () => {
    const form = {
      grant_type: 'client_credentials',
      client_id: WEBHOOK_TESTER_CLIENT.clientId,
      client_secret: WEBHOOK_TESTER_CLIENT.secret,
      scope: `api://${API}/.default`,
    };

    it('yield a token with the roles granted to the app', async () => {
      const { status, headers, body } = await token(form);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({
        aud: API,
        azp: WEBHOOK_TESTER_CLIENT.clientId,
        roles: WEBHOOK_TESTER_CLIENT.grantedRoles,
        idtyp: 'app',
      });
      expect(body).not.toHaveProperty('refresh_token');
    });

    it('may come in the Authorization header', async () => {
      const { client_id: id, client_secret: secret, ...rest } = form;
      const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
      await expect(token(rest, { headers: { authorization: `Basic ${basic}` } })).resolves.toMatchObject({
        status: 200,
      });
    });

    it.each([
      ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
      ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
      ['an unknown client', { client_id: 'unknown' }, 400, 'unauthorized_client', 700016],
      ['a public client', { client_id: SWAGGER_CLIENT.clientId, client_secret: '' }, 401, 'invalid_client', 7000218],
      ['a resource that nobody has', { scope: 'https://example.com/.default' }, 400, 'invalid_resource', 500011],
      ['a permission of the API', { scope: `api://${API}/${API_SCOPE}` }, 400, 'invalid_scope', 1002012],
      ['no scope', { scope: '' }, 400, 'invalid_scope', 1002012],
      ['an unknown grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ])('are refused with %s', async (_what, change, status, error, number) => {
      const answer = await token({ ...form, ...change });
      expect(answer).toMatchObject({ status, body: { error, error_codes: [number] } });
      expect(answer.body['error_description']).toMatch(new RegExp(`^AADSTS${number}: .*Trace ID: .*Timestamp: `));
    });

    it('need a tenant', async () => {
      await expect(token(form, { tenant: 'common' })).resolves.toMatchObject({
        status: 400,
        body: { error_codes: [50194] },
      });
    });
  });

  describe('authorization code with PKCE', () => {
    it('signs a user in on the page and yields tokens once', async () => {
      const page = await authorize(question({ login_hint: PRODUCER?.username ?? '' }));
      expect(page.status).toBe(200);
      const text = await page.text();
      const form = formOf(text);
      expect(form.get('sandbox_user')).toBe(`${TENANT}/${PRODUCER?.oid}`);
      const back = await signIn(form);
      expect(back.origin + back.pathname).toBe(REDIRECT_URI);
      expect(back.searchParams.get('state')).toBe('a <state> & "more"');
      const code = back.searchParams.get('code') ?? '';
      const { status, body } = await exchange(code);
      expect(status).toBe(200);
      expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({
        azp: SWAGGER_CLIENT.clientId,
        azpacr: '0',
        oid: PRODUCER?.oid,
        name: PRODUCER?.name,
        preferred_username: PRODUCER?.username,
        roles: PRODUCER?.roles,
        scp: API_SCOPE,
        tid: TENANT,
      });
      expect(decodeJwt(body['id_token'] ?? '')).toMatchObject({ aud: SWAGGER_CLIENT.clientId, nonce: 'n-1' });
      await expect(exchange(code)).resolves.toMatchObject({
        status: 400,
        body: { error: 'invalid_grant', error_codes: [54005] },
      });
      // The second use also revoked what the first one yielded.
      await expect(refresh(body['refresh_token'] ?? '')).resolves.toMatchObject({
        status: 400,
        body: { error: 'invalid_grant' },
      });
    });

    const refresh = (refreshToken: string) =>
      token({ grant_type: 'refresh_token', client_id: SWAGGER_CLIENT.clientId, refresh_token: refreshToken });

    it('refreshes tokens, each refresh token once, for 24 hours', async () => {
      const first = await exchange(await codeFor());
      const second = await refresh(first.body['refresh_token'] ?? '');
      expect(decodeJwt(second.body['access_token'] ?? '')).toMatchObject({ oid: PRODUCER?.oid, scp: API_SCOPE });
      await expect(refresh(first.body['refresh_token'] ?? '')).resolves.toMatchObject({ status: 400 });
      context.clock.advance(25 * 3_600_000);
      await expect(refresh(second.body['refresh_token'] ?? '')).resolves.toMatchObject({
        status: 400,
        body: { error_codes: [700084] },
      });
    });

    it('signs in with chosen roles instead of the assigned ones', async () => {
      const form = new URLSearchParams({
        ...question(),
        sandbox_user: `${TENANT}/${ADMIN?.oid}`,
        sandbox_roles: 'chosen',
      });
      for (const role of ['Voice.Read', 'Invented.Role', 'Audit.Read']) form.append('sandbox_role', role);
      const { body } = await exchange((await signIn(form)).searchParams.get('code') ?? '');
      expect(decodeJwt(body['access_token'] ?? '')['roles']).toEqual(['Voice.Read', 'Audit.Read']);
    });

    it('lets a user of any tenant sign in under common, and only its own users under a tenant', async () => {
      const common = await (await authorize(question(), 'common')).text();
      expect(common).toContain('Contoso Producer');
      expect(common).toContain('Fabrikam Producer');
      await expect((await authorize(question())).text()).resolves.not.toContain('Fabrikam');
      const foreign = `${FABRIKAM?.tenantId}/${FABRIKAM?.users[0]?.oid}`;
      const back = await signIn(new URLSearchParams({ ...question(), sandbox_user: foreign }));
      expect(back.searchParams.get('error')).toBe('access_denied');
    });

    it.each([
      ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 501481],
      ['no verifier', { code_verifier: '' }, 501481],
      ['another redirect URI', { redirect_uri: 'http://localhost:1/docs/oauth2-redirect.html' }, 500112],
      ['another client', { client_id: DEMO_CLIENT.clientId, client_secret: DEMO_CLIENT.secret }, 70000],
      ['an invented code', { code: 'invented' }, 70000],
    ])('refuses a code with %s', async (_what, change, number) => {
      await expect(exchange(await codeFor(), change)).resolves.toMatchObject({
        status: 400,
        body: { error: 'invalid_grant', error_codes: [number] },
      });
    });

    it('refuses a code after ten minutes', async () => {
      const code = await codeFor();
      context.clock.advance(600_001);
      await expect(exchange(code)).resolves.toMatchObject({ status: 400, body: { error_codes: [70008] } });
    });

    it.each([
      ['no challenge', { code_challenge: '' }, 'invalid_request'],
      ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
      ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
      ['a scope of another API', { scope: 'https://graph.microsoft.com/User.Read' }, 'invalid_resource'],
      ['silence', { prompt: 'none' }, 'login_required'],
    ])('sends the client an error for %s', async (_what, change, error) => {
      const response = await authorize(question(change));
      expect(response.status).toBe(303);
      const back = new URL(response.headers.get('location') ?? '');
      expect(Object.fromEntries(back.searchParams)).toMatchObject({ error, state: 'a <state> & "more"' });
    });

    it('answers in the fragment when asked to', async () => {
      const form = new URLSearchParams({
        ...question({ response_mode: 'fragment' }),
        sandbox_user: `${TENANT}/${ADMIN?.oid}`,
      });
      const back = await signIn(form);
      expect(back.search).toBe('');
      expect(new URLSearchParams(back.hash.slice(1)).get('code')).toMatch(/^[\w-]{43}$/);
    });

    it.each([
      ['an unknown client', { client_id: '<script>alert(1)</script>' }],
      ['an unregistered address', { redirect_uri: 'https://evil.example/docs/oauth2-redirect.html' }],
      ['another path', { redirect_uri: 'http://localhost:3999/elsewhere' }],
      ['an address with a user name', { redirect_uri: 'http://localhost@evil.example/docs/oauth2-redirect.html' }],
      ['a script as address', { redirect_uri: 'javascript:alert(1)' }],
    ])('never redirects to %s', async (_what, change) => {
      const response = await authorize(question(change));
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(await response.text()).not.toContain('<script>');
    });
  });

  it('serves a page that no parameter can break out of, and that needs no script', async () => {
    const attack = `"><script>alert(1)</script>'`;
    const response = await authorize(question({ state: attack, nonce: attack, [attack]: attack }));
    const page = await response.text();
    expect(page).not.toContain('<script');
    expect(formOf(page).get('state')).toBe(attack);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'nonce-[\w-]+';/);
    expect(page).toContain('lang="en"');
    // Every control has a label of its own and every group a name.
    expect(page.match(/<input type="(radio|checkbox)"/g)).toHaveLength(page.match(/<label><input/g)?.length ?? 0);
    expect(page.match(/<fieldset>/g)).toHaveLength(page.match(/<fieldset><legend>/g)?.length ?? 0);
  });

  it('lets pages of this machine read its answers, and no others', async () => {
    const preflight = (origin: string) =>
      fetch(url('/oauth2/v2.0/token'), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-requested-with',
        },
      });
    const allowed = await preflight('http://localhost:3999');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:3999');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('x-requested-with');
    expect((await preflight('https://localhost.evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const refused = await fetch(url('/oauth2/v2.0/token'), {
      method: 'POST',
      body: '',
      headers: { origin: 'http://127.0.0.1:1' },
    });
    expect(refused.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:1');
  });

  it('answers 400 to a body that is not a form', async () => {
    const response = await fetch(url('/oauth2/v2.0/token'), {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({ error: 'invalid_request' });
  });

  it('fails as scripted', async () => {
    context.faults.add({
      service: 'entra',
      operation: 'keys',
      effect: { kind: 'error', status: 503, headers: { 'Retry-After': '7' } },
    });
    context.faults.add({ service: 'entra', operation: 'metadata', effect: { kind: 'drop' } });
    context.faults.add({ service: 'entra', operation: 'token', effect: { kind: 'drop', after: 'work' } });
    const keys = await fetch(url('/discovery/v2.0/keys'));
    expect([keys.status, keys.headers.get('retry-after')]).toEqual([503, '7']);
    expect((await fetch(url('/discovery/v2.0/keys'))).status).toBe(200);
    await expect(fetch(url('/v2.0/.well-known/openid-configuration'))).rejects.toThrow('fetch failed');
    const code = await codeFor();
    await expect(exchange(code)).rejects.toThrow('fetch failed');
    await expect(exchange(code)).resolves.toMatchObject({ body: { error_codes: [54005] } });
  });

  it('never logs a token, a code or a secret', async () => {
    const code = await codeFor();
    const { body } = await exchange(code);
    await token({ grant_type: 'client_credentials', client_id: DEMO_CLIENT.clientId, client_secret: 'wrong-secret' });
    const logged = JSON.stringify(context.logged);
    expect(logged).toContain('entra refused a request');
    for (const secret of [code, body['access_token'], body['refresh_token'], 'wrong-secret', verifier])
      expect(logged).not.toContain(secret);
  });
});

/** What a browser would submit if the user pressed the button at once. */
function formOf(page: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const [, attributes = ''] of page.matchAll(/<input ([^>]*)>/g)) {
    const attribute = (name: string): string =>
      unescapeHtml(new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
    const submitted = attribute('type') === 'hidden' || / checked/.test(attributes);
    if (submitted) form.append(attribute('name'), attribute('value'));
  }
  return form;
}

function unescapeHtml(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_match, name: string) => entities[name] ?? '');
}
