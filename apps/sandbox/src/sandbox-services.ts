import { join } from 'node:path';
import type { TokenCredential } from '@azure/core-auth';
import { type Cosmos, startCosmos } from './cosmos/cosmos-server.ts';
import { readCosmosContainers } from './cosmos/cosmos-containers.ts';
import type { StateStore } from './data/state-store.ts';
import { type Directory, EVENT_GRID_IDENTITY, RESOURCE_GROUP_ID } from './entra/directory.ts';
import { type Entra, startEntra } from './entra/entra-server.ts';
import { type ManagedIdentityEndpoint, startManagedIdentity } from './entra/managed-identity.ts';
import { type BlobProxy, startBlobProxy } from './event-grid/blob-proxy.ts';
import { emailReportEvent } from './communication/email-report.ts';
import { EMAIL_REPORTS, EventDelivery, type EventSubscription } from './event-grid/event-delivery.ts';
import { serviceBusDeliver } from './event-grid/service-bus-deliver.ts';
import type { Clock } from './faults/clock.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { Log } from './log.ts';
import { withProducerQueues } from './producers/sandbox-producer.ts';
import type { AccessControl } from './rights/access-control.ts';
import type { Caller } from './rights/caller.ts';
import { COMMUNICATION_SERVICE } from './rights/resources.ts';
import { AZURE_LIMITS, readEmulatorConfig } from './service-bus/config.ts';
import { type ServiceBus, startServiceBus } from './service-bus/service-bus.ts';
import { type Speech, type SpeechOptions, startSpeech } from './speech/speech.ts';
import { type Azurite, startAzurite, STORAGE_ACCOUNT } from './storage/azurite.ts';
import { readBlobContainers, readStorageLifecycle } from './storage/blob-containers.ts';
import { BlobCors, readCorsRule } from './storage/blob-cors.ts';
import type { StorageNetwork } from './storage/storage-network.ts';
import { packageRoot } from './system/package-root.ts';
import type { SandboxTls } from './tls/certificate-authority.ts';

/** From the project's root: the compiler does not copy them beside the code. */
const SERVICE_BUS_CONFIG = 'apps/sandbox/queues.json';
const COSMOS_CONTAINERS_FILE = 'apps/sandbox/cosmos-containers.json';
const BLOB_CONTAINERS_FILE = 'apps/sandbox/blob-containers.json';
export const COSMOS_DATABASE = 'voice';
const EVENT_SUBSCRIPTIONS: readonly EventSubscription[] = [
  { name: 'uploads-to-service-bus', container: 'uploads', queue: 'audio-uploads' },
  { name: 'email-reports', container: EMAIL_REPORTS, queue: 'notifications' },
];
const STORAGE_RESOURCE = 'https://storage.azure.com';
const SERVICE_BUS_RESOURCE = 'https://servicebus.azure.net';
const TOKEN_RENEWAL_MS = 86_400_000;

export interface ServicePorts {
  readonly entra: number;
  readonly identity: number;
  readonly blob: number;
  readonly cosmos: number;
  readonly serviceBus: number;
  readonly speech: number;
}

export interface ServicesOptions {
  readonly host: string;
  readonly ports: ServicePorts;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: Log;
  readonly tls: SandboxTls;
  readonly directory: Directory;
  readonly identityHeader: string | undefined;
  readonly eventSubscriptions?: readonly EventSubscription[] | undefined;
  readonly blobPersistence?: 'disk' | 'memory' | undefined;
  readonly storageNetwork: StorageNetwork;
  /** Names of systems that order work by messages; none if not given. */
  readonly producers?: readonly string[] | undefined;
  /** Origins whose pages may upload straight to Blob Storage; none if not given. */
  readonly corsOrigins?: readonly string[] | undefined;
  readonly access: AccessControl;
  readonly serviceBusConfigFile?: string | undefined;
  readonly speechJobDurationMs?: number | undefined;
  /** With which manifests are signed, PEM. */
  readonly claimKey: string;
  /** Where everything is kept from run to run; undefined keeps nothing. The store is closed by who opened it. */
  readonly kept: { readonly state: StateStore; readonly directory: string } | undefined;
  /** How far the clock of this process is ahead of the machine's, ms. */
  readonly passedMs: number;
}

