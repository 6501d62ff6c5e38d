import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { DEMO_CLIENT, SANDBOX_DIRECTORY } from './directory.ts';
import { type Entra, startEntra } from './entra-server.ts';
import { stableGuid } from './token-issuer.ts';

const TENANT = SANDBOX_DIRECTORY.homeTenantId;
const OTHER_TENANT = SANDBOX_DIRECTORY.tenants[1]?.tenantId ?? '';
const API = SANDBOX_DIRECTORY.api.clientId;
const HOUR_MS = 3_600_000;

describe('tokens of the sandbox', () => {
  let context: TestContext;
  let entra: Entra;
  beforeEach(async () => {
    context = await testContext();
    entra = await startEntra(context);
    context.onClose(() => entra.close());
  });
  afterEach(() => context.close());

  it.each(['https://vault.azure.net', 'https://management.azure.com/', 'https://eventgrid.azure.net'])(
    'are given to an application for %s',
    async (resource) => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: DEMO_CLIENT.clientId,
        client_secret: DEMO_CLIENT.secret,
        scope: `${resource}/.default`,
      });
      const answer = await fetch(`${entra.authority}/${TENANT}/oauth2/v2.0/token`, { method: 'POST', body });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      expect(decodeJwt(token)).toMatchObject({ aud: resource, appid: DEMO_CLIENT.clientId, idtyp: 'app', ver: '1.0' });
      await expect(entra.verifyToken(token, resource)).resolves.toBe(true);
    },
  );

  it('look like those of Entra ID for a user', async () => {
    const { token } = await entra.issuer.issueToken({
      tenantId: TENANT,
      oid: stableGuid('someone'),
      scp: 'access_as_user',
      roles: ['Voice.Read'],
    });
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'RS256', kid: expect.any(String) as unknown });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      aud: API,
      iss: `${entra.authority}/${TENANT}/v2.0`,
      azpacr: '0',
      oid: stableGuid('someone'),
      roles: ['Voice.Read'],
      scp: 'access_as_user',
      tid: TENANT,
      ver: '2.0',
    });
    expect(claims).not.toHaveProperty('idtyp');
    expect(claims.sub).not.toBe(claims['oid']);
    expect(claims.nbf).toBe(claims.iat);
    const lifetime = (claims.exp ?? 0) - (claims.iat ?? 0);
    expect(lifetime).toBeGreaterThanOrEqual(3600);
    expect(lifetime).toBeLessThanOrEqual(5401);
  });

  it('look like those of Entra ID for an app', async () => {
    const { token } = await entra.issuer.issueToken({ tenantId: TENANT, roles: ['Voice.Admin'] });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ idtyp: 'app', azpacr: '1', roles: ['Voice.Admin'], sub: claims['oid'] });
    expect(claims).not.toHaveProperty('scp');
  });

  it('can be made as Entra ID never would, for attacks', async () => {
    const { token } = await entra.issuer.issueToken({
      tenantId: TENANT,
      claims: { tid: 'x', aud: ['a', 'b'], exp: undefined },
    });
    expect(decodeJwt(token)).toMatchObject({ tid: 'x', aud: ['a', 'b'] });
    expect(decodeJwt(token)).not.toHaveProperty('exp');
  });

  it('are accepted for their audience, with or without its trailing slash, and for no other', async () => {
    const [identity] = SANDBOX_DIRECTORY.managedIdentities;
    if (!identity) throw new Error('The directory has no managed identity.');
    const { token } = await entra.issuer.issueManagedIdentityToken(identity, 'https://servicebus.azure.net/');
    expect(decodeJwt(token)).toMatchObject({ iss: `https://sts.windows.net/${TENANT}/`, ver: '1.0', appidacr: '2' });
    expect(decodeProtectedHeader(token)).toMatchObject({ x5t: decodeProtectedHeader(token).kid });
    await expect(entra.verifyToken(token, 'https://servicebus.azure.net')).resolves.toBe(true);
    await expect(entra.verifyToken(token, 'https://servicebus.azure.net/')).resolves.toBe(true);
    await expect(entra.verifyToken(token, 'https://storage.azure.com')).resolves.toBe(false);
  });

  it.each([
    ['text that is no token', async () => 'nonsense'],
    ['an empty token', async () => ''],
    [
      'an unsigned token',
      async (issuer: Entra['issuer']) => unsigned((await issuer.issueToken({ tenantId: TENANT })).token),
    ],
    [
      'a changed token',
      async (issuer: Entra['issuer']) => changed((await issuer.issueToken({ tenantId: TENANT })).token),
    ],
    [
      'an expired token',
      async (issuer: Entra['issuer']) => (await issuer.issueToken({ tenantId: TENANT, lifetimeSeconds: -1 })).token,
    ],
    [
      'an unknown tenant',
      async (issuer: Entra['issuer']) => (await issuer.issueToken({ tenantId: stableGuid('elsewhere') })).token,
    ],
    [
      'another tenant than its issuer',
      async (issuer: Entra['issuer']) =>
        (await issuer.issueToken({ tenantId: TENANT, claims: { tid: OTHER_TENANT } })).token,
    ],
  ])('are refused: %s', async (_what, make) => {
    await expect(entra.verifyToken(await make(entra.issuer), API)).resolves.toBe(false);
  });

  it('expire by the clock of the sandbox', async () => {
    const { token } = await entra.issuer.issueToken({ tenantId: TENANT });
    await expect(entra.verifyToken(token, API)).resolves.toBe(true);
    context.clock.advance(2 * HOUR_MS);
    await expect(entra.verifyToken(token, API)).resolves.toBe(false);
  });

  it('that were accepted for one audience are accepted for no other, and not before they are valid', async () => {
    const { token } = await entra.issuer.issueToken({ tenantId: TENANT });
    await expect(entra.verifyToken(token, API)).resolves.toBe(true);
    await expect(entra.verifyToken(token, 'https://storage.azure.com')).resolves.toBe(false);
    await expect(entra.verifyToken(changed(token), API)).resolves.toBe(false);
    context.clock.advance(-HOUR_MS);
    await expect(entra.verifyToken(token, API)).resolves.toBe(false);
  });

  it('are not dated in the future of those who go by the clock of the machine', async () => {
    context.clock.advance(48 * HOUR_MS);
    const { token } = await entra.issuer.issueToken({ tenantId: TENANT });
    await expect(entra.verifyToken(token, API)).resolves.toBe(true);
    const keys = createRemoteJWKSet(new URL(`${entra.authority}/${TENANT}/discovery/v2.0/keys`));
    await expect(jwtVerify(token, keys, { audience: API, clockTolerance: 1 })).resolves.toBeDefined();
  });

  it('survive a rotation of the keys until the old ones are dropped', async () => {
    const { token: before } = await entra.issuer.issueToken({ tenantId: TENANT });
    const kid = await entra.rotateKeys();
    const { token: after } = await entra.issuer.issueToken({ tenantId: TENANT });
    expect(decodeProtectedHeader(after).kid).toBe(kid);
    expect(decodeProtectedHeader(before).kid).not.toBe(kid);
    const keys = () => createRemoteJWKSet(new URL(`${entra.authority}/${TENANT}/discovery/v2.0/keys`));
    await expect(jwtVerify(before, keys())).resolves.toBeDefined();
    entra.dropOldKeys();
    await expect(jwtVerify(before, keys())).rejects.toThrow('no applicable key found');
    await expect(jwtVerify(after, keys())).resolves.toBeDefined();
    // The services of the sandbox go on to accept what the deployables hold.
    await expect(entra.verifyToken(before, API)).resolves.toBe(true);
  });

  it('are accepted by the BearerStrategy of passport-azure-ad through the published metadata', async () => {
    const { token } = await entra.issuer.issueToken({ tenantId: TENANT, scp: 'access_as_user' });
    // It fetches the keys once: after the rotation, so that the old and the new key are both in its hands.
    await entra.rotateKeys();
    const { token: rotated } = await entra.issuer.issueToken({ tenantId: TENANT, scp: 'access_as_user' });
    await expect(authenticate(entra, token)).resolves.toMatchObject({ tid: TENANT, aud: API });
    await expect(authenticate(entra, rotated)).resolves.toMatchObject({ tid: TENANT, aud: API });
    await expect(authenticate(entra, changed(token))).rejects.toThrow('cannot verify token');
    const { token: foreign } = await entra.issuer.issueToken({ tenantId: OTHER_TENANT, scp: 'access_as_user' });
    await expect(authenticate(entra, foreign)).rejects.toThrow('cannot verify token');
  });
});

