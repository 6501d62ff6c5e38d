import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TokenCredential } from '@azure/core-auth';
import { type Cosmos, startCosmos } from './cosmos/cosmos-server.ts';
import { readCosmosContainers } from './cosmos/cosmos-containers.ts';
import {
  type Directory,
  EVENT_GRID_IDENTITY,
  RESOURCE_GROUP_ID,
  SANDBOX_DIRECTORY,
  SWAGGER_CLIENT,
} from './entra/directory.ts';
import { type Entra, startEntra } from './entra/entra-server.ts';
import { type ManagedIdentityEndpoint, startManagedIdentity } from './entra/managed-identity.ts';
import { type BlobProxy, startBlobProxy } from './event-grid/blob-proxy.ts';
import { EventDelivery, type EventSubscription } from './event-grid/event-delivery.ts';
import { serviceBusDeliver } from './event-grid/service-bus-deliver.ts';
import { Clock } from './faults/clock.ts';
import { type Control, startControl } from './faults/control-server.ts';
import { FaultPlan, type FaultRule, type ObservedCall } from './faults/fault-plan.ts';
import type { Log } from './log.ts';
import type { RunningService } from './service.ts';
import { AZURE_LIMITS, readEmulatorConfig } from './service-bus/config.ts';
import { type ServiceBus, startServiceBus } from './service-bus/service-bus.ts';
import { type Speech, startSpeech } from './speech/speech.ts';
import { startAzurite, STORAGE_ACCOUNT } from './storage/azurite.ts';
import { readBlobContainers } from './storage/blob-containers.ts';
import { StorageNetwork } from './storage/storage-network.ts';
import { moveDate } from './system/moved-date.ts';
import { ensureTls, type SandboxTls } from './tls/certificate-authority.ts';
import { trustCertificateAuthority } from './tls/trust.ts';

/** From the project's root: the compiler does not copy it beside the code. */
const SERVICE_BUS_CONFIG = 'apps/sandbox/queues.json';
const COSMOS_DATABASE = 'voice';
const COSMOS_CONTAINERS_FILE = 'apps/sandbox/cosmos-containers.json';
const BLOB_CONTAINERS_FILE = 'apps/sandbox/blob-containers.json';
const EVENT_SUBSCRIPTIONS: readonly EventSubscription[] = [
  { name: 'uploads-to-service-bus', container: 'uploads', queue: 'audio-uploads' },
];
const STORAGE_RESOURCE = 'https://storage.azure.com';
const SERVICE_BUS_RESOURCE = 'https://servicebus.azure.net';
const TOKEN_RENEWAL_MS = 86_400_000;

export interface SandboxPorts {
  readonly control: number;
  readonly entra: number;
  readonly identity: number;
  readonly blob: number;
  readonly cosmos: number;
  readonly serviceBus: number;
  readonly speech: number;
}

export interface SandboxOptions {
  /** Address to bind to. Default: `127.0.0.1`. */
  readonly host?: string;
  /** 0 or absent takes a free port. */
  readonly ports?: Partial<SandboxPorts>;
  /** Keeps the certificates from run to run; everything else ends with the sandbox. Default: `.sandbox` in the project. */
  readonly dataDirectory?: string;
  readonly log?: Log;
  readonly directory?: Directory;
  /** The secret that callers of the identity endpoint send; a new one if not given. */
  readonly identityHeader?: string | undefined;
  readonly eventSubscriptions?: readonly EventSubscription[];
  /** Where blobs are kept while the sandbox runs. Default: `disk`. */
  readonly blobPersistence?: 'disk' | 'memory';
  /**
   * Closed storage, as of an account without public network access: only the deployables reach it. `environment` then tells them to send
   * audio to Azure themselves and to give clients no upload URLs. Default: false.
   */
  readonly privateStorage?: boolean;
  /**
   * The broker's configuration, in the format of the official emulator but with the bounds of Azure. Default: `apps/sandbox/queues.json`, the
   * queues as they are in Azure.
   */
  readonly serviceBusConfigFile?: string;
  /** How long a consent, a voice or a batch of Speech takes at least, ms on the sandbox's clock. Default: 2000. */
  readonly speechJobDurationMs?: number;
  /** Told of each call to which a fault rule with `tell` applied. */
  readonly onFaultTold?: (rule: FaultRule, call: ObservedCall) => void;
}

export interface SandboxEndpoints {
  readonly control: string;
  readonly entra: string;
  readonly managedIdentity: string;
  readonly blob: string;
  readonly cosmos: string;
  /** `localhost:PORT`. */
  readonly serviceBus: string;
  readonly speech: string;
  readonly speechWebSocket: string;
}

