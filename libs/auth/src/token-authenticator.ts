import type { Principal } from './principal.ts';

/** Token under which the `TokenAuthenticator` is provided to Nest. */
export const TOKEN_AUTHENTICATOR = Symbol('TOKEN_AUTHENTICATOR');

/** What callers are told whose token is not accepted, whatever is wrong with it but its age. */
export const REFUSED_TOKEN = 'The bearer token is not valid for this API.';
/** Of a token that was meant for this API. Its holder can read the time in it anyway. */
export const EXPIRED_TOKEN = 'The bearer token has expired. Get a new one.';

/** Tells who a bearer token speaks for. */
export interface TokenAuthenticator {
  /**
   * @param token What follows `Bearer ` in the header.
   * @throws ServiceError `unauthenticated` if the token is not acceptable, `dependency-unavailable` if that cannot be told now.
   */
  authenticate(token: string): Promise<Principal>;
  /** Resolves if tokens can be verified. @throws ServiceError `dependency-unavailable` */
  ready(): Promise<void>;
}
