import { ManagedIdentityCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { SANDBOX_DIRECTORY } from './directory.ts';
import { type Entra, startEntra } from './entra-server.ts';
import { type ManagedIdentityEndpoint, startManagedIdentity } from './managed-identity.ts';

const [SYSTEM, USER, OTHER] = SANDBOX_DIRECTORY.managedIdentities;

describe('the managed-identity endpoint', () => {
  let context: TestContext;
  let entra: Entra;
  let endpoint: ManagedIdentityEndpoint;
  beforeAll(async () => {
    context = await testContext();
    entra = await startEntra(context);
    context.onClose(() => entra.close());
    endpoint = await startManagedIdentity({
      ...context,
      issuer: entra.issuer,
      localResources: () => ['https://localhost:8081'],
    });
    context.onClose(() => endpoint.close());
    vi.stubEnv('IDENTITY_ENDPOINT', endpoint.endpoint);
    vi.stubEnv('IDENTITY_HEADER', endpoint.header);
  });
  afterEach(() => context.faults.clear());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await context.close();
  });

  const ask = (query: Record<string, string>, header = endpoint.header) =>
    fetch(
      `${endpoint.endpoint}?${new URLSearchParams({ 'api-version': '2019-08-01', resource: 'https://storage.azure.com', ...query }).toString()}`,
      {
        headers: { 'X-IDENTITY-HEADER': header },
      },
    );

  it.each([
    'https://storage.azure.com',
    'https://servicebus.azure.net/',
    'https://cognitiveservices.azure.com',
    'https://vault.azure.net',
    'https://management.azure.com/',
    'https://eventgrid.azure.net',
    'https://localhost:8081',
  ])('gives ManagedIdentityCredential of @azure/identity a token for %s', async (resource) => {
    const answer = await new ManagedIdentityCredential().getToken(`${resource}/.default`);
    expect(decodeJwt(answer.token)).toMatchObject({ aud: resource, appid: SYSTEM?.clientId, oid: SYSTEM?.principalId });
    expect(answer.expiresOnTimestamp).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await expect(entra.verifyToken(answer.token, resource)).resolves.toBe(true);
  });

  it('gives the user-assigned identity that a client id names', async () => {
    const credential = new ManagedIdentityCredential({ clientId: USER?.clientId ?? '' });
    const { token } = await credential.getToken('https://storage.azure.com/.default');
    expect(decodeJwt(token)).toMatchObject({ appid: USER?.clientId, xms_mirid: USER?.resourceId });
  });

  it('gives a container app the identity that it has, and no other', async () => {
    const own = endpoint.headerOf(USER?.name ?? '');
    const response = await ask({ client_id: USER?.clientId ?? '' }, own);
    await expect(response.json()).resolves.toMatchObject({ client_id: USER?.clientId });
    expect((await ask({ client_id: OTHER?.clientId ?? '' }, own)).status).toBe(400);
    // There is no system-assigned one that it could mean.
    expect((await ask({}, own)).status).toBe(400);
  });

  it('answers in the form of Container Apps', async () => {
    const response = await ask({});
    await expect(response.json()).resolves.toEqual({
      access_token: expect.stringMatching(/^ey/) as unknown,
      client_id: SYSTEM?.clientId,
      expires_on: expect.stringMatching(/^\d{10}$/) as unknown,
      resource: 'https://storage.azure.com',
      token_type: 'Bearer',
    });
  });

  it.each([
    ['an unknown resource', { resource: 'https://graph.microsoft.com' }, 400, /AADSTS500011/],
    ['an unknown identity', { client_id: 'unknown' }, 400, /Managed Identity found/],
    ['another api-version', { 'api-version': '2017-09-01' }, 400, /api-version/],
  ])('refuses %s', async (_what, query, status, message) => {
    const response = await ask(query);
    expect(response.status).toBe(status);
    await expect(response.json()).resolves.toMatchObject({
      statusCode: status,
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('refuses a caller without the secret header', async () => {
    expect((await ask({}, 'guessed')).status).toBe(401);
    expect((await ask({}, '')).status).toBe(401);
  });

  it('gives tokens that a jump of the clock does not expire, as their holders would have renewed them', async () => {
    const { access_token: token } = (await (await ask({})).json()) as { access_token: string };
    context.clock.advance(30 * 86_400_000);
    await expect(entra.verifyToken(token, 'https://storage.azure.com')).resolves.toBe(true);
  });

  it('fails as scripted', async () => {
    context.faults.add({
      service: 'entra',
      operation: 'managed-identity',
      subject: 'storage',
      effect: { kind: 'error', status: 500 },
    });
    expect((await ask({})).status).toBe(500);
    expect((await ask({})).status).toBe(200);
  });
});