/** Azure on one machine, running. */
export interface Sandbox {
  readonly endpoints: SandboxEndpoints;
  /** Environment variables with which the deployables find it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly entra: Entra;
  readonly serviceBus: ServiceBus;
  readonly events: EventDelivery;
  readonly speech: Speech;
  /** Who reaches the blob endpoint. */
  readonly storageNetwork: StorageNetwork;
  /** Ends every service and removes its data. Safe to call more than once. */
  close(): Promise<void>;
}

/**
 * Starts all services. If one cannot start, those that did are closed again and its error is thrown.
 * The calling process trusts the sandbox's certificate authority from then on.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    // In reverse: who calls another service ends before it. One that fails must not keep the others alive.
    const results: PromiseSettledResult<void>[] = [];
    for (const service of started.splice(0).reverse()) results.push(...(await Promise.allSettled([service.close()])));
    const failed = results.filter((result) => result.status === 'rejected');
    if (failed.length > 0)
      throw new AggregateError(
        failed.map(({ reason }) => reason as unknown),
        'The sandbox did not close cleanly.',
      );
  };
  try {
    return await compose(options, started, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function compose(
  options: SandboxOptions,
  started: { close(): Promise<void> }[],
  close: () => Promise<void>,
): Promise<Sandbox> {
  const { host = '127.0.0.1', ports = {}, log = () => undefined } = options;
  const clock = new Clock();
  const faults = new FaultPlan(options.onFaultTold);
  started.push({ close: async () => clock.stop() });
  const at = (service: keyof SandboxPorts) => ({ host, port: ports[service] ?? 0, clock, faults, log });
  const keep = async <Service extends { close(): Promise<void> }>(starting: Promise<Service>): Promise<Service> => {
    const service = await starting;
    started.push(service);
    return service;
  };

  const serviceBusConfig = readEmulatorConfig(
    options.serviceBusConfigFile ?? join(packageRoot(), SERVICE_BUS_CONFIG),
    AZURE_LIMITS,
  );
  const tls = await ensureTls(join(options.dataDirectory ?? join(packageRoot(), '.sandbox'), 'ca'));
  trustCertificateAuthority(tls.ca);
  const directory = options.directory ?? SANDBOX_DIRECTORY;
  const startingEntra = keep(startEntra({ ...at('entra'), tls, directory }));
  const tokenFor = async (resource: string) =>
    (await startingEntra).issuer.issueManagedIdentityToken(EVENT_GRID_IDENTITY, resource);
  const storageToken = async (): Promise<string> => (await tokenFor(STORAGE_RESOURCE)).token;
  const verifyToken = async (token: string, audience: string): Promise<boolean> =>
    (await startingEntra).verifyToken(token, audience);

  const [entra, azurite, cosmos, serviceBus, speech] = await allOrNone([
    startingEntra,
    keep(
      startAzurite({
        host,
        port: 0,
        tls,
        log,
        containers: readBlobContainers(join(packageRoot(), BLOB_CONTAINERS_FILE)),
        token: storageToken,
        ...(options.blobPersistence ? { persistence: options.blobPersistence } : {}),
      }),
    ),
    keep(
      startCosmos({
        ...at('cosmos'),
        tls,
        verifyToken,
        database: COSMOS_DATABASE,
        containers: readCosmosContainers(join(packageRoot(), COSMOS_CONTAINERS_FILE)),
      }),
    ),
    keep(startServiceBus({ ...at('serviceBus'), tls, verifyToken, config: serviceBusConfig })),
    keep(
      startSpeech({
        ...at('speech'),
        tls,
        verifyToken,
        ...(options.speechJobDurationMs === undefined ? {} : { jobDurationMs: options.speechJobDurationMs }),
      }),
    ),
  ]);

  const credential: TokenCredential = {
    getToken: async () => {
      const { token } = await tokenFor(SERVICE_BUS_RESOURCE);
      return { token, expiresOnTimestamp: Date.now() + TOKEN_RENEWAL_MS };
    },
  };
  const sending = await keep(Promise.resolve(serviceBusDeliver(`localhost:${serviceBus.port}`, credential)));
  const events = new EventDelivery({
    subscriptions: options.eventSubscriptions ?? EVENT_SUBSCRIPTIONS,
    deliver: sending.deliver,
    clock,
    faults,
    log,
  });
  const storageNetwork = new StorageNetwork(options.privateStorage);
  let passedMs = 0;
  let endpoints: SandboxEndpoints | undefined;
  let environment: Readonly<Record<string, string>> | undefined;
  const [identity, blob, control] = await allOrNone([
    keep(
      startManagedIdentity({
        ...at('identity'),
        issuer: entra.issuer,
        localResources: () => cosmos.resources,
        header: options.identityHeader,
      }),
    ),
    keep(
      startBlobProxy({
        ...at('blob'),
        tls,
        upstream: azurite.endpoint,
        verifyToken,
        authority: entra.authority,
        token: storageToken,
        source: `${RESOURCE_GROUP_ID}/providers/Microsoft.Storage/storageAccounts/${STORAGE_ACCOUNT}`,
        events,
        network: storageNetwork,
      }),
    ),
    keep(
      startControl({
        ...at('control'),
        entra,
        serviceBus,
        events,
        speech,
        cosmos,
        storageNetwork,
        passTime: (ms) => {
          passedMs += ms;
          moveDate(passedMs);
          azurite.moveClock(passedMs);
        },
        endpoints: () => ({ ...endpoints }),
        environment: () => ({ ...environment }),
      }),
    ),
  ]);
  endpoints = endpointsOf({ control, entra, identity, blob, cosmos, serviceBus, speech });
  environment = environmentOf({ tls, directory, endpoints, identity, isPrivate: storageNetwork.isClosed });
  return { endpoints, environment, clock, faults, entra, serviceBus, events, speech, storageNetwork, close };
}

/** Like `Promise.all`, but settles only when all have: what did start is then known and can be closed. */
async function allOrNone<Results extends readonly unknown[]>(
  starting: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  const results = await Promise.allSettled(starting as readonly Promise<unknown>[]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as Results;
}

interface Services {
  readonly control: Control;
  readonly entra: Entra;
  readonly identity: ManagedIdentityEndpoint;
  readonly blob: BlobProxy;
  readonly cosmos: Cosmos;
  readonly serviceBus: RunningService;
  readonly speech: RunningService;
}

function endpointsOf({ control, entra, identity, blob, cosmos, serviceBus, speech }: Services): SandboxEndpoints {
  return {
    control: control.endpoint,
    entra: entra.authority,
    managedIdentity: identity.endpoint,
    blob: blob.endpoint,
    cosmos: cosmos.endpoint,
    serviceBus: `localhost:${serviceBus.port}`,
    speech: `https://localhost:${speech.port}`,
    speechWebSocket: `wss://localhost:${speech.port}/tts/cognitiveservices/websocket/v1`,
  };
}

function environmentOf(given: {
  tls: SandboxTls;
  directory: Directory;
  endpoints: SandboxEndpoints;
  identity: ManagedIdentityEndpoint;
  isPrivate: boolean;
}): Record<string, string> {
  const { tls, directory, endpoints, identity, isPrivate } = given;
  return {
    NODE_EXTRA_CA_CERTS: tls.caFile,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    IDENTITY_ENDPOINT: identity.endpoint,
    IDENTITY_HEADER: identity.header,
    ENTRA_AUTHORITY: endpoints.entra,
    ENTRA_TENANT_ID: directory.homeTenantId,
    ENTRA_ALLOWED_TENANTS: directory.tenants.map(({ tenantId }) => tenantId).join(','),
    ENTRA_CLIENT_ID: directory.api.clientId,
    SWAGGER_CLIENT_ID: SWAGGER_CLIENT.clientId,
    SERVICE_BUS_NAMESPACE: endpoints.serviceBus,
    COSMOS_ENDPOINT: endpoints.cosmos,
    COSMOS_ENDPOINT_DISCOVERY: 'false',
    COSMOS_DATABASE,
    BLOB_ENDPOINT: endpoints.blob,
    ...(isPrivate ? { SPEECH_AUDIO_TRANSFER: 'upload', DIRECT_UPLOADS: 'false' } : {}),
    SPEECH_ENDPOINT: endpoints.speech,
    SPEECH_WEBSOCKET_URL: endpoints.speechWebSocket,
    // Stand-ins for both are served beside Speech, as at a resource with all Azure AI services.
    TRANSLATOR_ENDPOINT: endpoints.speech,
    OPENAI_ENDPOINT: endpoints.speech,
    OPENAI_DEPLOYMENT: 'speakable',
    // Whom webhooks are sent to and recordings fetched from is on this machine too.
    EGRESS_ALLOW_HTTP: 'true',
    EGRESS_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
    EGRESS_PORTS: '1024-65535',
    WEBHOOK_SECRET_KEYS: randomBytes(32).toString('base64'),
    RECEIPT_SIGNING_KEYS: randomBytes(32).toString('base64'),
  };
}

/** The directory of the project's `package.json`, above this file whether it is compiled or not. */
function packageRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`There is no package.json above ${import.meta.dirname}.`);
    directory = parent;
  }
  return directory;
}
