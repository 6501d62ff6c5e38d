import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../faults/clock.ts';
import { AadstsError } from './aadsts-error.ts';
import {
  type AuthorizationRequest,
  findClient,
  parseScopes,
  type Scopes,
  unknownClient,
  unknownResource,
} from './authorization-request.ts';
import type { AppRegistration, DirectoryUser } from './directory.ts';
import { AZURE_RESOURCES, type TokenIssuer } from './token-issuer.ts';

/** Entra ID's authorization codes live for 10 minutes. */
const CODE_LIFETIME_MS = 600_000;
/** The refresh tokens of single-page apps live for 24 hours. */
const REFRESH_TOKEN_LIFETIME_MS = 86_400_000;

/** Who signed in, as what. */
export interface SignIn {
  readonly tenantId: string;
  readonly user: DirectoryUser;
  readonly roles: readonly string[];
}

interface Grant extends SignIn {
  readonly clientId: string;
  readonly scopes: Scopes;
  readonly nonce: string | undefined;
}

interface PendingCode {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly expiresAt: number;
  redeemed: boolean;
}

interface RefreshToken {
  readonly grant: Grant;
  readonly code: string;
  readonly expiresAt: number;
}

/** The state of the token endpoint: codes and refresh tokens that wait to be redeemed. */
export class Grants {
  readonly #codes = new Map<string, PendingCode>();
  readonly #refreshTokens = new Map<string, RefreshToken>();

  constructor(
    private readonly issuer: TokenIssuer,
    private readonly clock: Clock,
  ) {}

