import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DataFolder } from './data/data-folder.ts';
import { keptLater, keptPorts, keptText } from './data/kept-values.ts';
import type { SqliteStore } from './data/sqlite-store.ts';
import { MEMORY_ONLY } from './data/state-store.ts';
import { type Directory, SANDBOX_DIRECTORY } from './entra/directory.ts';
import type { Entra } from './entra/entra-server.ts';
import type { EventDelivery, EventSubscription } from './event-grid/event-delivery.ts';
import { Clock } from './faults/clock.ts';
import { startControl } from './faults/control-server.ts';
import { FaultPlan, type FaultRule, type ObservedCall } from './faults/fault-plan.ts';
import type { Log } from './log.ts';
import { producerIdentity } from './producers/sandbox-producer.ts';
import type { AccessControl, TakenRight } from './rights/access-control.ts';
import { sandboxAccess } from './rights/sandbox-access.ts';
import { endpointsOf, environmentOf, identitiesOf, producersOf, type SandboxEndpoints } from './sandbox-environment.ts';
import { type SandboxServices, type ServicePorts, startServices } from './sandbox-services.ts';
import type { ServiceBus } from './service-bus/service-bus.ts';
import type { Speech } from './speech/speech.ts';
import { StorageNetwork } from './storage/storage-network.ts';
import { moveDate } from './system/moved-date.ts';
import { packageRoot } from './system/package-root.ts';
import { ensureTls } from './tls/certificate-authority.ts';
import { type ClaimCertificates, issueClaimCertificates } from './tls/claim-certificates.ts';
import { trustCertificateAuthority } from './tls/trust.ts';

export type { SandboxEndpoints } from './sandbox-environment.ts';

export interface SandboxPorts extends ServicePorts {
  readonly control: number;
}

export interface SandboxOptions {
  /** Address to bind to. Default: `127.0.0.1`. */
  readonly host?: string;
  /** 0 or absent takes a free port; where data are kept, the one that it had before. */
  readonly ports?: Partial<SandboxPorts>;
  /** Keeps the certificates from run to run; everything else ends with the sandbox, unless `keepData`. Default: `.sandbox` in the project. */
  readonly dataDirectory?: string;
  /**
   * Keeps everything in `dataDirectory`: what a service has acknowledged is there after a restart, also when the process was killed.
   * Default: false.
   */
  readonly keepData?: boolean;
  readonly log?: Log;
  readonly directory?: Directory;
  /** The secret that callers of the identity endpoint send; a new one if not given. */
  readonly identityHeader?: string | undefined;
  readonly eventSubscriptions?: readonly EventSubscription[];
  /** Where blobs are kept while the sandbox runs. Default: `disk`. With `keepData` always `disk`. */
  readonly blobPersistence?: 'disk' | 'memory';
  /**
   * Closed storage, as of an account without public network access: only the deployables reach it. `environment` then tells them to send
   * audio to Azure themselves and to give clients no upload URLs. Default: false.
   */
  readonly privateStorage?: boolean;
  /** Origins whose pages may upload straight to Blob Storage; the deployables then get them as `CORS_ALLOWED_ORIGINS`. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Names of systems that order work by messages: each gets a pair of queues, an identity and its rights. Default: none. */
  readonly producers?: readonly string[] | undefined;
  /**
   * The broker's configuration, in the format of the official emulator but with the bounds of Azure. Default: `apps/sandbox/queues.json`, the
   * queues as they are in Azure.
   */
  readonly serviceBusConfigFile?: string;
  /** How long a consent, a voice or a batch of Speech takes at least, ms on the sandbox's clock. Default: 2000. */
  readonly speechJobDurationMs?: number;
  /** What the template gives and this sandbox does not, to see who needs it. Default: nothing is taken away. */
  readonly withoutRights?: readonly TakenRight[];
  /** Told of each call to which a fault rule with `tell` applied. */
  readonly onFaultTold?: (rule: FaultRule, call: ObservedCall) => void;
}