/** Swaps two characters of the signature's middle. */
function changed(token: string): string {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  const middle = Math.floor(signature.length / 2);
  const other = signature[middle] === 'A' ? 'B' : 'A';
  return `${token.slice(0, -signature.length)}${signature.slice(0, middle)}${other}${signature.slice(middle + 1)}`;
}

function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'none' })).toString('base64url');
  return `${header}.${token.split('.')[1]}.`;
}

interface BearerStrategy {
  success(user: unknown): void;
  fail(challenge: unknown): void;
  error(error: unknown): void;
  authenticate(request: object, options: object): void;
}

/** Runs the strategy as passport does; a refusal rejects with its challenge. The package has no types. */
function authenticate(entra: Entra, token: string): Promise<unknown> {
  const BearerStrategy = createRequire(import.meta.url)('passport-azure-ad/lib/bearerstrategy') as new (
    options: object,
    verify: (claims: object, done: (error: null, user: object) => void) => void,
  ) => BearerStrategy;
  const strategy = new BearerStrategy(
    {
      identityMetadata: `${entra.authority}/${TENANT}/v2.0/.well-known/openid-configuration`,
      clientID: API,
      loggingLevel: 'fatal',
    },
    (claims, done) => done(null, claims),
  );
  return new Promise((resolve, reject) => {
    strategy.success = resolve;
    strategy.fail = (challenge) => reject(new Error(String(challenge)));
    strategy.error = (error) => reject(error instanceof Error ? error : new Error(String(error)));
    strategy.authenticate({ headers: { authorization: `Bearer ${token}` }, query: {}, body: {} }, {});
  });
}
