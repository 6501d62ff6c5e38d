import type { InjectionToken, Provider } from '@nestjs/common';
import { AudioProcessor, C2paProcesses, SpeechEncoder } from '#audio';
import { AZURE_CREDENTIAL, CONFIG, loadConfig } from '#config';
import {
  Budgets,
  BudgetStore,
  Commit,
  DocumentStore,
  DueDocuments,
  ErasedSubjects,
  DueMoves,
  HeldDocuments,
  IdempotencyStore,
  OpenWork,
  OperationStore,
  OutboxRelay,
  RecordingClaims,
  RemoveSynthesis,
  RetentionStore,
  SameRecordings,
  ScheduleStore,
  SettleCharge,
  SpeakableVoices,
  VoiceEndpoints,
  SpeechLimits,
  TenantFigures,
  TraceStore,
  VoiceWatches,
} from '#documents';
import { unlimitedBudgets } from '#documents/testing';
import { EgressClient } from '#egress';
import { VoiceUse } from '#intake';
import {
  CONNECT_SERVICE_BUS,
  Consumers,
  createMessage,
  DeadLetters,
  MessagePublisher,
  SYSTEM_TENANT,
} from '#messaging';
import { Activity, currentContext, type Logger, LOGGER } from '#observability';
import { forgetUnansweredCloses } from '#messaging/testing';
import {
  BatchSynthesisClient,
  CustomVoiceClient,
  FairSemaphore,
  FastTranscriptionClient,
  ProfessionalVoiceClient,
  SpeakableTexts,
  SpeechSynthesizerPool,
} from '#speech';
import { ProvenanceRecorder, ProvenanceSigner } from '#provenance';
import {
  AuditAnchors,
  AuditLog,
  BatchFiles,
  BlobEraser,
  BlobHolds,
  BlobTiers,
  BlobStore,
  ErasureRegister,
  ProvenanceItems,
  ProvenanceStore,
  UsageStore,
} from '#storage';
import { BEAT_EVERY_MS } from '../../apps/api/src/ticks/tick-table.ts';
import { Ticks } from '../../apps/api/src/ticks/ticks.service.ts';
import { SignSpeech } from '../../apps/worker/src/platform/sign-speech.ts';
import { MemoryContainer, MemoryData } from '../../libs/storage/testing/memory-container.ts';
import { blobStoreOf, SimulatedStorage } from './blobs.ts';
import { SimulatedBus } from './bus.ts';
import { type Container, startContainer } from './containers.ts';
import { type Removal, SimulatedContainer, SimulatedDatabase } from './documents.ts';
import { SimulatedProvider } from './provider.ts';
import { processContext, SimulatedProcess, type World } from './world.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';
const CONFIGURATION = loadConfig({
  LOG_LEVEL: 'silent',
  ENTRA_TENANT_ID: NOBODY,
  ENTRA_CLIENT_ID: NOBODY,
  SERVICE_BUS_NAMESPACE: 'example.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://example.documents.azure.com',
  BLOB_ENDPOINT: 'https://example.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://example.cognitiveservices.azure.com',
  SPEECH_WEBSOCKET_URL: 'wss://example.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
});

const NOTHING_ANCHORED = { tenants: () => Promise.resolve([]) };
/** All requests at once: the simulator of scaling has the limits of Azure. */
const NO_LIMIT = { waitMs: () => 0, reserve: () => () => undefined };

/** No job asks for what needs these. */
const NEVER_ASKED: readonly InjectionToken[] = [
  AZURE_CREDENTIAL,
  BatchSynthesisClient,
  BlobEraser,
  BlobHolds,
  BlobTiers,
  BudgetStore,
  DeadLetters,
  EgressClient,
  ErasureRegister,
  IdempotencyStore,
  // All voices here are personal voices.
  ProfessionalVoiceClient,
  RemoveSynthesis,
  SpeechEncoder,
  VoiceEndpoints,
];

const TICK_MS = 30_000;
/** Clocks of two machines are apart by less than what a lease allows for. */
const MAX_CLOCK_ERROR_MS = 2_000;
const WORKERS = 2;
const APIS = 2;
const STORM_STEP_MS = 30_000;
type Log = (...args: unknown[]) => void;

/** One deployment: its processes, and Azure around them. */
export class SimulatedSystem {
  readonly database: SimulatedDatabase;
  /** The container of the audit log. */
  readonly audit: SimulatedDatabase;
  /** The container of what was spoken. */
  readonly usage: SimulatedDatabase;
  /** The container of the records of what was spoken. */
  readonly provenance: SimulatedDatabase;
  /** The item of the schedules. */
  readonly schedules = new MemoryData();
  readonly bus: SimulatedBus;
  readonly storage: SimulatedStorage;
  readonly provider: SimulatedProvider;
  readonly apis: { readonly process: SimulatedProcess; readonly container: Container }[] = [];
  readonly #workers = new Set<SimulatedProcess>();
  #started = 0;

