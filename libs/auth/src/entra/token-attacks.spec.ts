import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { createLogger } from '#observability';
import { LocalIssuer } from '../../testing/local-issuer.ts';
import { attack, foreignKey, publicJwk, TOKEN_ATTACKS } from '../../testing/token-attacks.ts';
import { EntraAuthenticator } from './entra-authenticator.ts';

let issuer: LocalIssuer;
let attacker: Server;
let attackerRequests = 0;
const lines: string[] = [];
let authenticator: EntraAuthenticator;

beforeAll(async () => {
  issuer = await LocalIssuer.start();
  attacker = createServer((_request, response) => {
    attackerRequests += 1;
    response.end(JSON.stringify({ keys: [{ ...publicJwk(foreignKey.publicKey), kid: foreignKey.kid }] }));
  });
  attacker.listen(0, '127.0.0.1');
  await once(attacker, 'listening');
  attack({ issuer, attackerUrl: `http://127.0.0.1:${(attacker.address() as AddressInfo).port}` });
  authenticator = new EntraAuthenticator({
    config: issuer.config,
    logger: createLogger({ level: 'trace', service: 'test', destination: { write: (line) => lines.push(line) } }),
  });
  await authenticator.ready();
});
afterAll(async () => {
  await issuer.close();
  attacker.closeAllConnections();
  attacker.close();
  await once(attacker, 'close');
});

describe.each(TOKEN_ATTACKS)('Attacks by %s', (_, attacks) => {
  it.each([...attacks])('refuses %s', async (_name, make) => {
    const token = await make();
    lines.length = 0;
    const error: unknown = await authenticator.authenticate(token).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    const { code, detail, fields, cause } = error as ServiceError;
    // The same words whatever was wrong, but for a token that was good an hour ago.
    expect({ code, detail, fields, cause }).toEqual({
      code: 'unauthenticated',
      detail:
        _name === 'an exp long past'
          ? 'The bearer token has expired. Get a new one.'
          : 'The bearer token is not valid for this API.',
      fields: [],
      cause: undefined,
    });
    expect(lines.filter((line) => line.includes('A bearer token was refused'))).toHaveLength(1);
    for (const part of token.split('.').filter((each) => each.length > 8)) expect(lines.join('')).not.toContain(part);
  });

  it('causes no request to anyone but the issuer, and hardly one to that', async () => {
    expect(attackerRequests).toBe(0);
    expect(issuer.keyFetches).toBeLessThanOrEqual(2);
    const token = await new SignJWT(issuer.userClaims())
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: issuer.key.kid })
      .sign(issuer.key.privateKey);
    expect(await authenticator.authenticate(token)).toMatchObject({ kind: 'user' });
  });
});