/** All services but the control endpoint, running. */
export interface SandboxServices {
  readonly entra: Entra;
  readonly identity: ManagedIdentityEndpoint;
  readonly azurite: Azurite;
  readonly blob: BlobProxy;
  readonly cosmos: Cosmos;
  readonly serviceBus: ServiceBus;
  readonly speech: Speech;
  readonly events: EventDelivery;
  /** Ends them. Safe to call more than once. */
  close(): Promise<void>;
}

/** Starts all services on what is kept, if anything is. If one cannot start, those that did are closed again and its error is thrown. */
export async function startServices(options: ServicesOptions): Promise<SandboxServices> {
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
    const services = await compose(options, started);
    // What a restart interrupted goes on when everything that it needs is there.
    services.speech.resume();
    services.events.resume();
    return { ...services, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function compose(
  options: ServicesOptions,
  started: { close(): Promise<void> }[],
): Promise<Omit<SandboxServices, 'close'>> {
  const { host, ports, clock, faults, log, tls, kept } = options;
  const state = kept?.state;
  const at = (service: keyof ServicePorts) => ({ host, port: ports[service], clock, faults, log, state });
  const keep = async <Service extends { close(): Promise<void> }>(starting: Promise<Service>): Promise<Service> => {
    const service = await starting;
    started.push(service);
    return service;
  };

  const config = options.serviceBusConfigFile ?? join(packageRoot(), SERVICE_BUS_CONFIG);
  const serviceBusConfig = withProducerQueues(readEmulatorConfig(config, AZURE_LIMITS), options.producers ?? []);
  const startingEntra = keep(startEntra({ ...at('entra'), tls, directory: options.directory }));
  const tokenFor = async (resource: string) =>
    (await startingEntra).issuer.issueManagedIdentityToken(EVENT_GRID_IDENTITY, resource);
  const storageToken = async (): Promise<string> => (await tokenFor(STORAGE_RESOURCE)).token;
  const callerOf = (holder: { oid: string; tid: string }): Caller => options.access.callerOf(holder);
  const verifyToken = async (token: string, audience: string): Promise<Caller | undefined> => {
    const holder = await (await startingEntra).issuer.holderOf(token, audience);
    return holder && callerOf(holder);
  };

  let reportEmail: NonNullable<SpeechOptions['onEmailReport']> = () => undefined;
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
        keepDirectory: kept?.directory,
        aheadMs: options.passedMs,
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
        directory: kept && join(kept.directory, 'batch-results'),
        claimKey: options.claimKey,
        onEmailReport: (report) => reportEmail(report),
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
    state,
  });
  const source = `${RESOURCE_GROUP_ID}/providers/${COMMUNICATION_SERVICE}`;
  reportEmail = (report) => events.publish(EMAIL_REPORTS, emailReportEvent({ ...report, source }));
  const [identity, blob] = await allOrNone([
    keep(
      startManagedIdentity({
        ...at('identity'),
        issuer: entra.issuer,
        localResources: () => [...cosmos.resources, `api://${options.directory.api.clientId}`],
        header: options.identityHeader,
      }),
    ),
    keep(
      startBlobProxy({
        ...at('blob'),
        lifecycle: readStorageLifecycle(join(packageRoot(), BLOB_CONTAINERS_FILE)),
        tls,
        upstream: azurite.endpoint,
        saveBlobs: azurite.save,
        verifyToken,
        callerOf,
        authority: entra.authority,
        token: storageToken,
        source: `${RESOURCE_GROUP_ID}/providers/Microsoft.Storage/storageAccounts/${STORAGE_ACCOUNT}`,
        events,
        network: options.storageNetwork,
        cors: new BlobCors(options.corsOrigins, readCorsRule(join(packageRoot(), BLOB_CONTAINERS_FILE))),
      }),
    ),
  ]);
  return { entra, identity, azurite, blob, cosmos, serviceBus, speech, events };
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