  constructor(
    readonly world: World,
    removal: Removal | undefined,
    private readonly log: Log = () => undefined,
  ) {
    this.database = new SimulatedDatabase(new MemoryData(), removal);
    this.audit = new SimulatedDatabase(new MemoryData(), removal);
    this.usage = new SimulatedDatabase(new MemoryData(), removal);
    this.provenance = new SimulatedDatabase(new MemoryData(), removal);
    this.bus = new SimulatedBus(world, removal);
    this.storage = new SimulatedStorage(world);
    this.provider = new SimulatedProvider(world, this.storage);
  }

  start(): void {
    for (let index = 0; index < WORKERS; index++) this.startWorker();
    for (let index = 0; index < APIS; index++) this.startApi();
    this.world.after(this.world.random.between(0, TICK_MS), () => this.tick(TICK_MS));
    this.world.after(STORM_STEP_MS, () => this.storm());
  }

  /** One API, whose clock beats as often as in a deployment, and no worker: `addWorker` adds them. */
  startWithoutWorkers(): void {
    this.startApi();
    this.world.after(BEAT_EVERY_MS, () => this.tick(BEAT_EVERY_MS));
  }

  /** @returns what ends it, as a platform does that scales in */
  addWorker(): () => void {
    const process = this.startWorker(false);
    return () =>
      void processContext.run(process, async () => {
        await this.retire.get(process)?.();
        process.kill();
      });
  }

