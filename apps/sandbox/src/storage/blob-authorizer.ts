import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import { classifyBlobCall } from '../event-grid/blob-operation.ts';
import type { Caller } from '../rights/caller.ts';
import type { TokenVerifier } from '../service.ts';
import { mayRead, permittedByRoles } from './blob-rights.ts';
import { DelegationKeys } from './delegation-keys.ts';
import { permissionOf } from './sas-permissions.ts';
import { permissionMismatch, refusal, type StorageRefusal } from './storage-refusal.ts';
import { verifySas } from './user-delegation-sas.ts';

const STORAGE_AUDIENCE = 'https://storage.azure.com';
/** From this version on, a request without a credential is answered with a challenge (learn.microsoft.com, "Authorize with Azure AD"). */
const CHALLENGE_VERSION = '2019-12-12';

export type Credential =
  /** A token of Entra ID. */
  | { readonly kind: 'bearer'; readonly caller: Caller; readonly createOnly: boolean }
  | { readonly kind: 'sas'; readonly version: string; readonly createOnly: boolean };

export interface BlobAuthorizerOptions {
  readonly verifyToken: TokenVerifier;
  /** What the identity that asked for a user delegation key may do, and with it anyone who has a SAS of that key. */
  readonly callerOf: (identity: { oid: string; tid: string }) => Caller;
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
 * See ADR 93.
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
        : await this.#bearer(authorization, call, query, request.headers);
    if ('code' in credential || request.headers['x-ms-copy-source'] === undefined) return credential;
    return (await this.#refuseSource(request, call, credential)) ?? credential;
  }

  async #bearer(
    authorization: string,
    call: BlobCall,
    query: URLSearchParams,
    headers: IncomingHttpHeaders,
  ): Promise<Credential | StorageRefusal> {
    const token = /^Bearer (.+)$/i.exec(authorization)?.[1];
    const caller = token === undefined ? undefined : await this.options.verifyToken(token, STORAGE_AUDIENCE);
    if (caller === undefined) return this.#challenge('InvalidAuthenticationInfo');
    const permission = permittedByRoles(caller, call, query, headers);
    return 'code' in permission ? permission : { kind: 'bearer', caller, ...permission };
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
    if ('code' in permission) return permission;
    const byRoles = permittedByRoles(this.options.callerOf(sas.signedBy), call, query, headers);
    if ('code' in byRoles) return byRoles;
    return { kind: 'sas', version: sas.version, createOnly: permission.createOnly || byRoles.createOnly };
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
    const isCopyBlob = call.operation === 'copy-blob' && headers['x-ms-requires-sync'] !== 'true';
    const own = isCopyBlob && credential.kind === 'bearer' ? credential.caller : undefined;
    const caller = token === undefined ? own : await this.options.verifyToken(token, STORAGE_AUDIENCE);
    if (caller !== undefined) {
      return mayRead(caller, reading) ? undefined : cannotVerify(403, permissionMismatch().message);
    }
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
