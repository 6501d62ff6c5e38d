/** The parts of passport-azure-ad 4.3.5 that are used; the package has no types. */
declare module 'passport-azure-ad/lib/bearerstrategy.js' {
  import { Strategy } from 'passport';

  interface BearerStrategyOptions {
    identityMetadata: string;
    clientID: string;
    issuer: string[];
    audience: string[];
    validateIssuer: boolean;
    allowMultiAudiencesInToken: boolean;
    loggingNoPII: boolean;
    loggingLevel: 'fatal';
    passReqToCallback: false;
    /** Seconds. */
    clockSkew: number;
  }

  type Verified = (error: unknown, user?: object | false, info?: unknown) => void;

  export default class BearerStrategy extends Strategy {
    constructor(options: BearerStrategyOptions, verify: (claims: Record<string, unknown>, done: Verified) => void);
    /** Hands over the issuer's metadata: what is read of it is `oidc.algorithms` and `generateOidcPEM`. */
    loadMetadata(parameters: unknown, next: (error: unknown, metadata?: object) => void): void;
  }
}
