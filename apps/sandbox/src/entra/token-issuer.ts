import { createHash, randomBytes, randomInt } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../faults/clock.ts';
import type { Directory, ManagedIdentity } from './directory.ts';
import type { SigningKeys } from './signing-keys.ts';

/**
 * Azure resources that an identity may ask a token for, beside those that live on the sandbox's own addresses: those that a deployment uses. Each is a
 * service principal that is in every tenant. The sandbox imitates only some of the services.
 */
export const AZURE_RESOURCES = [
  'https://storage.azure.com',
  'https://servicebus.azure.net',
  'https://cognitiveservices.azure.com',
  'https://cosmos.azure.com',
  'https://vault.azure.net',
  'https://communication.azure.com',
  'https://eventgrid.azure.net',
  'https://management.azure.com',
  'https://management.core.windows.net',
  'https://monitor.azure.com',
  'https://redis.azure.com',
  'https://containerregistry.azure.net',
] as const;

/** Entra ID gives access tokens a random lifetime of 60 to 90 minutes. */
const MIN_LIFETIME_S = 3600;
const MAX_LIFETIME_S = 5400;
/**
 * In Azure a managed identity's token lives for 24 hours, and its holder renews it by the machine's clock. When the sandbox's clock
 * is moved ahead the holder cannot know, and would be left with an expired token, so here the token itself lives for a year.
 */
const MANAGED_IDENTITY_LIFETIME_S = 365 * 86_400;

/** What a v2.0 access token for the API shall say. With `scp` it is a user's (delegated) token, without it an app's. */
export interface TokenRequest {
  readonly tenantId: string;
  /** Object id of the user, or of the client's service principal. Default: one that belongs to client and tenant. */
  readonly oid?: string | undefined;
  /** The client that asked (claim `azp`). Default: the first client of the directory. */
  readonly clientId?: string | undefined;
  /** Whether the client proved itself with a secret (claim `azpacr`). Default: true for an app, false for a user. */
  readonly confidential?: boolean | undefined;
  readonly scp?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly username?: string | undefined;
  /** Default: the API's client id. */
  readonly audience?: string | undefined;
  /** Seconds from now; negative for a token that has already expired. Default: 60 to 90 minutes. */
  readonly lifetimeSeconds?: number | undefined;
  /** Set last, to make a token that Entra ID would not. `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** A token with a right signature, issuer and audience. */
interface VerifiedToken {
  readonly holder: { readonly oid: string; readonly tid: string };
  /** Unix seconds. */
  readonly notBefore: number;
  /** Unix seconds. */
  readonly expiresOn: number;
}

/** A system shows a few tokens, each with thousands of requests. */
const MAX_VERIFIED_TOKENS = 1_000;

export interface IssuedToken {
  readonly token: string;
  /** Unix seconds. */
  readonly expiresOn: number;
  readonly expiresInSeconds: number;
}

export class TokenIssuer {
  /** By audience and token. The clock is asked each time; a dropped key stays one of the keys that verify. */
  readonly #verified = new LRUCache<string, VerifiedToken>({ max: MAX_VERIFIED_TOKENS });

  constructor(
    /** `https://localhost:PORT`, without a path. */
    readonly authority: string,
    readonly directory: Directory,
    readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  v2Issuer(tenantId: string): string {
    return `${this.authority}/${tenantId}/v2.0`;
  }

  v1Issuer(tenantId: string): string {
    return `https://sts.windows.net/${tenantId}/`;
  }

  /** A v2.0 access token. */
  async issueToken(request: TokenRequest): Promise<IssuedToken> {
    const clientId = request.clientId ?? this.directory.clients[0]?.clientId ?? this.directory.api.clientId;
    const delegated = request.scp !== undefined;
    const oid = request.oid ?? stableGuid(`${request.tenantId}/${clientId}/service-principal`);
    const confidential = request.confidential ?? !delegated;
    return this.#sign(request.lifetimeSeconds ?? randomInt(MIN_LIFETIME_S, MAX_LIFETIME_S + 1), {
      aud: request.audience ?? this.directory.api.clientId,
      iss: this.v2Issuer(request.tenantId),
      azp: clientId,
      azpacr: confidential ? '1' : '0',
      ...(delegated
        ? {
            name: request.name ?? 'Sandbox User',
            preferred_username: request.username ?? 'user@sandbox.example',
            scp: request.scp,
            sub: pairwiseSubject(oid, this.directory.api.clientId),
          }
        : { idtyp: 'app', sub: oid }),
      ...(request.roles === undefined || request.roles.length === 0 ? {} : { roles: [...request.roles] }),
      oid,
      tid: request.tenantId,
      ver: '2.0',
      ...request.claims,
    });
  }

