import type { IncomingMessage } from 'node:http';
import type { TokenVerifier } from '../service.ts';

export interface StorageRefusal {
  readonly status: number;
  /** `x-ms-error-code`. */
  readonly code: string;
  readonly message: string;
  readonly headers: Record<string, string>;
}

/**
 * The checks that Azurite leaves out: the signature of a bearer token, and the refusal of account keys, as by a storage account
 * with `allowSharedKeyAccess: false`. Everything about a user-delegation SAS is checked by Azurite.
 */
export async function refuseCredential(
  request: IncomingMessage,
  { authority, verifyToken }: { authority: string; verifyToken: TokenVerifier },
): Promise<StorageRefusal | undefined> {
  const { authorization } = request.headers;
  const query = new URL(request.url ?? '/', 'https://localhost').searchParams;
  const signedByKey = query.has('sig') && !query.has('skoid');
  if (signedByKey || /^shared/i.test(authorization ?? '')) {
    return {
      status: 403,
      code: 'KeyBasedAuthenticationNotPermitted',
      message: 'Key based authentication is not permitted on this storage account.',
      headers: {},
    };
  }
  const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (bearer === undefined || (await verifyToken(bearer, 'https://storage.azure.com'))) return undefined;
  return {
    status: 401,
    code: 'InvalidAuthenticationInfo',
    message:
      'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
    headers: {
      'www-authenticate': `Bearer authorization_uri=${authority}/common/oauth2/v2.0/authorize resource_id=https://storage.azure.com`,
    },
  };
}
