import { join } from 'node:path';
import {
  BlobSASPermissions,
  BlobServiceClient,
  type BlockBlobClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  newPipeline,
} from '@azure/storage-blob';
import { SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { type Entra, startEntra } from '../entra/entra-server.ts';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import type { Caller } from '../rights/caller.ts';
import { unlimited } from '../rights/everything.ts';
import { startAzurite, STORAGE_ACCOUNT } from '../storage/azurite.ts';
import { readStorageLifecycle } from '../storage/blob-containers.ts';
import { BlobCors } from '../storage/blob-cors.ts';
import { StorageNetwork } from '../storage/storage-network.ts';
import { packageRoot } from '../system/package-root.ts';
import { type BlobProxy, startBlobProxy } from './blob-proxy.ts';
import type { BlobCreatedEvent } from './blob-event.ts';
import { type Delivery, EventDelivery } from './event-delivery.ts';

export const STORAGE_RESOURCE = 'https://storage.azure.com';
export const HOUR_MS = 3_600_000;
/** The origin whose pages may upload. */
export const PAGE_ORIGIN = 'https://app.contoso.example';
/** The version that the product signs with. */
export const SAS_VERSION = '2026-04-06';

export interface SasChange {
  /** Default: `cw`. */
  readonly permissions?: string;
  readonly startsOn?: Date;
  readonly expiresOn?: Date;
  readonly version?: string;
  readonly ipRange?: { start: string; end?: string };
}

/** What was delivered of a blob. */
export type BlobDelivery = Delivery & { readonly event: BlobCreatedEvent };

/** A blob endpoint with Azurite behind it, and what a client of it needs. */
export interface RunningBlobProxy {
  readonly context: TestContext;
  readonly entra: Entra;
  readonly proxy: BlobProxy;
  readonly network: StorageNetwork;
  /** A client with a token of a managed identity, which does not try again. */
  readonly blobs: BlobServiceClient;
  readonly delivered: BlobDelivery[];
  /** Moves the clocks of the endpoint and of Azurite on by as many milliseconds. */
  readonly moveClock: (ms: number) => void;
  readonly token: () => Promise<string>;
  readonly uploads: (name: string) => BlockBlobClient;
  /** URL of a blob in `uploads` with a user-delegation SAS. */
  readonly sasUrl: (name: string, change?: SasChange) => Promise<string>;
  /** The same for the container. */
  readonly containerSasUrl: (permissions: string) => Promise<string>;
}

/** @param callerOf what an identity may do; everything if not given */
export async function startTestBlobProxy(
  callerOf: (identity: { oid: string; tid: string }) => Caller = ({ oid, tid }) => unlimited(oid, tid),
): Promise<RunningBlobProxy> {
  const context = await testContext();
  const entra = await startEntra(context);
  context.onClose(() => entra.close());
  const token = async (): Promise<string> => {
    const [identity] = SANDBOX_DIRECTORY.managedIdentities;
    if (!identity) throw new Error('The directory has no managed identity.');
    return (await entra.issuer.issueManagedIdentityToken(identity, STORAGE_RESOURCE)).token;
  };
  const azurite = await startAzurite({ ...context, containers: ['uploads', 'results'], token });
  context.onClose(() => azurite.close());
  const delivered: BlobDelivery[] = [];
  const events = new EventDelivery({
    ...context,
    subscriptions: [{ name: 'uploads', container: 'uploads', queue: 'audio-uploads' }],
    deliver: async ({ event, ...delivery }) => {
      if (event.type === 'Microsoft.Storage.BlobCreated') delivered.push({ ...delivery, event });
    },
  });
  const network = new StorageNetwork();
  const proxy = await startBlobProxy({
    ...context,
    upstream: azurite.endpoint,
    verifyToken: async (token, audience) => {
      const holder = await entra.issuer.holderOf(token, audience);
      return holder && callerOf(holder);
    },
    callerOf,
    cors: new BlobCors([PAGE_ORIGIN], {
      allowedMethods: ['PUT', 'OPTIONS'],
      allowedHeaders: ['content-type', 'x-ms-*'],
      exposedHeaders: ['etag'],
      maxAgeInSeconds: 600,
    }),
    authority: entra.authority,
    token,
    source: '/storage',
    events,
    network,
    lifecycle: readStorageLifecycle(join(packageRoot(), 'apps/sandbox/blob-containers.json')),
  });
  context.onClose(() => proxy.close());
  const credential = { getToken: async () => ({ token: await token(), expiresOnTimestamp: Date.now() + HOUR_MS }) };
  const blobs = new BlobServiceClient(proxy.endpoint, newPipeline(credential, { retryOptions: { maxTries: 1 } }));
  const uploads = (name: string): BlockBlobClient => blobs.getContainerClient('uploads').getBlockBlobClient(name);
  const key = () => blobs.getUserDelegationKey(new Date(Date.now() - 60_000), new Date(Date.now() + HOUR_MS));
  return {
    context,
    entra,
    proxy,
    network,
    blobs,
    delivered,
    moveClock: (ms) => {
      // As the sandbox does: what is made from now on is as old as the new time says.
      azurite.moveClock(context.clock.aheadMs + ms);
      context.clock.advance(ms);
    },
    token,
    uploads,
    sasUrl: async (name, { permissions = 'cw', ...change } = {}) => {
      const values = {
        containerName: 'uploads',
        blobName: name,
        permissions: BlobSASPermissions.parse(permissions),
        expiresOn: new Date(Date.now() + 600_000),
        version: SAS_VERSION,
        ...change,
      };
      const query = generateBlobSASQueryParameters(values, await key(), STORAGE_ACCOUNT).toString();
      return `${uploads(name).url}?${query}`;
    },
    containerSasUrl: async (permissions) => {
      const values = {
        containerName: 'uploads',
        permissions: ContainerSASPermissions.parse(permissions),
        expiresOn: new Date(Date.now() + 600_000),
        version: SAS_VERSION,
      };
      const query = generateBlobSASQueryParameters(values, await key(), STORAGE_ACCOUNT).toString();
      return `${blobs.getContainerClient('uploads').url}?${query}`;
    },
  };
}

/** One PUT of a small WAV, as any HTTP client sends it. */
export function put(url: string, body = 'RIFF', headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'PUT',
    body,
    headers: { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'audio/wav', ...headers },
  });
}

/** Status and `x-ms-error-code` of an answer. */
export async function outcome(answer: Promise<Response>): Promise<[number, string | null]> {
  const response = await answer;
  await response.arrayBuffer();
  return [response.status, response.headers.get('x-ms-error-code')];
}