  stop(): void {
    for (const { process } of this.apis.splice(0)) process.kill();
    for (const process of this.#workers) process.kill();
    forgetUnansweredCloses();
  }

  /** Whether there are containers of samples that the product has not deleted with the last step of an enrollment. */
  get hasSamples(): boolean {
    return [...this.storage.containers.keys()].some((name) => name.startsWith('samples-'));
  }

  /** The part of the sweep of old things that deletes such containers, a while after they have become old. */
  sweepSamples(): void {
    this.world.after(CONFIGURATION.retention.orphanGraceMs + MAX_CLOCK_ERROR_MS, () => {
      const [api] = this.apis;
      if (!api) throw new Error('No API runs');
      const message = createMessage('retention.sweep', {
        tenantId: SYSTEM_TENANT,
        subjectId: 'retention.sweep',
        data: { part: 'samples' },
      });
      void processContext.run(api.process, () => api.container.get(MessagePublisher).publish(message));
    });
  }

  /** What the modules of Azure's clients and of their stores provide in a deployment. */
  private azureOf(process: SimulatedProcess): Provider[] {
    const { world } = this;
    const client = this.bus.clientOf(process);
    const container = new SimulatedContainer(world, process, this.database).asContainer;
    const logger = this.loggerOf(process);
    const publisher = new MessagePublisher(() => client);
    const documents = new DocumentStore(container);
    const operations = new OperationStore(documents);
    const outbox = new OutboxRelay(publisher, documents, logger);
    const blobs = blobStoreOf(world, process, this.storage);
    const voices = new SpeakableVoices(documents);
    const usage = new UsageStore(new SimulatedContainer(world, process, this.usage).asContainer);
    const budgets = unlimitedBudgets();
    const audit = new AuditLog(new SimulatedContainer(world, process, this.audit).asContainer);
    // The container does not know the query; no key signs anything here.
    audit.startedChains = () => Promise.resolve([]);
    const given: readonly (readonly [InjectionToken, unknown])[] = [
      [CONFIG, CONFIGURATION],
      [LOGGER, logger],
      [Activity, new Activity()],
      [CONNECT_SERVICE_BUS, () => client],
      [MessagePublisher, publisher],
      [DocumentStore, documents],
      [OperationStore, operations],
      [OutboxRelay, outbox],
      [SignSpeech, new SignSpeech(new C2paProcesses({ workers: 1 }), undefined, 0, this.loggerOf(process))],
      [OpenWork, new OpenWork(documents, CONFIGURATION.work.stalledAfterMs)],
      [Commit, new Commit(documents, operations, outbox, logger)],
      [RecordingClaims, new RecordingClaims(container, documents)],
      [SameRecordings, new SameRecordings(container)],
      [SpeakableVoices, voices],
      [VoiceWatches, new VoiceWatches(voices, CONFIGURATION.speech.consentCheckMs)],
      [AuditLog, audit],
      [AuditAnchors, NOTHING_ANCHORED],
      // Without faults and delays: their random numbers would take the seeds of the specs to other worlds.
      [ScheduleStore, new ScheduleStore(new MemoryContainer(this.schedules).asContainer)],
      [UsageStore, usage],
      [ProvenanceRecorder, this.recorderOf(process, blobs, logger)],
      [ProvenanceStore, {}],
      // Recorded beside the work: sending it here too would only take the seeds of the specs to other worlds.
      [VoiceUse, { record: () => undefined }],
      [BlobStore, blobs],
      [BatchFiles, new BatchFiles(blobs)],
      [CustomVoiceClient, this.provider.customVoiceOf(process)],
      [FastTranscriptionClient, this.provider.transcriptionOf(process)],
      [SpeechSynthesizerPool, this.provider.synthesizersOf(process)],
      [FairSemaphore, new FairSemaphore({ limit: CONFIGURATION.speech.poolSize })],
      [AudioProcessor, this.provider.audioProcessorOf(process)],
      [SpeakableTexts, new SpeakableTexts(undefined, undefined)],
      // Nobody has subscribed.
      [TenantFigures, { activeSubscriptions: () => Promise.resolve([]) }],
      [TraceStore, { endedConsents: () => Promise.resolve([]), voicesWithEndpointUp: () => Promise.resolve([]) }],
      [Budgets, budgets],
      [SettleCharge, new SettleCharge(budgets, usage, CONFIGURATION)],
      [SpeechLimits, { customVoice: NO_LIMIT, batch: NO_LIMIT }],
      // No tenant has a policy.
      [RetentionStore, { all: () => Promise.resolve(new Map()), allMoves: () => Promise.resolve(new Map()) }],
      [DueDocuments, { page: () => Promise.resolve({ due: [], needed: [], next: undefined }) }],
      [DueMoves, { page: () => Promise.resolve({ due: [], next: undefined }) }],
      [HeldDocuments, { unsettled: () => Promise.resolve({ data: [], next: undefined }) }],
      // Nothing is erased here.
      [ErasedSubjects, { has: () => Promise.resolve(false) }],
      ...NEVER_ASKED.map((token) => [token, {}] as const),
    ];
    return given.map(([provide, useValue]) => ({ provide, useValue }));
  }

  private recorderOf(process: SimulatedProcess, blobs: BlobStore, logger: Pick<Logger, 'error'>): ProvenanceRecorder {
    const container = new SimulatedContainer(this.world, process, this.provenance).asContainer;
    const store = new ProvenanceStore(container, CONFIGURATION.provenance.retentionMs);
    return new ProvenanceRecorder(store, new ProvenanceItems(blobs), new ProvenanceSigner([]), 'org', logger);
  }

  newProcess(role: SimulatedProcess['role']): SimulatedProcess {
    const { random } = this.world;
    const error = role === 'client' ? 0 : random.between(-MAX_CLOCK_ERROR_MS, MAX_CLOCK_ERROR_MS);
    return new SimulatedProcess(`${role}-${this.#started++}`, role, Math.round(error));
  }

  private startWorker(comesBack = true): SimulatedProcess {
    const process = this.newProcess('worker');
    this.#workers.add(process);
    process.onKilled.push(() => {
      this.#workers.delete(process);
      if (!comesBack) return;
      this.world.after(this.world.random.between(1_000, 15_000), () => this.startWorker());
    });
    this.world.startNow(async () => {
      const consumers = (await this.containerOf(process)).get(Consumers);
      this.retire.set(process, () => consumers.beforeApplicationShutdown());
    });
    return process;
  }

  private readonly retire = new WeakMap<SimulatedProcess, () => Promise<void>>();

  /** An API that does not come back when it dies, and that no clock beats in. */
  addApi(onReady: (api: { readonly process: SimulatedProcess; readonly container: Container }) => void): void {
    const process = this.newProcess('api');
    this.world.startNow(async () => onReady({ process, container: await this.containerOf(process) }));
  }

  private startApi(): void {
    const process = this.newProcess('api');
    this.world.startNow(async () => {
      const api = { process, container: await this.containerOf(process) };
      this.apis.push(api);
      process.onKilled.push(() => {
        const index = this.apis.indexOf(api);
        if (index < 0) return;
        this.apis.splice(index, 1);
        this.world.after(this.world.random.between(1_000, 15_000), () => this.startApi());
      });
    });
  }

  private containerOf(process: SimulatedProcess): Promise<Container> {
    const role = process.role === 'worker' ? 'worker' : 'api';
    return processContext.run(process, () => startContainer(role, this.azureOf(process)));
  }

  private tick(everyMs: number): void {
    for (const { process, container } of this.apis) {
      this.world.within(process, this.world.random.between(0, 2_000), () => {
        const ticks = processContext.run(process, () => container.get(Ticks));
        void processContext.run(process, () => ticks.beat(Date.now()));
      });
    }
    this.world.after(everyMs, () => this.tick(everyMs));
  }

  /** What befalls everybody at once. */
  private storm(): void {
    const { world } = this;
    if (world.faults.strikes('cosmos-outage')) {
      this.takeDown(this.database);
      this.takeDown(this.audit);
      this.takeDown(this.usage);
      this.takeDown(this.provenance);
    }
    if (world.faults.strikes('bus-outage')) this.takeDown(this.bus);
    if (world.faults.strikes('worker-rollout')) {
      for (const process of this.#workers) {
        void processContext.run(process, async () => {
          await this.retire.get(process)?.();
          process.kill();
        });
      }
    }
    world.after(STORM_STEP_MS, () => this.storm());
  }

  private takeDown(service: { down: boolean }): void {
    service.down = true;
    this.world.after(this.world.random.between(2_000, 90_000), () => (service.down = false));
  }

  private loggerOf({ name }: SimulatedProcess): Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'> {
    const line = (...args: unknown[]): void => this.log(this.world.now, name, ...args, currentContext().messageId);
    return { trace: line, debug: line, info: line, warn: line, error: line, fatal: line };
  }
}