/** Azure on one machine, running. After `POST /restore` the services are other ones, at the same addresses. */
export interface Sandbox {
  readonly endpoints: SandboxEndpoints;
  /** Environment variables with which the deployables and other clients find it; its managed identity is the developer's. */
  readonly environment: Readonly<Record<string, string>>;
  /** What else each deployable gets, so that it has its own managed identity and not the developer's. */
  readonly deployables: Readonly<Record<'api' | 'worker' | 'ticks', Readonly<Record<string, string>>>>;
  /** What the program of each producer gets instead, by its name. */
  readonly producers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Who may do what. */
  readonly access: AccessControl;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly entra: Entra;
  readonly serviceBus: ServiceBus;
  readonly events: EventDelivery;
  readonly speech: Speech;
  /** Who reaches the blob endpoint. */
  readonly storageNetwork: StorageNetwork;
  /** Ends every service, and removes its data unless they are kept. Safe to call more than once. */
  close(): Promise<void>;
}

/**
 * Starts all services. If one cannot start, those that did are closed again and its error is thrown.
 * The calling process trusts the sandbox's certificate authority after that.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const dataDirectory = options.dataDirectory ?? join(packageRoot(), '.sandbox');
  // Loaded where it is needed: SQLite costs the others no time.
  const { DataFolder } = options.keepData === true ? await import('./data/data-folder.ts') : {};
  const folder = DataFolder?.open(dataDirectory);
  const running = new RunningSandbox(options, folder);
  try {
    await running.start(dataDirectory);
    return running;
  } catch (error) {
    await running.close();
    throw error;
  }
}

/** How far the clocks are ahead of the machine's, ms: the sandbox's own, and what it takes for the machine's. */
interface KeptClock {
  readonly aheadMs: number;
  readonly passedMs: number;
}

class RunningSandbox implements Sandbox {
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly storageNetwork: StorageNetwork;
  endpoints!: SandboxEndpoints;
  environment!: Readonly<Record<string, string>>;
  deployables!: Sandbox['deployables'];
  producers!: Sandbox['producers'];
  readonly access: AccessControl;
  readonly #log: Log;
  readonly #closers: (() => Promise<void> | void)[] = [];
  #services: SandboxServices | undefined;
  #state: SqliteStore | undefined;
  #startServices!: () => Promise<SandboxServices>;
  #restoring: Promise<void> = Promise.resolve();
  #passedMs: number;