  /** A single-use authorization code for a completed sign-in. */
  authorize(request: AuthorizationRequest, signIn: SignIn): string {
    this.#forgetExpired();
    const code = randomBytes(32).toString('base64url');
    this.#codes.set(code, {
      grant: { ...signIn, clientId: request.client.clientId, scopes: request.scopes, nonce: request.nonce },
      redirectUri: request.redirectUri,
      codeChallenge: request.codeChallenge,
      expiresAt: this.clock.now() + CODE_LIFETIME_MS,
      redeemed: false,
    });
    return code;
  }

  /**
   * Answers a POST to `/{tenant}/oauth2/v2.0/token`.
   * @param tenantId undefined for `common` and `organizations`.
   * @throws AadstsError
   */
  async redeem(
    tenantId: string | undefined,
    form: URLSearchParams,
    authorization?: string,
  ): Promise<Record<string, unknown>> {
    const { clientId, secret } = clientCredentials(form, authorization);
    const client = findClient(this.issuer.directory, clientId);
    if (!client) throw unknownClient(clientId);
    authenticate(client, secret);
    const grantType = form.get('grant_type');
    switch (grantType) {
      case 'client_credentials':
        return this.#clientCredentials(tenantId, client, form);
      case 'authorization_code':
        return this.#authorizationCode(tenantId, client, form);
      case 'refresh_token':
        return this.#refreshToken(tenantId, client, form);
      case null:
        throw new AadstsError(
          'invalid_request',
          900144,
          "The request body must contain the following parameter: 'grant_type'.",
        );
      default:
        throw new AadstsError(
          'unsupported_grant_type',
          70003,
          `The app requested an unsupported grant type '${grantType}'.`,
        );
    }
  }

  async #clientCredentials(tenantId: string | undefined, client: AppRegistration, form: URLSearchParams) {
    if (client.secret === undefined) {
      throw new AadstsError(
        'invalid_client',
        7000218,
        "The request body must contain 'client_assertion' or 'client_secret'.",
      );
    }
    if (tenantId === undefined) {
      const text =
        "The tenant must be in the URL for the client credentials grant: 'common' and 'organizations' are not one.";
      throw new AadstsError('invalid_request', 50194, text);
    }
    const { api } = this.issuer.directory;
    const scope = form.get('scope') ?? '';
    const resource = resourceOf(scope);
    if (resource === undefined) {
      const text = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
      throw new AadstsError('invalid_scope', 1002012, text);
    }
    if (AZURE_RESOURCES.some((known) => known === resource.replace(/\/+$/, ''))) {
      const { token, expiresInSeconds } = await this.issuer.issueResourceToken(tenantId, client.clientId, resource);
      const lifetime = { expires_in: expiresInSeconds, ext_expires_in: expiresInSeconds };
      return { token_type: 'Bearer', ...lifetime, access_token: token };
    }
    if (![`api://${api.clientId}`, api.clientId].includes(resource)) throw unknownResource(resource, tenantId);
    const issued = await this.issuer.issueToken({
      tenantId,
      clientId: client.clientId,
      roles: client.grantedRoles,
      confidential: true,
    });
    return {
      token_type: 'Bearer',
      expires_in: issued.expiresInSeconds,
      ext_expires_in: issued.expiresInSeconds,
      access_token: issued.token,
    };
  }

  async #authorizationCode(tenantId: string | undefined, client: AppRegistration, form: URLSearchParams) {
    const code = form.get('code') ?? '';
    const pending = this.#codes.get(code);
    if (!pending || pending.grant.clientId !== client.clientId) {
      throw new AadstsError('invalid_grant', 70000, 'The provided authorization code is malformed or invalid.');
    }
    if (pending.redeemed) {
      // A code that comes twice may have been stolen: RFC 6749 section 4.1.2 asks to revoke what it was redeemed for.
      for (const [token, { code: origin }] of this.#refreshTokens)
        if (origin === code) this.#refreshTokens.delete(token);
      throw new AadstsError(
        'invalid_grant',
        54005,
        'OAuth2 Authorization code was already redeemed, please retry with a new valid code.',
      );
    }
    if (pending.expiresAt <= this.clock.now()) {
      throw new AadstsError('invalid_grant', 70008, 'The provided authorization code has expired.');
    }
    if (form.get('redirect_uri') !== pending.redirectUri) {
      throw new AadstsError(
        'invalid_grant',
        500112,
        'The reply address does not match the one the code was issued for.',
      );
    }
    this.#requireTenant(tenantId, pending.grant);
    const verifier = form.get('code_verifier') ?? '';
    if (!sameText(createHash('sha256').update(verifier).digest('base64url'), pending.codeChallenge)) {
      throw new AadstsError(
        'invalid_grant',
        501481,
        'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
      );
    }
    pending.redeemed = true;
    return this.#tokens(pending.grant, code);
  }

  async #refreshToken(tenantId: string | undefined, client: AppRegistration, form: URLSearchParams) {
    const token = form.get('refresh_token') ?? '';
    const stored = this.#refreshTokens.get(token);
    if (!stored || stored.grant.clientId !== client.clientId) {
      throw new AadstsError(
        'invalid_grant',
        9002313,
        'Invalid request. The refresh token is malformed, revoked or already used.',
      );
    }
    if (stored.expiresAt <= this.clock.now()) {
      throw new AadstsError(
        'invalid_grant',
        700084,
        'The refresh token was issued to a single page app and has expired.',
      );
    }
    this.#requireTenant(tenantId, stored.grant);
    const scope = form.get('scope');
    const scopes = scope === null ? stored.grant.scopes : parseScopes(this.issuer.directory, scope);
    this.#refreshTokens.delete(token);
    return this.#tokens({ ...stored.grant, scopes: { ...scopes, offlineAccess: true } }, stored.code);
  }

  #requireTenant(tenantId: string | undefined, grant: Grant): void {
    if (tenantId !== undefined && tenantId !== grant.tenantId) {
      throw new AadstsError('invalid_grant', 50020, `The user does not exist in tenant '${tenantId}'.`);
    }
  }

  async #tokens(grant: Grant, code: string): Promise<Record<string, unknown>> {
    const { user, scopes, tenantId, clientId, nonce } = grant;
    const identity = { tenantId, clientId, oid: user.oid, name: user.name, username: user.username };
    const confidential = findClient(this.issuer.directory, clientId)?.secret !== undefined;
    const access =
      scopes.api === undefined
        ? undefined
        : await this.issuer.issueToken({ ...identity, scp: scopes.api, roles: grant.roles, confidential });
    const id = scopes.openId
      ? await this.issuer.issueIdToken({ ...identity, ...(nonce === undefined ? {} : { nonce }) })
      : undefined;
    const lifetime = (access ?? id)?.expiresInSeconds ?? 0;
    return {
      token_type: 'Bearer',
      scope: scopes.api === undefined ? 'openid' : `api://${this.issuer.directory.api.clientId}/${scopes.api}`,
      expires_in: lifetime,
      ext_expires_in: lifetime,
      ...(access ? { access_token: access.token } : {}),
      ...(scopes.offlineAccess ? { refresh_token: this.#newRefreshToken(grant, code) } : {}),
      ...(id ? { id_token: id.token } : {}),
    };
  }

  #newRefreshToken(grant: Grant, code: string): string {
    const token = randomBytes(48).toString('base64url');
    this.#refreshTokens.set(token, { grant, code, expiresAt: this.clock.now() + REFRESH_TOKEN_LIFETIME_MS });
    return token;
  }

  #forgetExpired(): void {
    const now = this.clock.now();
    // Redeemed and expired codes are kept for a while, to answer a second use with its own error.
    for (const [code, { expiresAt }] of this.#codes) if (expiresAt + CODE_LIFETIME_MS < now) this.#codes.delete(code);
    for (const [token, { expiresAt }] of this.#refreshTokens) if (expiresAt < now) this.#refreshTokens.delete(token);
  }
}

/** The resource of a scope `{resource}/.default`. `https://vault.azure.net//.default` is that of a resource with a slash at its end. */
function resourceOf(scope: string): string | undefined {
  return /^([^\s]+)\/\.default$/.exec(scope)?.[1];
}

function clientCredentials(
  form: URLSearchParams,
  authorization: string | undefined,
): { clientId: string; secret: string } {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { clientId: formDecode(id), secret: formDecode(secret.join(':')) };
}

/** RFC 6749 section 2.3.1: both parts of the Basic header are form-encoded. */
function formDecode(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? '';
}

function authenticate(client: AppRegistration, secret: string): void {
  if (client.secret === undefined) {
    if (secret === '') return;
    const text = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.";
    throw new AadstsError('invalid_client', 700025, text);
  }
  if (secret === '') {
    throw new AadstsError(
      'invalid_client',
      7000218,
      "The request body must contain 'client_assertion' or 'client_secret'.",
    );
  }
  if (!sameText(secret, client.secret)) {
    throw new AadstsError('invalid_client', 7000215, `Invalid client secret provided for app '${client.clientId}'.`);
  }
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
