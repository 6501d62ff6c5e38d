import type { TokenCredential } from '@azure/core-auth';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Config } from '#config';
import { type AccessTrouble, troubleOf } from '#observability';
import { BLOB_CONTAINERS } from '../blobs/blob-containers.ts';
import { codeOf, statusOf } from '../blobs/blob-errors.ts';

const TIMEOUT_MS = 8_000;
/** No blob is called so: permitted to read, the identity is told that it does not exist. */
const NO_BLOB = 'doctor/no-such-blob';
/** The shortest life of a user delegation key that is of use to nobody. */
const KEY_LIFETIME_MS = 60_000;

/** Tries what a process needs of Blob Storage, and writes nothing. */
export class BlobAccess {
  readonly #service: BlobServiceClient;

  constructor(settings: Config['blob'], credential: TokenCredential) {
    const options = { retryOptions: { maxTries: 1, tryTimeoutInMs: TIMEOUT_MS } };
    this.#service =
      'endpoint' in settings
        ? new BlobServiceClient(settings.endpoint, credential, options)
        : BlobServiceClient.fromConnectionString(settings.connectionString, options);
  }

  /**
   * Reads a blob that is not there.
   * @param mayBeMissing whether the container itself may be missing: those of samples are made when they are needed
   * @throws the SDK's error; see `blobTroubleOf`
   */
  async read(container: string, signal: AbortSignal, mayBeMissing = false): Promise<void> {
    try {
      await this.#service.getContainerClient(container).getBlobClient(NO_BLOB).getProperties({ abortSignal: signal });
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'BlobNotFound' && !(mayBeMissing && code === 'ContainerNotFound')) throw error;
    }
  }

  /**
   * Clears the index tags of a blob that is not there.
   * @throws the SDK's error; see `blobTroubleOf`
   */
  async clearTags(container: string, signal: AbortSignal): Promise<void> {
    const blob = this.#service.getContainerClient(container).getBlobClient(NO_BLOB);
    await orMissing(blob.setTags({}, { abortSignal: signal }));
  }

  /**
   * Clears the legal hold of a blob that is not there.
   * @throws the SDK's error; see `blobTroubleOf`
   */
  async clearHold(container: string, signal: AbortSignal): Promise<void> {
    const blob = this.#service.getContainerClient(container).getBlobClient(NO_BLOB);
    await orMissing(blob.setLegalHold(false, { abortSignal: signal }));
  }

  /** Asks for a key that signs URLs, and forgets it. @throws the SDK's error; see `blobTroubleOf` */
  async delegationKey(signal: AbortSignal): Promise<void> {
    const now = Date.now();
    await this.#service.getUserDelegationKey(new Date(now), new Date(now + KEY_LIFETIME_MS), { abortSignal: signal });
  }

  /**
   * Makes a container that is there: who may make some is told that it exists.
   * @throws the SDK's error; see `blobTroubleOf`
   */
  async makeContainer(signal: AbortSignal): Promise<void> {
    const existing = this.#service.getContainerClient(BLOB_CONTAINERS.uploads);
    // One that is missing is not this method's to make.
    await existing.getProperties({ abortSignal: signal });
    try {
      await existing.create({ abortSignal: signal });
    } catch (error) {
      if (codeOf(error) !== 'ContainerAlreadyExists') throw error;
    }
  }

  /** @throws the SDK's error; see `blobTroubleOf` */
  async listContainers(signal: AbortSignal): Promise<void> {
    await this.#service.listContainers({ abortSignal: signal }).byPage({ maxPageSize: 1 }).next();
  }
}

async function orMissing(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (codeOf(error) !== 'BlobNotFound') throw error;
  }
}

/** What an error of `BlobAccess` means. */
export function blobTroubleOf(error: unknown): AccessTrouble {
  const status = statusOf(error);
  const code = codeOf(error);
  const said = [status, code].filter((part) => part !== undefined).join(' ');
  switch (code) {
    // A firewall and closed public access answer so; a role that is missing answers AuthorizationPermissionMismatch.
    case 'AuthorizationFailure':
    case 'PublicAccessNotPermitted':
    case 'NetworkAclsNotAllowed':
      return { kind: 'network', said };
    case 'AuthenticationFailed':
    case 'InvalidAuthenticationInfo':
    case 'NoAuthenticationInformation':
    case 'KeyBasedAuthenticationNotPermitted':
      return { kind: 'credential', said };
    case 'ContainerNotFound':
      return { kind: 'absent', said };
    default:
      if (status === undefined) return troubleOf(error, undefined);
      // Blob Storage names a code in each refusal.
      return code === undefined
        ? { kind: 'other', said: `${said}, and not as Blob Storage does` }
        : { ...troubleOf(error, status), said };
  }
}
