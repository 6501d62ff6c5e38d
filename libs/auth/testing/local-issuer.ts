import 'reflect-metadata';
import { createHash, generateKeyPairSync, KeyObject, randomUUID, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { SignJWT } from 'jose';
import type { Config } from '#config';

export const HOME_TENANT = '11111111-1111-4111-8111-111111111111';
export const OTHER_TENANT = '22222222-2222-4222-8222-222222222222';
export const FOREIGN_TENANT = '33333333-3333-4333-8333-333333333333';
export const API_CLIENT = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
export const CALLER_CLIENT = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
export const USER = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';

export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An OpenID issuer on loopback over TLS, of a certificate authority that this process trusts until `close`. */
export class LocalIssuer {
  keys: IssuerKey[] = [newKey()];
  /** Paths asked for, in order. */
  readonly requests: string[] = [];
  /** Answers instead of the issuer, if set. */
  override: Handler | undefined;

  private constructor(
    private readonly server: Server,
    private readonly trusted: readonly string[],
  ) {}

  static async start(): Promise<LocalIssuer> {
    const { ca, cert, key } = await certificates();
    const trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...trusted, ca]);
    const server = createServer({ cert, key });
    const issuer = new LocalIssuer(server, trusted);
    server.on('request', (request, response) => issuer.answer(request, response));
    server.listen(0, 'localhost');
    await once(server, 'listening');
    return issuer;
  }

  get authority(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  get config(): Config['entra'] {
    return {
      authority: this.authority,
      tenantId: HOME_TENANT,
      allowedTenants: [HOME_TENANT, OTHER_TENANT],
      allowedClients: undefined,
      clientId: API_CLIENT,
      audiences: [API_CLIENT, `api://${API_CLIENT}`],
    };
  }

  get key(): IssuerKey {
    const [first] = this.keys;
    if (!first) throw new Error('The issuer has no key');
    return first;
  }

  /** How often the key set was asked for. */
  get keyFetches(): number {
    return this.requests.filter((path) => path.endsWith('/keys')).length;
  }

  /** The claims of a user's v2 access token. */
  userClaims(claims: Record<string, unknown> = {}): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1_000);
    return {
      aud: API_CLIENT,
      iss: `${this.authority}/${HOME_TENANT}/v2.0`,
      iat: now,
      nbf: now,
      exp: now + 3_600,
      azp: CALLER_CLIENT,
      oid: USER,
      sub: 'pairwise-subject',
      tid: HOME_TENANT,
      ver: '2.0',
      scp: 'access_as_user',
      roles: ['Voice.Read'],
      uti: randomUUID(),
      ...claims,
    };
  }

  /** A token with these claims in place of, or (undefined) without, those of a good one, signed as Entra does. */
  async sign(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
    return new SignJWT(this.userClaims(claims))
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: this.key.kid, ...header })
      .sign(this.key.privateKey);
  }

  async close(): Promise<void> {
    tls.setDefaultCACertificates([...this.trusted]);
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.requests.push(path);
    if (this.override) this.override(request, response);
    else if (path === `/${HOME_TENANT}/v2.0/.well-known/openid-configuration`) sendJson(response, this.metadata());
    else if (path === `/${HOME_TENANT}/discovery/v2.0/keys`) sendJson(response, this.keySet());
    else response.writeHead(404).end();
  }

  metadata(): Record<string, unknown> {
    return {
      issuer: `${this.authority}/${HOME_TENANT}/v2.0`,
      jwks_uri: `${this.authority}/${HOME_TENANT}/discovery/v2.0/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  keySet(): { keys: Record<string, unknown>[] } {
    return {
      keys: this.keys.map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        use: 'sig',
        kid,
        x5t: kid,
        issuer: `${this.authority}/${HOME_TENANT}/v2.0`,
      })),
    };
  }
}

export function newKey(modulusLength = 2_048): IssuerKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { kid: createHash('sha1').update(der).digest('base64url'), privateKey, publicKey };
}

export function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function certificates(): Promise<{ ca: string; cert: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const [caKeys, keys] = await Promise.all([
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']),
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']),
  ]);
  const validity = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) };
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: `CN=Test CA ${randomUUID()}`,
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  const cert = await X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key: PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}
