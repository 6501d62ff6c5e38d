import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import { classifyBlobCall } from '../event-grid/blob-operation.ts';
import type { TokenVerifier } from '../service.ts';
import { DelegationKeys } from './delegation-keys.ts';
import { permissionOf } from './sas-permissions.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';
import { verifySas } from './user-delegation-sas.ts';

const STORAGE_AUDIENCE = 'https://storage.azure.com';
/** From this version on, a request without a credential is answered with a challenge (learn.microsoft.com, "Authorize with Azure AD"). */
const CHALLENGE_VERSION = '2019-12-12';

export type Credential =
  /** A token of Entra ID. Roles are not imitated: any valid token may do everything. */
  | { readonly kind: 'bearer'; readonly oid: string; readonly tid: string }
  | { readonly kind: 'sas'; readonly version: string; readonly createOnly: boolean };

export interface BlobAuthorizerOptions {
  readonly verifyToken: TokenVerifier;
  /** Where to ask for a token, for the challenge of a 401. */
  readonly authority: string;
  readonly account: string;
  /** Whether a host (`127.0.0.1:PORT`) is this blob endpoint: what may be copied from. */
  readonly isOwnHost: (host: string) => boolean;
  /** User delegation keys are derived from it. Default: a new one. */
  readonly delegationSecret?: Buffer;
}

/**
 * Decides who may do what, as a storage account on which account keys and public access are switched off: a bearer token, or a
 * user-delegation SAS. Azurite, which is asked afterwards, checks neither a token's signature nor a SAS of the newest versions.
 */
export class BlobAuthorizer {
  readonly keys: DelegationKeys;

  constructor(private readonly options: BlobAuthorizerOptions) {
    this.keys = new DelegationKeys(options.delegationSecret);
  }

  async authorize(
    request: IncomingMessage,
    call: BlobCall,
    query: URLSearchParams,
  ): Promise<Credential | StorageRefusal> {
    const { authorization } = request.headers;
    if ((query.has('sig') && !query.has('skoid')) || /^shared/i.test(authorization ?? '')) {
      return refusal(
        403,
        'KeyBasedAuthenticationNotPermitted',
        'Key based authentication is not permitted on this storage account.',
      );
    }
    const credential =
      authorization === undefined
        ? this.#signed(call, query, request.headers, request.socket.remoteAddress ?? '')
        : await this.#bearer(authorization);
    if ('code' in credential || request.headers['x-ms-copy-source'] === undefined) return credential;
    return (await this.#refuseSource(request, call, credential)) ?? credential;
  }

  async #bearer(authorization: string): Promise<Credential | StorageRefusal> {
    const token = /^Bearer (.+)$/i.exec(authorization)?.[1];
    const isValid = token !== undefined && (await this.options.verifyToken(token, STORAGE_AUDIENCE));
    return isValid ? { kind: 'bearer', ...claimsOf(token) } : this.#challenge('InvalidAuthenticationInfo');
  }

  #signed(
    call: BlobCall,
    query: URLSearchParams,
    headers: IncomingHttpHeaders,
    address: string,
  ): Credential | StorageRefusal {
    if (!query.has('sig')) {
      return String(headers['x-ms-version'] ?? '') >= CHALLENGE_VERSION
        ? this.#challenge('NoAuthenticationInformation')
        : refusal(409, 'PublicAccessNotPermitted', 'Public access is not permitted on this storage account.');
    }
    const { account } = this.options;
    // Not the sandbox's clock: a SAS is as old as the clock of its client says, which moves only when all clocks are moved.
    const sas = verifySas({ account, call, query, headers, address, nowMs: Date.now() }, this.keys);
    if ('code' in sas) return sas;
    const permission = permissionOf(sas, call);
    return 'code' in permission ? permission : { kind: 'sas', version: sas.version, ...permission };
  }

  #challenge(code: string): StorageRefusal {
    const uri = `${this.options.authority}/common/oauth2/v2.0/authorize`;
    return {
      status: 401,
      code,
      message:
        'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
      headers: { 'www-authenticate': `Bearer authorization_uri=${uri} resource_id=${STORAGE_AUDIENCE}` },
    };
  }

  /**
   * Whether the source of a copy may be read: by a SAS of its own, by `x-ms-copy-source-authorization`, or, for Copy Blob within the account,
   * by the token of the request.
   */
  async #refuseSource(
    { headers, socket }: IncomingMessage,
    call: BlobCall,
    credential: Credential,
  ): Promise<StorageRefusal | undefined> {
    const source = copySource(headers);
    if (source === undefined || !this.options.isOwnHost(source.host)) {
      return refusal(501, 'NotImplemented', 'The sandbox copies only from its own blob endpoint.');
    }
    const reading = classifyBlobCall('GET', `${source.pathname}${source.search}`, {});
    if (source.searchParams.has('sig')) {
      const sas = this.#signed(reading, source.searchParams, {}, socket.remoteAddress ?? '');
      return 'code' in sas ? cannotVerify(sas.status, sas.message) : undefined;
    }
    const token = /^Bearer (.+)$/i.exec(String(headers['x-ms-copy-source-authorization'] ?? ''))?.[1];
    if (token !== undefined && (await this.options.verifyToken(token, STORAGE_AUDIENCE))) return undefined;
    const isCopyBlob = call.operation === 'copy-blob' && headers['x-ms-requires-sync'] !== 'true';
    if (token === undefined && isCopyBlob && credential.kind === 'bearer') return undefined;
    return token === undefined
      ? cannotVerify(409, 'Public access is not permitted on this storage account.')
      : cannotVerify(401, 'Server failed to authenticate the request.');
  }
}

/** `x-ms-copy-source`, if it is a URL. */
export function copySource(headers: IncomingHttpHeaders): URL | undefined {
  const text = String(headers['x-ms-copy-source'] ?? '');
  return URL.canParse(text) ? new URL(text) : undefined;
}

function cannotVerify(status: number, message: string): StorageRefusal {
  return refusal(status, 'CannotVerifyCopySource', message);
}

/** Of a token that has been verified. */
function claimsOf(token: string): { oid: string; tid: string } {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const { oid = '', tid = '' } = JSON.parse(payload) as { oid?: string; tid?: string };
  return { oid, tid };
}
