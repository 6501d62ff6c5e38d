import { isDeepStrictEqual } from 'node:util';
import passport from 'passport';
import BearerStrategy from 'passport-azure-ad/lib/bearerstrategy.js';
import type { Config } from '#config';
import { ServiceError } from '#domain';
import type { Logger } from '#observability';
import type { Principal } from '../principal.ts';
import { EXPIRED_TOKEN, REFUSED_TOKEN, type TokenAuthenticator } from '../token-authenticator.ts';
import { type AccessTokenRules, CLOCK_SKEW_SECONDS, principalOf, type TenantIssuers } from './access-token.ts';
import { fetchSigningKeys } from './issuer-client.ts';
import { SigningKeyCache } from './signing-key-cache.ts';
import type { SigningKeys } from './key-set.ts';
import { readTokenForm, type TokenForm } from './token-form.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface EntraAuthenticatorOptions {
  readonly config: Config['entra'];
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

type Claims = Readonly<Record<string, unknown>>;

/** The strategy's name within a Passport that knows no other. */
const STRATEGY = 'entra';

/** Issuer of v1 tokens, the same for every cloud but the one that 21Vianet operates in China. */
const V1_ISSUER = 'https://sts.windows.net';
const V1_ISSUER_CHINA = 'https://sts.chinacloudapi.cn';

/**
 * Verifies Entra ID access tokens with the BearerStrategy of passport-azure-ad, the only place that knows of it. The package is archived and
 * does part of the work; around it stand: the form of the token before, the fetching of keys in its place (it has no deadline, keeps no last
 * good keys, and an issuer that answers HTML would end the process), and the rules for claims after. Its own checks all remain.
 * See ADR 75.
 */
export class EntraAuthenticator implements TokenAuthenticator {
  private readonly keys: SigningKeyCache;
  private readonly verified: VerifiedTokens;
  private readonly rules: AccessTokenRules;
  private readonly now: () => number;
  private current: { readonly keys: SigningKeys; readonly authenticator: passport.Authenticator } | undefined;

  constructor(private readonly options: EntraAuthenticatorOptions) {
    const { config, logger, now = () => Date.now() } = options;
    this.now = now;
    this.rules = rulesOf(config);
    this.verified = new VerifiedTokens(now);
    const issuer = this.rules.issuersOf(config.tenantId.toLowerCase()).v2;
    const accepted = acceptedIssuers(this.rules);
    this.keys = new SigningKeyCache({ fetchKeys: () => fetchSigningKeys(issuer, accepted), logger, now });
  }

  async authenticate(token: string): Promise<Principal> {
    const known = this.verified.get(token);
    if (known) return known;
    const form = readTokenForm(token);
    if (!form) throw this.refuse('form');
    // The claims are judged before the signature as well, so that only tokens that could be ours make us ask for keys.
    this.judge(form.claims);
    const keys = await this.keys.keysFor(form.kid);
    const claims = await this.verify(token, form, keys);
    // Whatever happens inside the package: the answer is about this token, or it is no answer.
    if (!isDeepStrictEqual(claims, form.claims)) throw this.refuse('claims');
    const principal = this.judge(claims);
    this.verified.set(token, principal, Number(claims['exp']));
    return principal;
  }

  async ready(): Promise<void> {
    await this.keys.load();
  }

  private judge(claims: Claims): Principal {
    const outcome = principalOf(claims, this.rules, Math.floor(this.now() / 1_000));
    if ('refused' in outcome) throw this.refuse(outcome.refused);
    return outcome;
  }

  /** The caller learns only that the token is not accepted, or has expired; the rule is for the log. */
  private refuse(rule: string): ServiceError {
    this.options.logger.warn({ rule }, 'A bearer token was refused');
    return new ServiceError('unauthenticated', rule === 'expired' ? EXPIRED_TOKEN : REFUSED_TOKEN);
  }

  /** Signature and claims, as passport-azure-ad sees them. The strategy is given the keys; it fetches nothing. */
  private async verify(token: string, form: TokenForm, keys: SigningKeys): Promise<Claims> {
    const pem = keys.find(form.kid);
    // The strategy prefers `x5t` where both are given.
    if (pem === undefined || (form.x5t !== undefined && keys.find(form.x5t) !== pem)) throw this.refuse('key');
    const { promise, resolve, reject } = Promise.withResolvers<Claims>();
    const authenticate = this.passportWith(keys).authenticate(
      STRATEGY,
      { session: false },
      (error: unknown, claims: unknown) => {
        if (error || typeof claims !== 'object' || claims === null) reject(this.refuse('signature'));
        else resolve(claims as Claims);
      },
    );
    authenticate({ headers: { authorization: `Bearer ${token}` } }, {}, reject);
    return promise;
  }

  private passportWith(keys: SigningKeys): passport.Authenticator {
    if (this.current?.keys !== keys) {
      // Registered by name: Passport then answers each call through an object of its own. Handed over as an instance, the strategy
      // would answer calls that run at the same time through the last one, with another caller's claims.
      const authenticator = new passport.Passport();
      authenticator.use(STRATEGY, bearerStrategy(this.options.config, this.rules, keys));
      this.current = { keys, authenticator };
    }
    return this.current.authenticator;
  }
}

function bearerStrategy(config: Config['entra'], rules: AccessTokenRules, keys: SigningKeys): BearerStrategy {
  const strategy = new BearerStrategy(
    {
      identityMetadata: `${config.authority}/${config.tenantId}/v2.0/.well-known/openid-configuration`,
      clientID: config.clientId,
      issuer: acceptedIssuers(rules),
      audience: [...rules.audiences],
      validateIssuer: true,
      allowMultiAudiencesInToken: false,
      loggingNoPII: true,
      loggingLevel: 'fatal',
      passReqToCallback: false,
      clockSkew: CLOCK_SKEW_SECONDS,
    },
    (claims, done) => done(null, claims),
  );
  const metadata = { oidc: { algorithms: ['RS256'] }, generateOidcPEM: (id: string) => keys.find(id) };
  strategy.loadMetadata = (_, next) => next(null, metadata);
  return strategy;
}

function rulesOf(config: Config['entra']): AccessTokenRules {
  const v1 = new URL(config.authority).hostname.endsWith('.partner.microsoftonline.cn') ? V1_ISSUER_CHINA : V1_ISSUER;
  return {
    tenants: config.allowedTenants.map((tenant) => tenant.toLowerCase()),
    audiences: config.audiences,
    clients: config.allowedClients?.map((client) => client.toLowerCase()),
    issuersOf: (tenantId): TenantIssuers => ({
      v2: `${config.authority}/${tenantId}/v2.0`,
      v1: `${v1}/${tenantId}/`,
    }),
  };
}

function acceptedIssuers(rules: AccessTokenRules): string[] {
  return rules.tenants.flatMap((tenant) => Object.values(rules.issuersOf(tenant)));
}
