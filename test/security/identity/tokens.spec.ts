import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  API_CLIENT,
  CALLER_CLIENT,
  HOME_TENANT,
  type IssuerKey,
  LocalIssuer,
  newKey,
  OTHER_TENANT,
  USER,
} from '../../../libs/auth/testing/local-issuer.ts';
import { attack, foreignKey, publicJwk, TOKEN_ATTACKS } from '../../../libs/auth/testing/token-attacks.ts';
import { type GuardedApi, type Shape, shapeOf, startGuardedApi, watchConnections, withMessage } from './guarded-api.ts';

/** Node’s limit for all header fields of a request is 16 KiB: what is larger never reaches the API. */
const MAX_TOKEN = 15_000;
const SENDABLE = /^[\x20-\x7e\x80-\xff]*$/;

let issuer: LocalIssuer;
let key: IssuerKey;
let attacker: Server;
let attackerAsked = 0;
let api: GuardedApi;
let connections: ReturnType<typeof watchConnections>;
let refused: Shape;
let noToken: Shape;
let expired: Shape;

beforeAll(async () => {
  issuer = await LocalIssuer.start();
  key = issuer.key;
  attacker = createServer((_request, response) => {
    attackerAsked += 1;
    response.end(JSON.stringify({ keys: [{ ...publicJwk(foreignKey.publicKey), kid: foreignKey.kid }] }));
  });
  attacker.listen(0, '127.0.0.1');
  await once(attacker, 'listening');
  attack({ issuer, attackerUrl: `http://127.0.0.1:${(attacker.address() as AddressInfo).port}` });
  connections = watchConnections();
  api = await startGuardedApi(issuer);
  refused = await shapeOf(await api.ask('Bearer nonsense'));
  const form = 'The Authorization header must be `Bearer`, a space, and the token.';
  noToken = withMessage(refused, form, form);
  const hint = 'The bearer token has expired. Get a new one.';
  expired = withMessage(refused, hint, hint);
});

afterEach(() => {
  vi.useRealTimers();
  issuer.keys = [key];
  issuer.override = undefined;
});

afterAll(async () => {
  await api?.close();
  connections?.stop();
  await issuer.close();
  attacker.closeAllConnections();
  attacker.close();
  await once(attacker, 'close');
});

const statusOf = async (token: string, of = api): Promise<number> => {
  const response = await of.ask(`Bearer ${token}`);
  await response.arrayBuffer();
  return response.status;
};

describe('a token of Entra ID', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['of a user, v2', {}, {}],
    [
      'of a user, v1',
      {
        iss: `https://sts.windows.net/${HOME_TENANT}/`,
        ver: '1.0',
        aud: `api://${API_CLIENT}`,
        azp: undefined,
        appid: CALLER_CLIENT,
      },
      {},
    ],
    ['of an application, v2', { scp: undefined, idtyp: 'app' }, {}],
    ['of another tenant that is allowed', { tid: OTHER_TENANT }, { other: true }],
  ])('%s, is accepted', async (_, claims, { other }) => {
    const iss = other === true ? { iss: `${issuer.authority}/${OTHER_TENANT}/v2.0` } : {};
    expect(await statusOf(await issuer.sign({ ...claims, ...iss }))).toBe(200);
  });

  it('stands for its object id, never for a name or an address', async () => {
    const named = {
      email: 'ada@contoso.example',
      upn: 'ada@contoso.example',
      preferred_username: 'ada@contoso.example',
    };
    expect(await statusOf(await issuer.sign({ ...named, oid: undefined }))).toBe(401);
    expect(await statusOf(await issuer.sign({ ...named, oid: 'ada@contoso.example' }))).toBe(401);
  });
});

describe.each(TOKEN_ATTACKS)('an attack by %s', (_, attacks) => {
  it.each([...attacks])('with %s is answered 401, as any other', async (name, make) => {
    const token = await make();
    if (!SENDABLE.test(token)) {
      // No client can put it into a header; libs/auth shows that it would be refused.
      await expect(api.ask(`Bearer ${token}`)).rejects.toThrow(TypeError);
      return;
    }
    api.lines.length = 0;
    const response = await api.ask(`Bearer ${token}`);
    if (token.length > MAX_TOKEN) {
      expect(response.status).toBe(431);
      await response.arrayBuffer();
    } else {
      // Only the right signature learns that the time is over.
      expect(await shapeOf(response)).toEqual(token === '' ? noToken : name === 'an exp long past' ? expired : refused);
      expect(api.lines.filter((line) => line.includes('A bearer token was refused'))).toHaveLength(1);
    }
    for (const part of token.split('.').filter((each) => each.length > 8))
      expect(api.lines.join('')).not.toContain(part);
  });

  it('asks nobody but the issuer for anything', async () => {
    expect(attackerAsked).toBe(0);
    const own = [new URL(issuer.authority), new URL(api.url)].map(({ port }) => Number(port));
    expect([...connections.ports].filter((port) => !own.includes(port))).toEqual([]);
    expect(new Set(issuer.requests)).toEqual(
      new Set([`/${HOME_TENANT}/v2.0/.well-known/openid-configuration`, `/${HOME_TENANT}/discovery/v2.0/keys`]),
    );
    // One at the start, one for the first key id that it did not know.
    expect(issuer.keyFetches).toBeLessThanOrEqual(2);
    expect(await statusOf(await issuer.sign())).toBe(200);
  });
});

describe('what is no bearer token', () => {
  it.each(['Basic YWRhOmFkYQ==', 'Bearer', 'Bearer a b', 'Digest x', 'bearer\tx', 'x'])(
    '%j is refused like one',
    async (value) => {
      expect(await shapeOf(await api.ask(value))).toEqual(noToken);
    },
  );

  it('is requested without a word about errors where there is nothing', async () => {
    const response = await api.ask();
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="voice"');
    await response.arrayBuffer();
  });
});

