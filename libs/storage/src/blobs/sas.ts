import {
  BlobSASPermissions,
  type BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type UserDelegationKey,
} from '@azure/storage-blob';

/**
 * The version that SAS are signed with. From 2026-04-06 on, a SAS that permits creating only is enough for an upload in blocks, too
 * (learn.microsoft.com, "Version 2026-04-06"). Pinned, so that a new SDK does not change what a client may do with an upload URL.
 */
export const SAS_VERSION = '2026-04-06';

/** Clocks differ: a SAS that starts now is refused by a server whose clock is behind. */
const START_BEFORE_MS = 15 * 60_000;

/** A user-delegation key may live for 7 days; it is renewed long before, so that a revoked identity stops signing soon. */
const KEY_LIFETIME_MS = 2 * 3_600_000;

export interface SasRequest {
  readonly containerName: string;
  /** Without a blob the SAS is for the container. */
  readonly blobName?: string;
  /** Letters of the Blob service, for example `c` (create), `r` (read), `rl` (read and list). */
  readonly permissions: string;
  readonly expiresAt: Date;
}

/** Signs SAS: with a user-delegation key of our identity, or with the account key where a connection string is configured. */
export class SasSigner {
  #key: { readonly value: UserDelegationKey; readonly expiresAt: Date } | undefined;

  constructor(private readonly service: BlobServiceClient) {}

  /** The query string, without `?`. */
  async sign(request: SasRequest): Promise<string> {
    const { containerName, blobName, permissions, expiresAt } = request;
    const values = {
      containerName,
      ...(blobName === undefined ? {} : { blobName }),
      permissions:
        blobName === undefined ? ContainerSASPermissions.parse(permissions) : BlobSASPermissions.parse(permissions),
      startsOn: new Date(Date.now() - START_BEFORE_MS),
      expiresOn: expiresAt,
      protocol: this.service.url.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
      version: SAS_VERSION,
    };
    const { credential } = this.service;
    const parameters =
      credential instanceof StorageSharedKeyCredential
        ? generateBlobSASQueryParameters(values, credential)
        : generateBlobSASQueryParameters(values, await this.delegationKey(expiresAt), this.service.accountName);
    return parameters.toString();
  }

  private async delegationKey(neededUntil: Date): Promise<UserDelegationKey> {
    if (this.#key && this.#key.expiresAt >= neededUntil) return this.#key.value;
    const expiresAt = new Date(Math.max(Date.now() + KEY_LIFETIME_MS, neededUntil.getTime() + 60_000));
    const value = await this.service.getUserDelegationKey(new Date(Date.now() - START_BEFORE_MS), expiresAt);
    this.#key = { value, expiresAt };
    return value;
  }
}