  /** An OpenID Connect id token for `clientId`. */
  async issueIdToken(request: {
    tenantId: string;
    clientId: string;
    oid: string;
    name: string;
    username: string;
    nonce?: string;
  }) {
    return this.#sign(MIN_LIFETIME_S, {
      aud: request.clientId,
      iss: this.v2Issuer(request.tenantId),
      name: request.name,
      preferred_username: request.username,
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
      oid: request.oid,
      sub: pairwiseSubject(request.oid, request.clientId),
      tid: request.tenantId,
      ver: '2.0',
    });
  }

  /** A v1.0 token of a managed identity for an Azure resource, as the identity endpoint of Container Apps hands out. */
  async issueManagedIdentityToken(identity: ManagedIdentity, resource: string): Promise<IssuedToken> {
    const tenantId = this.directory.homeTenantId;
    return this.#sign(MANAGED_IDENTITY_LIFETIME_S, {
      aud: resource,
      iss: this.v1Issuer(tenantId),
      appid: identity.clientId,
      appidacr: '2',
      idp: this.v1Issuer(tenantId),
      idtyp: 'app',
      oid: identity.principalId,
      sub: identity.principalId,
      tid: tenantId,
      ver: '1.0',
      xms_mirid: identity.resourceId,
    });
  }

  /** A v1.0 token of an application for an Azure resource, as client credentials get it. */
  async issueResourceToken(tenantId: string, clientId: string, resource: string): Promise<IssuedToken> {
    const oid = stableGuid(`${tenantId}/${clientId}/service-principal`);
    return this.#sign(randomInt(MIN_LIFETIME_S, MAX_LIFETIME_S + 1), {
      aud: resource,
      iss: this.v1Issuer(tenantId),
      appid: clientId,
      appidacr: '1',
      idp: this.v1Issuer(tenantId),
      idtyp: 'app',
      oid,
      sub: oid,
      tid: tenantId,
      ver: '1.0',
    });
  }

  /** Whether `token` is one of this issuer's, valid now, for `audience` (compared without a trailing slash). */
  async verifyToken(token: string, audience: string): Promise<boolean> {
    return (await this.holderOf(token, audience)) !== undefined;
  }

  /** Whom such a token was issued to; undefined for any other token. */
  async holderOf(token: string, audience: string): Promise<{ oid: string; tid: string } | undefined> {
    const wanted = withoutTrailingSlash(audience);
    const key = `${wanted} ${token}`;
    const verified = this.#verified.get(key) ?? (await this.#verify(token, wanted));
    if (verified === undefined) return undefined;
    this.#verified.set(key, verified);
    const now = Math.floor(this.clock.now() / 1000);
    return verified.notBefore <= now && now < verified.expiresOn ? verified.holder : undefined;
  }

  async #verify(token: string, audience: string): Promise<VerifiedToken | undefined> {
    try {
      const claims = decodeJwt<{ tid?: string; oid?: string }>(token);
      const tenant = this.directory.tenants.find(({ tenantId }) => tenantId === claims.tid);
      if (!tenant) return undefined;
      const { payload } = await jwtVerify(token, this.keys.verificationKeys, {
        algorithms: ['RS256'],
        issuer: [this.v1Issuer(tenant.tenantId), this.v2Issuer(tenant.tenantId)],
        audience: [audience, `${audience}/`],
        currentDate: this.clock.date(),
      });
      return {
        holder: { oid: claims.oid ?? '', tid: tenant.tenantId },
        notBefore: payload.nbf ?? 0,
        expiresOn: payload.exp ?? Number.POSITIVE_INFINITY,
      };
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  async #sign(lifetimeSeconds: number, claims: Readonly<Record<string, unknown>>): Promise<IssuedToken> {
    // The deployables check `nbf` by the machine's clock: a sandbox clock that is ahead must not date tokens in their future.
    const issuedAt = Math.floor(Math.min(this.clock.now(), Date.now()) / 1000);
    const expiresOn = Math.floor(this.clock.now() / 1000) + lifetimeSeconds;
    const { privateKey, published } = this.keys.current;
    const payload = {
      iat: lifetimeSeconds > 0 ? issuedAt : expiresOn - MAX_LIFETIME_S,
      nbf: lifetimeSeconds > 0 ? issuedAt : expiresOn - MAX_LIFETIME_S,
      exp: expiresOn,
      uti: randomBytes(16).toString('base64url'),
      ...claims,
    };
    const header = {
      typ: 'JWT',
      alg: 'RS256',
      kid: published.kid,
      ...(claims['ver'] === '1.0' ? { x5t: published.x5t } : {}),
    };
    const token = await new SignJWT(payload).setProtectedHeader(header).sign(privateKey);
    return { token, expiresOn, expiresInSeconds: lifetimeSeconds };
  }
}

/** A GUID that is always the same for the same text, in the form of a random (version 4) one. */
export function stableGuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** As in Entra ID, `sub` differs from app to app and is of no use to recognize the user elsewhere. */
function pairwiseSubject(oid: string, clientId: string): string {
  return createHash('sha256').update(`${oid}/${clientId}`).digest('base64url');
}

function withoutTrailingSlash(text: string): string {
  return text.replace(/\/+$/, '');
}
