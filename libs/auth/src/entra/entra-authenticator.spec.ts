import { createSign, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '#domain';
import { createLogger } from '#observability';
import {
  API_CLIENT,
  CALLER_CLIENT,
  HOME_TENANT,
  type IssuerKey,
  LocalIssuer,
  newKey,
  OTHER_TENANT,
  sendJson,
  USER,
} from '../../testing/local-issuer.ts';
import { EntraAuthenticator } from './entra-authenticator.ts';

describe('EntraAuthenticator', () => {
  let issuer: LocalIssuer;
  let key: IssuerKey;
  let lines: string[];
  let now: number;
  let authenticator: EntraAuthenticator;

  beforeAll(async () => {
    issuer = await LocalIssuer.start();
    key = issuer.key;
  });
  afterAll(() => issuer.close());

  beforeEach(() => {
    issuer.keys = [key];
    issuer.requests.length = 0;
    issuer.override = undefined;
    lines = [];
    now = Date.now();
    authenticator = new EntraAuthenticator({
      config: issuer.config,
      logger: createLogger({ level: 'trace', service: 'test', destination: { write: (line) => lines.push(line) } }),
      now: () => now,
    });
  });
  afterEach(() => void vi.useRealTimers());

  const codeOf = async (token: string): Promise<string> =>
    authenticator.authenticate(token).then(
      () => 'accepted',
      (error: unknown) => (error instanceof ServiceError ? error.code : `unexpected: ${String(error)}`),
    );

  describe('with tokens as Entra issues them', () => {
    it('takes a user’s v2 token', async () => {
      expect(await authenticator.authenticate(await issuer.sign({ roles: ['Voice.Read', 'Voice.Enroll'] }))).toEqual({
        tenantId: HOME_TENANT,
        objectId: USER,
        kind: 'user',
        roles: ['Voice.Read', 'Voice.Enroll'],
        clientId: CALLER_CLIENT,
        expiresAt: expect.any(Number) as number,
      });
    });

    it('says when the token expires, and gives one that has just expired the difference that clocks may have', async () => {
      const nowS = Math.floor(now / 1_000);
      const expiry = async (exp: number) =>
        (await authenticator.authenticate(await issuer.sign({ exp, iat: nowS - 1_000, nbf: nowS - 1_000 }))).expiresAt;
      expect(await expiry(nowS + 100)).toBe((nowS + 100) * 1_000);
      expect(await expiry(nowS - 10)).toBe((nowS + 50) * 1_000);
    });

    it('takes a user’s v1 token with the issuer, audience, client and thumbprint of its version', async () => {
      const v1 = { iss: `https://sts.windows.net/${HOME_TENANT}/`, ver: '1.0', aud: `api://${API_CLIENT}` };
      const token = await issuer.sign({ ...v1, azp: undefined, appid: CALLER_CLIENT }, { x5t: issuer.key.kid });
      expect(await authenticator.authenticate(token)).toMatchObject({ kind: 'user', clientId: CALLER_CLIENT });
    });

    it('takes an application’s token, which has roles and no scope', async () => {
      const token = await issuer.sign({ scp: undefined, idtyp: 'app', sub: USER, roles: ['Voice.Synthesize'] });
      expect(await authenticator.authenticate(token)).toMatchObject({
        kind: 'application',
        roles: ['Voice.Synthesize'],
      });
    });

    it('takes a token of each allowed tenant, signed with the keys that all tenants share', async () => {
      const token = await issuer.sign({ tid: OTHER_TENANT, iss: `${issuer.authority}/${OTHER_TENANT}/v2.0` });
      expect(await authenticator.authenticate(token)).toMatchObject({ tenantId: OTHER_TENANT });
    });

    it('ignores roles that it does not know, and scopes that are called like roles', async () => {
      const token = await issuer.sign({ roles: ['Voice.Reader', 'voice.read', 'Everything'], scp: 'Voice.Admin' });
      expect(await authenticator.authenticate(token)).toMatchObject({ roles: [] });
    });

    it('takes a token of a user who has no role', async () => {
      expect(await authenticator.authenticate(await issuer.sign({ roles: undefined }))).toMatchObject({ roles: [] });
    });

    it.each([
      ['exp', -59, 'accepted'],
      ['exp', -60, 'unauthenticated'],
      ['nbf', 59, 'accepted'],
      ['nbf', 60, 'unauthenticated'],
      ['iat', 59, 'accepted'],
      ['iat', 60, 'unauthenticated'],
    ])('holds to 60 s of skew: %s %i s from now is %s', async (claim, seconds, expected) => {
      now = Math.floor(Date.now() / 1_000) * 1_000;
      vi.useFakeTimers({ toFake: ['Date'], now });
      const at = now / 1_000;
      const token = await issuer.sign({ iat: at - 3_600, nbf: at - 3_600, exp: at + 3_600, [claim]: at + seconds });
      expect(await codeOf(token)).toBe(expected);
    });
  });

  describe('with the issuer’s keys', () => {
    it('asks for them when the first token comes, once however many come at once', async () => {
      expect(issuer.requests).toEqual([]);
      const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.sign()));
      expect(new Set(await Promise.all(tokens.map(codeOf)))).toEqual(new Set(['accepted']));
      expect(issuer.requests).toHaveLength(2);
    });

    it('tells tokens apart that come at the same time', async () => {
      const oids = Array.from({ length: 50 }, () => randomUUID());
      const tokens = await Promise.all(oids.map((oid) => issuer.sign({ oid })));
      // Every other one is forged: its answer must not reach its neighbors either.
      const mixed = tokens.flatMap((token, index) => [token, `${tokens[(index + 1) % 50]?.slice(0, -8)}AAAAAAAA`]);
      const outcomes = await Promise.allSettled(mixed.map((token) => authenticator.authenticate(token)));
      expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.objectId : 'refused'))).toEqual(
        oids.flatMap((oid) => [oid, 'refused']),
      );
    });

    it('asks at most twice for 1,000 tokens with made-up key ids', async () => {
      await authenticator.ready();
      const token = await issuer.sign();
      const [, payload, signature] = token.split('.');
      const forged = Array.from({ length: 1_000 }, (_, index) => {
        const header = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'RS256', kid: `made-up-${index}` }));
        return `${header.toString('base64url')}.${payload}.${signature}`;
      });
      const codes = await Promise.all(forged.slice(0, 500).map(codeOf));
      for (const next of forged.slice(500)) codes.push(await codeOf(next));
      expect(new Set(codes)).toEqual(new Set(['unauthenticated']));
      expect(issuer.keyFetches).toBeLessThanOrEqual(2);
    });

    it('takes a token of a new key at once, and refuses one of a removed key after the next fetch', async () => {
      const old = await issuer.sign();
      expect(await codeOf(old)).toBe('accepted');
      issuer.keys = [newKey(), ...issuer.keys];
      expect(await codeOf(await issuer.sign())).toBe('accepted');
      expect(issuer.keyFetches).toBe(2);
      issuer.keys = issuer.keys.slice(0, 1);
      now += 3_600_001;
      vi.useFakeTimers({ toFake: ['Date'], now: now - 600_000 });
      await codeOf(await issuer.sign());
      await vi.waitFor(() => expect(issuer.keyFetches).toBe(3));
      await vi.waitFor(async () => expect(await codeOf(old)).toBe('unauthenticated'));
    });

    it('fetches keys for an unknown key id only once a minute', async () => {
      await authenticator.ready();
      const unknown = newKey();
      const token = await issuer.sign({}, { kid: unknown.kid });
      await codeOf(token);
      await codeOf(token);
      expect(issuer.keyFetches).toBe(2);
      now += 60_000;
      await codeOf(token);
      expect(issuer.keyFetches).toBe(3);
    });

    it('keeps the last good keys while the issuer is down', async () => {
      expect(await codeOf(await issuer.sign())).toBe('accepted');
      issuer.override = (_, response) => void response.writeHead(500).end();
      now += 3_600_001;
      vi.useFakeTimers({ toFake: ['Date'], now });
      expect(await codeOf(await issuer.sign())).toBe('accepted');
      await vi.waitFor(() => expect(lines.some((line) => line.includes('last valid ones stay in use'))).toBe(true));
      expect(await codeOf(await issuer.sign())).toBe('accepted');
      await authenticator.ready();
    });

    it.each<[string, LocalIssuer['override']]>([
      ['answers 500', (_, response) => void response.writeHead(500).end()],
      ['drops the connection', (request) => void request.destroy()],
      ['answers HTML', (_, response) => void response.writeHead(200).end('<html>')],
      ['answers null', (_, response) => sendJson(response, null)],
      ['redirects', (_, response) => void response.writeHead(302, { location: 'https://localhost:1/' }).end()],
      ['sends no end of bytes', (_, response) => void response.writeHead(200).end(' '.repeat(2 * 1_048_576))],
    ])('answers dependency-unavailable when the issuer %s, and recovers', async (_, override) => {
      issuer.override = override;
      const token = await issuer.sign();
      await expect(authenticator.authenticate(token)).rejects.toMatchObject({
        code: 'dependency-unavailable',
        retryAfterMs: 2_000,
      });
      await expect(authenticator.ready()).rejects.toMatchObject({ code: 'dependency-unavailable' });
      expect(issuer.requests).toHaveLength(1);
      issuer.override = undefined;
      now += 2_000;
      expect(await codeOf(token)).toBe('accepted');
    });

    it.each<[string, (issuer: LocalIssuer) => { metadata?: unknown; keys?: unknown }]>([
      ['metadata of another issuer', (it) => ({ metadata: { ...it.metadata(), issuer: 'https://evil.example/v2.0' } })],
      ['a key set without TLS', (it) => ({ metadata: { ...it.metadata(), jwks_uri: 'http://localhost:1/keys' } })],
      ['no key set', (it) => ({ metadata: { ...it.metadata(), jwks_uri: undefined } })],
      ['no keys', () => ({ keys: { keys: [] } })],
      ['keys that are no array', () => ({ keys: { keys: 'many' } })],
      ['keys for encryption', (it) => ({ keys: { keys: it.keySet().keys.map((key) => ({ ...key, use: 'enc' })) } })],
      [
        'keys of another algorithm',
        (it) => ({ keys: { keys: it.keySet().keys.map((key) => ({ ...key, alg: 'RS512' })) } }),
      ],
      [
        'keys of another issuer',
        (it) => ({ keys: { keys: it.keySet().keys.map((key) => ({ ...key, issuer: 'x' })) } }),
      ],
      ['damaged keys', (it) => ({ keys: { keys: it.keySet().keys.map((key) => ({ ...key, n: 'AQAB' })) } })],
      ['keys without id', (it) => ({ keys: { keys: it.keySet().keys.map((key) => ({ ...key, kid: undefined })) } })],
    ])('does not accept %s', async (_, answers) => {
      const token = await issuer.sign();
      const { metadata = issuer.metadata(), keys = issuer.keySet() } = answers(issuer);
      issuer.override = (request, response) => sendJson(response, request.url?.endsWith('/keys') ? keys : metadata);
      expect(await codeOf(token)).toBe('dependency-unavailable');
    });

    it('does not use RSA keys below 2,048 bits', async () => {
      const short = newKey(1_024);
      issuer.keys.push(short);
      const [header, payload] = (await issuer.sign({}, { kid: short.kid })).split('.');
      const signature = createSign('RSA-SHA256').update(`${header}.${payload}`).sign(short.privateKey);
      expect(await codeOf(`${header}.${payload}.${signature.toString('base64url')}`)).toBe('unauthenticated');
      expect(await codeOf(await issuer.sign())).toBe('accepted');
    });

    it('uses keys whose issuer is the template of all tenants', async () => {
      const keys = issuer.keySet().keys.map((key) => ({ ...key, issuer: `${issuer.authority}/{tenantid}/v2.0` }));
      issuer.override = (request, response) =>
        sendJson(response, request.url?.endsWith('/keys') ? { keys } : issuer.metadata());
      expect(await codeOf(await issuer.sign())).toBe('accepted');
    });

    it('waits no longer than its deadline for an issuer that is silent', { timeout: 20_000 }, async () => {
      issuer.override = () => undefined;
      const startedAt = performance.now();
      expect(await codeOf(await issuer.sign())).toBe('dependency-unavailable');
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    });
  });

  it('remembers a verified token, but not past its end', async () => {
    const at = Math.floor(now / 1_000);
    const token = await issuer.sign({ iat: at, nbf: at, exp: at + 100 });
    const first = await authenticator.authenticate(token);
    expect(await authenticator.authenticate(token)).toBe(first);
    now = (at + 160) * 1_000;
    expect(await codeOf(token)).toBe('unauthenticated');
  });

  it('never logs a token, or a part of one', async () => {
    const tokens = [
      await issuer.sign(),
      await issuer.sign({ tid: 'x' }),
      await issuer.sign({}, { kid: 'unknown' }),
      'nonsense',
    ];
    for (const token of tokens) await codeOf(token);
    const log = lines.join('');
    expect(log).toContain('A bearer token was refused');
    for (const part of tokens.flatMap((token) => token.split('.'))) expect(log).not.toContain(part);
  });
});