  constructor(
    private readonly options: SandboxOptions,
    private readonly folder: DataFolder | undefined,
  ) {
    this.#log = options.log ?? (() => undefined);
    const kept = this.#clockArea.load()[0]?.fields;
    this.clock = new Clock(kept?.aheadMs);
    this.#passedMs = kept?.passedMs ?? 0;
    if (this.#passedMs !== 0) moveDate(this.#passedMs);
    this.faults = new FaultPlan(options.onFaultTold);
    this.storageNetwork = new StorageNetwork(options.privateStorage);
    const profile = options.privateStorage === true ? 'private' : 'public';
    this.access = sandboxAccess(profile, options.withoutRights, this.#log, options.producers);
    this.#closers.push(
      () => folder?.close(),
      () => this.clock.stop(),
    );
  }

  get entra(): Entra {
    return this.#running.entra;
  }
  get serviceBus(): ServiceBus {
    return this.#running.serviceBus;
  }
  get events(): EventDelivery {
    return this.#running.events;
  }
  get speech(): Speech {
    return this.#running.speech;
  }

  async start(dataDirectory: string): Promise<void> {
    const { options, folder, clock, faults, storageNetwork, access } = this;
    const { host = '127.0.0.1', producers = [] } = options;
    const directory = withProducers(options.directory ?? SANDBOX_DIRECTORY, producers);
    const log = this.#log;
    const place = folder?.place ?? MEMORY_ONLY;
    const tls = await ensureTls(join(dataDirectory, 'ca'));
    trustCertificateAuthority(tls.ca);
    const claims = await keptLater(place, 'claim certificates', async () =>
      JSON.stringify(await issueClaimCertificates()),
    );
    const claimCertificates = JSON.parse(claims) as ClaimCertificates;
    const ports = await this.#ports(host);
    const identityHeader = options.identityHeader ?? keptText(place, 'identity header', randomUUID);
    const { eventSubscriptions, serviceBusConfigFile, speechJobDurationMs, corsOrigins } = options;
    const given = {
      producers,
      eventSubscriptions,
      serviceBusConfigFile,
      speechJobDurationMs,
      corsOrigins,
      identityHeader,
    };
    const blobPersistence = folder ? 'disk' : options.blobPersistence;
    this.#startServices = () => {
      this.#state = folder?.openServices();
      const kept = folder && this.#state && { state: this.#state, directory: folder.stateDirectory };
      const context = {
        host,
        ports,
        clock,
        faults,
        log,
        tls,
        directory,
        storageNetwork,
        access,
        passedMs: this.#passedMs,
        claimKey: claimCertificates.key,
      };
      return startServices({ ...context, ...given, blobPersistence, kept });
    };
    this.#closers.push(() => this.#state?.close());
    this.#services = await this.#startServices();
    this.#closers.push(() => this.#services?.close());
    const control = await startControl({
      host,
      port: ports.control,
      clock,
      faults,
      log,
      storageNetwork,
      access,
      services: () => this.#services,
      data: folder && {
        snapshots: () => folder.snapshots(),
        takeSnapshot: (name) => this.#takeSnapshot(folder, name),
        restore: (name) => this.#restore(folder, name),
      },
      passTime: (ms) => {
        this.#passedMs += ms;
        moveDate(this.#passedMs);
        this.#services?.azurite.moveClock(this.#passedMs);
      },
      onClockMoved: () => this.#keepClock(),
      endpoints: () => ({ ...this.endpoints }),
      environment: () => ({ ...this.environment }),
      deployables: () => ({ ...this.deployables }),
    });
    this.#closers.push(() => control.close());
    const { identity } = this.#running;
    this.endpoints = endpointsOf(control, this.#running);
    const isPrivate = storageNetwork.isClosed;
    this.deployables = identitiesOf(identity);
    this.producers = producersOf(identity, producers);
    const { endpoints } = this;
    const settings = { isPrivate, corsOrigins, producers, place, claimCertificates };
    this.environment = environmentOf({ tls, directory, endpoints, identity, ...settings });
  }

  async close(): Promise<void> {
    await this.#restoring.catch(() => undefined);
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The sandbox did not close cleanly.');
  }

  get #running(): SandboxServices {
    if (this.#services) return this.#services;
    throw new Error('The services of the sandbox are not running.');
  }

  get #clockArea() {
    return (this.folder?.place ?? MEMORY_ONLY).area<KeptClock>('clock');
  }

  async #ports(host: string): Promise<SandboxPorts> {
    const free = { control: 0, entra: 0, identity: 0, blob: 0, cosmos: 0, serviceBus: 0, speech: 0 };
    const wanted = { ...free, ...this.options.ports };
    return this.folder ? keptPorts(this.folder.place, host, wanted) : wanted;
  }

  #keepClock(): void {
    this.#clockArea.put('clock', { aheadMs: this.clock.aheadMs, passedMs: this.#passedMs });
  }

  #takeSnapshot(folder: DataFolder, name: string) {
    const { azurite, speech } = this.#running;
    if (!this.#state) throw new Error('There is no state to copy.');
    const snapshot = folder.takeSnapshot(name, this.#state, [azurite, speech]);
    this.#log('snapshot taken', { name, sizeBytes: snapshot.sizeBytes });
    return snapshot;
  }

  /** One after the other; a failed one leaves no services behind, and another may be tried. */
  #restore(folder: DataFolder, name: string): Promise<void> {
    const before = this.#restoring;
    const restore = async (): Promise<void> => {
      await before.catch(() => undefined);
      const { use } = folder.prepareRestore(name);
      const services = this.#services;
      this.#services = undefined;
      await services?.close();
      this.#state?.close();
      use();
      this.#services = await this.#startServices();
      this.#log('snapshot restored', { name });
    };
    this.#restoring = restore();
    return this.#restoring;
  }
}

function withProducers(directory: Directory, producers: readonly string[]): Directory {
  return { ...directory, managedIdentities: [...directory.managedIdentities, ...producers.map(producerIdentity)] };
}