describe('the issuer’s keys', () => {
  let own: GuardedApi;

  afterEach(async () => {
    await own?.close();
  });

  const fresh = async (variables: Record<string, string> = {}) => {
    issuer.requests.length = 0;
    own = await startGuardedApi(issuer, variables);
    return own;
  };

  it('are requested at most twice by 1,000 tokens with random key ids', async () => {
    await fresh();
    const [, payload = '', signature = ''] = (await issuer.sign()).split('.');
    const tokens = Array.from({ length: 1_000 }, () => {
      const header = JSON.stringify({ typ: 'JWT', alg: 'RS256', kid: randomUUID() });
      return `${Buffer.from(header).toString('base64url')}.${payload}.${signature}`;
    });
    const statuses = new Set<number>();
    for (let index = 0; index < tokens.length; index += 50) {
      for (const status of await Promise.all(tokens.slice(index, index + 50).map((token) => statusOf(token, own)))) {
        statuses.add(status);
      }
    }
    expect([...statuses]).toEqual([401]);
    expect(issuer.keyFetches).toBeLessThanOrEqual(2);
  });

  it('are taken up when they rotate, with one look in a minute for ids that nobody knows', async () => {
    await fresh();
    expect(await statusOf(await issuer.sign(), own)).toBe(200);
    issuer.keys = [newKey(), key];
    expect(await statusOf(await issuer.sign(), own)).toBe(200);
    expect(issuer.keyFetches).toBe(2);
    const next = newKey();
    issuer.keys = [next, ...issuer.keys];
    const early = await issuer.sign();
    expect(await statusOf(early, own)).toBe(401);
    expect(issuer.keyFetches).toBe(2);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    expect(await statusOf(await issuer.sign(), own)).toBe(200);
    expect(issuer.keyFetches).toBe(3);
  });

  it.each<[string, LocalIssuer['override']]>([
    ['does not answer', (request) => void request.destroy()],
    ['fails', (_, response) => void response.writeHead(500).end()],
    ['answers with a page', (_, response) => void response.writeHead(200).end('<!doctype html>')],
    ['publishes none', (_, response) => void response.writeHead(200).end('{"keys":[]}')],
  ])('last good ones stay in use while the issuer %s', async (_, override) => {
    await fresh();
    const token = await issuer.sign({ exp: Math.floor(Date.now() / 1_000) + 7_200 });
    expect(await statusOf(token, own)).toBe(200);
    issuer.override = override;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_001 });
    expect(await statusOf(token, own)).toBe(200);
    await vi.waitFor(() => expect(own.lines.join('')).toContain('the last valid ones stay in use'));
    expect(await statusOf(await issuer.sign(), own)).toBe(200);
    expect(await statusOf(await issuer.sign({}, { kid: 'unknown' }), own)).toBe(401);
  });

  it('are none at the start: nobody is let in, and nobody is told that the token is at fault', async () => {
    issuer.override = (_, response) => void response.writeHead(500).end();
    await fresh();
    const response = await own.ask(`Bearer ${await issuer.sign()}`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    await response.arrayBuffer();
  });
});

describe('time', () => {
  it.each([
    ['exp', -59, 200],
    ['exp', -60, 401],
    ['nbf', 59, 200],
    ['nbf', 60, 401],
    ['iat', 59, 200],
    ['iat', 60, 401],
  ])('may differ by less than 60 s: %s %i s from now is %i', async (claim, seconds, expected) => {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    vi.useFakeTimers({ toFake: ['Date'], now });
    const at = now / 1_000;
    const token = await issuer.sign({ iat: at - 3_600, nbf: at - 3_600, exp: at + 3_600, [claim]: at + seconds });
    expect(await statusOf(token)).toBe(expected);
  });

  it('ends a token that was verified before', async () => {
    const now = Date.now();
    const token = await issuer.sign({ exp: Math.floor(now / 1_000) + 30 });
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(token)).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: now + 91_000 });
    expect(await statusOf(token)).toBe(401);
  });
});

describe('the application that asks', () => {
  const allowed = { ENTRA_ALLOWED_CLIENTS: CALLER_CLIENT.toUpperCase() };
  let own: GuardedApi;

  beforeAll(async () => {
    own = await startGuardedApi(issuer, allowed);
  });
  afterAll(() => own?.close());

  const v1 = { iss: `https://sts.windows.net/${HOME_TENANT}/`, ver: '1.0', azp: undefined };

  it.each<[string, Record<string, unknown>, number]>([
    ['by azp', {}, 200],
    ['by appid', { ...v1, appid: CALLER_CLIENT }, 200],
    ['as an application of its own', { scp: undefined, idtyp: 'app' }, 200],
    ['another one by azp', { azp: USER }, 401],
    ['another one by appid', { ...v1, appid: USER }, 401],
    ['another one by azp, with a good appid', { azp: USER, appid: CALLER_CLIENT }, 401],
    ['another one by appid, with a good azp', { azp: CALLER_CLIENT, appid: USER }, 401],
    ['nobody', { azp: undefined }, 401],
  ])('is one of those that are allowed: %s', async (_, claims, status) => {
    const response = await own.ask(
      `Bearer ${await issuer.sign({ iss: `${issuer.authority}/${HOME_TENANT}/v2.0`, ...claims })}`,
    );
    expect(response.status).toBe(status);
    if (status === 401) expect(await shapeOf(response)).toEqual(refused);
    else await response.arrayBuffer();
  });
});
